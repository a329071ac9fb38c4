// Writes imported invoices, those that others name first, and the lines of those that Vigie had issued: what a
// line bills is marked as billed, unless a credit note took that line back.
import type { Transaction } from '../connection.ts';
import type { FirmRow } from './read-rows.ts';

const ROWS_A_STATEMENT = 2000;

type Values = FirmRow['values'];

/** What other files say of the invoices to write. */
export type KnownOfInvoices = {
  /** Numbers of those whose lines are imported too. */
  readonly withLines: ReadonlySet<string>;
  /** Numbers of those whose VAT by rate is imported too. */
  readonly withVat: ReadonlySet<string>;
  /** By number: who the firm and the client were on its day, as JSON. */
  readonly parties: ReadonlyMap<string, string>;
  /** By number: the invoice that it rectifies, the order that it cites. */
  readonly more: ReadonlyMap<string, Values>;
  /** By line: a VAT of its own. */
  readonly moreOfLines: ReadonlyMap<string, Values>;
};

export function lineKey(row: Values): string {
  return `${String(row['numero'])}\0${String(row['ligne'])}`;
}

/** Invoices never change once written: each is written after those that it names (`facture_origine`, `rectifie`). */
export async function writeInvoices(tx: Transaction, rows: readonly Values[], known: KnownOfInvoices): Promise<void> {
  const told = rows.map((row) => {
    const number = String(row['numero']);
    const { rectifie = null, bon_de_commande = null } = known.more.get(number) ?? {};
    const origin = known.withLines.has(number) ? 'issued' : 'imported';
    return { ...row, rectifie, bon_de_commande, parties: known.parties.get(number) ?? null, origin };
  });
  for (const generation of listGenerations(told)) {
    for (let at = 0; at < generation.length; at += ROWS_A_STATEMENT) {
      const records = generation.slice(at, at + ROWS_A_STATEMENT);
      await tx`
        insert into invoices (number, kind, origin, client_id, project_id, issued_on, due_on, period_start, period_end,
          net_cents, vat_percent, gross_cents, credited_invoice_id, rectified_invoice_id, order_number, frozen)
        select r.numero, r.type, r.origin, c.id, p.id, r.date, r.echeance, r.periode_debut, r.periode_fin, r.montant_ht,
          r.taux_tva, r.montant_ttc, o.id, f.id, r.bon_de_commande, r.parties::jsonb
        from jsonb_to_recordset(${tx.json(records)}) as r (numero text, type text, origin text, client text,
          projet text, date date, echeance date, periode_debut date, periode_fin date, montant_ht bigint, taux_tva numeric,
          montant_ttc bigint, facture_origine text, rectifie text, bon_de_commande text, parties text)
          join clients c on c.code = r.client left join projects p on p.code = r.projet
          left join invoices o on o.number = r.facture_origine left join invoices f on f.number = r.rectifie`;
    }
  }
}

/** First the invoices that name none of these, then those that name the first, and so on. */
export function listGenerations(rows: readonly Values[]): Values[][] {
  const generations: Values[][] = [];
  let waiting = [...rows];
  while (waiting.length > 0) {
    const numbers = new Set(waiting.map((row) => row['numero']));
    const waits = (row: Values) => ['facture_origine', 'rectifie'].some((name) => numbers.has(row[name] ?? null));
    const ready = waiting.filter((row) => !waits(row));
    if (ready.length === 0) throw new Error('invoices name one another in a circle');
    generations.push(ready);
    waiting = waiting.filter(waits);
  }
  return generations;
}

/** Writes invoice lines and what they bill. The invoices, time rows, purchases and milestones are there. */
export async function writeInvoiceLines(
  tx: Transaction,
  rows: readonly Values[],
  known: KnownOfInvoices,
): Promise<void> {
  const lines = [...new Map(rows.map((row) => [lineKey(row), row])).values()].map((row): Values => {
    const { categorie_tva = null, taux_tva = null } = known.moreOfLines.get(lineKey(row)) ?? {};
    return { ...row, categorie_tva, taux_tva };
  });
  await writeLines(
    tx,
    lines.filter((row) => row['ligne_origine'] === null),
  );
  await writeLines(
    tx,
    lines.filter((row) => row['ligne_origine'] !== null),
  );
  for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT) {
    await writeItems(tx, rows.slice(at, at + ROWS_A_STATEMENT));
  }
  const numbers = new Set(lines.map((row) => String(row['numero'])));
  await writeShares(
    tx,
    [...numbers].filter((number) => !known.withVat.has(number)),
  );
  await markDisbursements(tx, [...numbers]);
  await markBilled(tx);
}

