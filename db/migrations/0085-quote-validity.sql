-- Until when the client may take a quote as it is; null: it does not say.
alter table quote_versions add column valid_until date;
