-- A package is of one legal entity's books, or of all together: then it names none. Those made while there were several
-- were of all together.
alter table month_package
    alter column legal_entity_id drop not null,
    alter column legal_entity_id drop default,
    drop constraint month_package_legal_entity_id_period_kind_sha256_key,
    add constraint month_package_once unique nulls not distinct (legal_entity_id, period, kind, sha256);
alter table month_package disable trigger month_package_rows;
update month_package set legal_entity_id = null where (select count(*) from legal_entity) > 1;
alter table month_package enable trigger month_package_rows;