/** What an invoice with débours asks for by rate: they have none, the rest bears its VAT. */
async function writeShares(tx: Transaction, numbers: readonly string[]): Promise<void> {
  await tx`
    with outside as (
      select v.id, v.net_cents, v.gross_cents, v.vat_percent, sum(l.amount_cents)::bigint as cents
      from invoices v join invoice_lines l on l.invoice_id = v.id
      where v.number = any(${[...numbers]}::text[]) and l.vat_category = 'E' group by v.id)
    insert into invoice_vat (invoice_id, category, percent, base_cents, vat_cents)
    select id, 'S', vat_percent, net_cents - cents, gross_cents - net_cents from outside
    union all select id, 'E', 0, cents, 0 from outside`;
}

async function markDisbursements(tx: Transaction, numbers: readonly string[]): Promise<void> {
  await tx`
    update purchases a set disbursement = true
    from invoice_line_items i join invoice_lines l on l.id = i.line_id join invoices v on v.id = l.invoice_id
    where i.purchase_id = a.id and l.kind = 'disbursement' and v.number = any(${[...numbers]}::text[])`;
}

async function writeLines(tx: Transaction, lines: readonly Values[]): Promise<void> {
  for (let at = 0; at < lines.length; at += ROWS_A_STATEMENT) {
    await tx`
      insert into invoice_lines (invoice_id, rank, kind, project_id, consultant_id, label, quantity, unit_price_cents,
        amount_cents, credited_line_id, vat_category, vat_percent)
      select v.id, r.ligne, r.nature, p.id, c.id, r.libelle, r.quantite, r.prix_unitaire, r.montant, o.id,
        -- Débours are outside VAT (CGI, art. 267, II-2°), as they were on the invoice.
        coalesce(upper(r.categorie_tva), case when r.nature = 'disbursement' and v.vat_percent > 0 then 'E' end),
        coalesce(r.taux_tva, case when r.nature = 'disbursement' and v.vat_percent > 0 then 0 end)
      from jsonb_to_recordset(${tx.json(lines.slice(at, at + ROWS_A_STATEMENT))}) as r (numero text, ligne integer,
        nature text, libelle text, quantite numeric, prix_unitaire bigint, montant bigint, projet text, matricule text,
        ligne_origine integer, categorie_tva text, taux_tva numeric)
        join invoices v on v.number = r.numero left join projects p on p.code = r.projet
        left join consultants c on c.code = r.matricule
        left join invoice_lines o on o.invoice_id = v.credited_invoice_id and o.rank = r.ligne_origine`;
  }
}

async function writeItems(tx: Transaction, rows: readonly Values[]): Promise<void> {
  await tx`
    insert into invoice_line_items (line_id, rank, time_row_id, milestone_id, purchase_id, project_id, month)
    select l.id, r.rang, t.id, m.id, a.id, case when r.mois is not null then p.id end, (r.mois || '-01')::date
    from jsonb_to_recordset(${tx.json(rows)}) as r (numero text, ligne integer, rang integer, nature text,
      projet text, matricule text, date date, achat text, jalon text, mois text, n integer)
      join invoices v on v.number = r.numero join invoice_lines l on l.invoice_id = v.id and l.rank = r.ligne
      left join projects p on p.code = r.projet left join consultants c on c.code = r.matricule
      left join time_rows t on r.nature = 'time' and t.consultant_id = c.id and t.worked_on = r.date
        and t.project_id = p.id and t.occurrence = coalesce(r.n, 1)
      left join purchases a on r.nature in ('purchase', 'disbursement') and a.project_id = p.id and a.bought_on = r.date
        and a.label = r.achat and a.occurrence = coalesce(r.n, 1)
      left join milestones m on r.nature = 'milestone' and m.project_id = p.id and m.code = r.jalon
    where num_nonnulls(t.id, a.id, m.id, r.mois) = 1`;
}

/** A thing is billed by the line that names it, unless a credit note names both. */
async function markBilled(tx: Transaction): Promise<void> {
  await tx`
    update time_rows t set billed_line_id = l.id
    from invoice_line_items i join invoice_lines l on l.id = i.line_id join invoices v on v.id = l.invoice_id
    where i.time_row_id = t.id and v.kind <> 'avoir' and v.origin = 'issued' and t.billed_line_id is null
      and not exists (
        select 1 from invoice_line_items b join invoice_lines k on k.id = b.line_id join invoices w on w.id = k.invoice_id
        where b.time_row_id = t.id and w.kind = 'avoir' and w.credited_invoice_id = v.id)`;
  await tx`
    update purchases a set billed_line_id = l.id
    from invoice_line_items i join invoice_lines l on l.id = i.line_id join invoices v on v.id = l.invoice_id
    where i.purchase_id = a.id and v.kind <> 'avoir' and v.origin = 'issued' and a.billed_line_id is null
      and not exists (
        select 1 from invoice_line_items b join invoice_lines k on k.id = b.line_id join invoices w on w.id = k.invoice_id
        where b.purchase_id = a.id and w.kind = 'avoir' and w.credited_invoice_id = v.id)`;
}
