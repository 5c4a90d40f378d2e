-- A share link is made in one of the Stripe accounts of the books; each has a product of its own for the campaign.
alter table share_link drop constraint share_link_campaign_id_fkey;
alter table share_product
    add column stripe_account text not null default '',
    drop constraint share_product_pkey,
    add primary key (campaign_id, stripe_account);
alter table share_link
    add column stripe_account text not null default '',
    drop constraint share_link_campaign_id_kind_currency_amount_minor_key,
    add unique nulls not distinct (campaign_id, stripe_account, kind, currency, amount_minor),
    add foreign key (campaign_id, stripe_account) references share_product;
drop index share_link_campaign;
