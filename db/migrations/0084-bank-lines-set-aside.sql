-- What came in or left without an invoice that Vigie knows: VAT refunded, a loan, a transfer between accounts. A person says
-- what it is, and the line waits for no match any more.
alter table bank_lines add column set_aside text check (set_aside <> '');
alter table bank_lines add check (set_aside is null or (invoice_id is null and supplier_id is null));
drop index bank_lines_open;
create index bank_lines_open on bank_lines (booked_on)
  where invoice_id is null and supplier_id is null and set_aside is null;
