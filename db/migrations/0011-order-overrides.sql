-- A project whose invoices of a month leave although its purchase order is missing or exceeded: a second person of
-- direction or the daf decided so, for a reason (DOMAIN.md, §2: override = role + reason).
create table order_overrides (
  project_id bigint not null references projects (id),
  -- First day of the month whose billing is let through.
  month date not null check (extract(day from month) = 1),
  reason text not null check (reason <> ''),
  -- Address of who asked; who approved is in the act.
  requested_by text not null,
  primary key (project_id, month)
);

select guard_tables();
select grant_tables();
