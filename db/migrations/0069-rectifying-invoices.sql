-- A rectifying invoice (facture rectificative, 384) replaces one invoice, once: that one is cancelled in the books by a
-- document of its own, out of the series, and what it billed is billed again, corrected.
alter table invoices add column rectified_invoice_id bigint references invoices (id) deferrable initially deferred
  check (rectified_invoice_id is null or kind = 'facture');
create unique index invoices_rectified on invoices (rectified_invoice_id) where rectified_invoice_id is not null;

select grant_tables();
