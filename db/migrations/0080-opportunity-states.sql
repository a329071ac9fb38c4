-- What a deal was said to be, day by day: its stage, its chance, its dates, as the day's last change left them. Written
-- by the change itself, so that a forecast of the past is made of what was known then (report capacity_backtest).

create table opportunity_states (
  opportunity_id bigint not null references opportunities (id) on delete cascade,
  told_on date not null,
  stage text not null,
  probability_percent numeric,
  planned_start_on date,
  planned_end_on date,
  primary key (opportunity_id, told_on)
);

-- Deals of before: what their acts tell, and what their cards say today.
insert into opportunity_states (opportunity_id, told_on, stage, probability_percent, planned_start_on, planned_end_on)
select distinct on (o.id, (a.at at time zone 'Europe/Paris')::date)
  o.id, (a.at at time zone 'Europe/Paris')::date, card->>'stage', (card->>'probabilityPercent')::numeric,
  (card->>'plannedStartOn')::date, (card->>'plannedEndOn')::date
from acts a join act_payloads p using (act_id)
  cross join lateral jsonb_path_query(p.payload, '$.effect.rows[*] ? (@.entity == "opportunity").after') card
  join opportunities o on o.code = card->>'code'
where card->>'stage' is not null
order by o.id, (a.at at time zone 'Europe/Paris')::date, a.at desc;

create function keep_opportunity_state() returns trigger language plpgsql as $$
begin
  insert into opportunity_states (opportunity_id, told_on, stage, probability_percent, planned_start_on, planned_end_on)
  values (new.id, (transaction_timestamp() at time zone 'Europe/Paris')::date, new.stage, new.probability_percent,
    new.planned_start_on, new.planned_end_on)
  on conflict (opportunity_id, told_on) do update set stage = excluded.stage,
    probability_percent = excluded.probability_percent, planned_start_on = excluded.planned_start_on,
    planned_end_on = excluded.planned_end_on;
  return null;
end $$;
create trigger keep_opportunity_state after insert or update on opportunities
  for each row execute function keep_opportunity_state();

select guard_tables();
select grant_tables();
