-- A correction takes away what the client signed for: what it was is kept, so that the CRA says that it changed since and
-- waits for another signature (DOMAIN.md, 4, rule 18).
alter table timesheets add column client_validation_before jsonb;

select grant_tables();
