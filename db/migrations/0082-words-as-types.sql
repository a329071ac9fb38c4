-- The words of the tables that every act writes, as types: PostgreSQL reads a table's CHECK from its text again at each
-- statement, and keeps a type's. The values are those of before.
create domain act_outcome as text check (value in ('done', 'refused'));
create domain actor_kind as text check (value in ('person', 'operator', 'agent', 'automation'));
create domain act_channel as text
  check (value in ('web', 'api', 'cli', 'chat', 'slack', 'mcp', 'workflow', 'import', 'demo'));
create domain time_state as text check (value in ('brouillon', 'soumis', 'valide'));
-- facture: validated and named by a live invoice line.
create domain summed_time_state as text check (value in ('brouillon', 'soumis', 'valide', 'facture'));
create domain quarters_of_a_day as smallint check (value between 1 and 4);
create domain occurrence_of_a_day as integer check (value >= 1);

alter table executions
  drop constraint executions_outcome_check,
  alter column outcome type act_outcome;
alter table acts
  drop constraint acts_actor_kind_check,
  drop constraint acts_channel_check,
  alter column actor_kind type actor_kind,
  alter column channel type act_channel;
alter table time_rows
  drop constraint time_rows_state_check,
  drop constraint time_rows_quarter_days_check,
  drop constraint time_rows_occurrence_check,
  alter column state type time_state,
  alter column quarter_days type quarters_of_a_day,
  alter column occurrence type occurrence_of_a_day;
alter table time_sums
  drop constraint time_sums_state_check,
  alter column state type summed_time_state;
