-- What each file brought when a person imported the firm's files (command import_firm): how many rows were added and
-- changed, and the digest of what they said. The operator's imports say the same in their act.

create table file_imports (
  id bigint generated always as identity primary key,
  file text not null,
  sha256 text not null,
  created_rows integer not null check (created_rows >= 0),
  updated_rows integer not null check (updated_rows >= 0),
  unchanged_rows integer not null check (unchanged_rows >= 0),
  content_digest text not null
);
insert into tables_not_for_reports (table_name) values ('file_imports');

select guard_tables();
select grant_tables();
