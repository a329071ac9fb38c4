-- The signed acceptance record (PV de recette) of a milestone: a document filed before, named by its digest.
alter table milestones add column acceptance_document text;

select grant_tables();
