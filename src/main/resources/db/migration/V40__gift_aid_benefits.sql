-- How much a donor may get in return and the gift still be under Gift Aid (ITA 2007 s. 418, since 6 April 2019): a part of the
-- first pounds, a smaller one of the rest, up to a cap.
insert into receipt_threshold values
    ('GB', 'BENEFIT_FIRST', '2019-04-06', 10000), ('GB', 'BENEFIT_FIRST_PERCENT', '2019-04-06', 25),
    ('GB', 'BENEFIT_REST_PERCENT', '2019-04-06', 5), ('GB', 'BENEFIT_CAP', '2019-04-06', 250000);
