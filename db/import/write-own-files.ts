// Writes what Vigie's own files say (docs/files-added.md): what people wish, how a contract rebills, on-call units; and,
// for invoices that are written with them, what their lines name, bear as VAT and deduct.
import type { Transaction } from '../connection.ts';
import { splitList } from './cells.ts';
import type { OwnFileName } from './file-names.ts';
import type { FirmRow } from './read-rows.ts';

type Values = FirmRow['values'];
type Writer = (tx: Transaction, rows: readonly Values[]) => Promise<unknown>;

/** Said as the invoices and their lines are written: these never change afterwards. */
export type WithInvoices = 'parties_factures' | 'complements_factures' | 'complements_lignes';

function json(tx: Transaction, rows: readonly object[]): ReturnType<Transaction['json']> {
  return tx.json(rows as never);
}

export const ownWriters: { readonly [F in Exclude<OwnFileName, WithInvoices>]: Writer } = {
  souhaits: (tx, rows) => tx`
    insert into staffing_wishes (consultant_id, wishes, remote_days)
    select c.id, r.list, r.jours_distants
    from jsonb_to_recordset(${json(
      tx,
      rows.map((row) => ({
        ...row,
        list: typeof row['souhaits'] === 'string' ? splitList(row['souhaits']).filter((wish) => wish !== '') : [],
      })),
    )}) as r (matricule text, list jsonb, jours_distants smallint)
      join consultants c on c.code = r.matricule
    on conflict (consultant_id) do update set wishes = excluded.wishes, remote_days = excluded.remote_days`,

  lieux: (tx, rows) => tx`
    insert into workplaces (opportunity_id, place, place_required, remote_days)
    select o.id, r.lieu, r.lieu_impose, r.jours_distants
    from jsonb_to_recordset(${json(tx, rows)}) as r (opportunite text, lieu text, lieu_impose boolean, jours_distants smallint)
      join opportunities o on o.code = r.opportunite
    on conflict (opportunity_id) do update set place = excluded.place, place_required = excluded.place_required,
      remote_days = excluded.remote_days`,

  frais_contrat: (tx, rows) => tx`
    insert into expense_policies (project_id, kind, amount_cents)
    select p.id, r.regle, r.montant
    from jsonb_to_recordset(${json(tx, rows)}) as r (projet text, regle text, montant bigint)
      join projects p on p.code = r.projet
    on conflict (project_id) do update set kind = excluded.kind, amount_cents = excluded.amount_cents`,

  tarifs_astreinte: (tx, rows) => tx`
    insert into on_call_rates (project_id, code, starts_on, label, unit_price_cents, coefficient)
    select p.id, r.code, r.debut, r.libelle, r.prix_unitaire, r.coefficient
    from jsonb_to_recordset(${json(tx, rows)}) as r (projet text, code text, debut date, libelle text, prix_unitaire bigint,
      coefficient numeric)
      join projects p on p.code = r.projet
    on conflict (project_id, code, starts_on) do update set label = excluded.label,
      unit_price_cents = excluded.unit_price_cents, coefficient = excluded.coefficient`,

  astreintes: (tx, rows) => tx`
    insert into on_call_units (project_id, consultant_id, worked_on, rate, units)
    select p.id, c.id, r.date, r.tarif, r.unites
    from jsonb_to_recordset(${json(tx, rows)}) as r (projet text, matricule text, date date, tarif text, unites numeric)
      join projects p on p.code = r.projet join consultants c on c.code = r.matricule
    on conflict (project_id, consultant_id, worked_on, rate) do update set units = excluded.units`,

  refacturations: (tx, rows) => tx`
    update purchases a set disbursement = r.debours, rebilled_cents = r.montant, vat_percent = r.taux_tva, entered_here = r.saisi
    from jsonb_to_recordset(${json(tx, rows)}) as r (projet text, date date, libelle text, n integer, debours boolean,
      montant bigint, taux_tva numeric, saisi boolean)
      join projects p on p.code = r.projet
    where a.project_id = p.id and a.bought_on = r.date and a.label = r.libelle and a.occurrence = r.n`,

  tva_factures: (tx, rows) => tx`
    insert into invoice_vat (invoice_id, category, percent, base_cents, vat_cents)
    select i.id, upper(r.categorie), r.taux, r.base, r.tva
    from jsonb_to_recordset(${json(tx, rows)}) as r (numero text, categorie text, taux numeric, base bigint, tva bigint)
      join invoices i on i.number = r.numero`,

  acomptes_deduits: (tx, rows) => tx`
    insert into invoice_line_deposits (line_id, deposit_id, net_cents, gross_cents)
    select l.id, d.id, r.montant_ht, r.montant_ttc
    from jsonb_to_recordset(${json(tx, rows)}) as r (numero text, ligne integer, acompte text, montant_ht bigint,
      montant_ttc bigint)
      join invoices i on i.number = r.numero join invoice_lines l on l.invoice_id = i.id and l.rank = r.ligne
      join invoices d on d.number = r.acompte`,

  lignes_astreinte: writeOnCallItems,

  pertes: (tx, rows) => tx`
    insert into write_offs (invoice_id, written_off_on, occurrence, gross_cents, reason)
    select i.id, r.date, r.n, r.montant_ttc, r.motif
    from jsonb_to_recordset(${json(tx, rows)}) as r (facture text, date date, n integer, montant_ttc bigint, motif text)
      join invoices i on i.number = r.facture`,
};

async function writeOnCallItems(tx: Transaction, rows: readonly Values[]): Promise<void> {
  await tx`
    insert into invoice_line_items (line_id, rank, on_call_unit_id)
    select l.id, r.rang, u.id
    from jsonb_to_recordset(${json(tx, rows)}) as r (numero text, ligne integer, rang integer, projet text, matricule text,
      date date, tarif text)
      join invoices i on i.number = r.numero join invoice_lines l on l.invoice_id = i.id and l.rank = r.ligne
      join projects p on p.code = r.projet join consultants c on c.code = r.matricule
      join on_call_units u on u.project_id = p.id and u.consultant_id = c.id and u.worked_on = r.date and u.rate = r.tarif`;
  await tx`
    update on_call_units u set billed_line_id = l.id
    from invoice_line_items i join invoice_lines l on l.id = i.line_id join invoices v on v.id = l.invoice_id
    where i.on_call_unit_id = u.id and v.kind <> 'avoir' and v.origin = 'issued' and u.billed_line_id is null
      and not exists (
        select 1 from invoice_line_items b join invoice_lines k on k.id = b.line_id
        where b.on_call_unit_id = u.id and k.credited_line_id = l.id)`;
}
