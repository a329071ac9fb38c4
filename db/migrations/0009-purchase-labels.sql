-- A label may have 10,000 characters, an index entry 2,704 bytes: the key holds the label's digest.
alter table purchases drop constraint purchases_project_id_bought_on_label_occurrence_key;
create unique index purchases_key on purchases (project_id, bought_on, md5(label), occurrence);
