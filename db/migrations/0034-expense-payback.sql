-- The day whose payroll pays an approved expense back: its own, or that of its approval when its month was closed by
-- then. Null: approved before Vigie kept it, and paid back in its own month.
alter table expenses add column payable_on date;

select guard_tables();
select grant_tables();
