// The lines of the bank as they came, in the order in which they came, and what each paid. A line has no number of its own:
// it is the n-th of its day, text and amount.
import type { Queryable, Transaction } from '../../connection.ts';
import * as cell from '../cells.ts';
import { key, may, must } from '../columns.ts';
import { rowsAsJson, type KeptFile, type Values } from './tables.ts';

type BankFile = 'lignes_banque' | 'paiements_banque' | 'reglements_banque';

const lineKey = [
  key('date', cell.date),
  key('libelle', cell.text),
  key('montant', cell.signedAmount),
  key('n', cell.rank),
] as const;

/** What tells a line in the other files. */
const BANK_LINE = { file: 'lignes_banque', columns: lineKey.map(({ name }) => name) } as const;

const ranked = (sql: Queryable): ReturnType<Queryable> => sql`
  select l.*, row_number() over (partition by l.booked_on, l.label, l.amount_cents order by l.id) as n from bank_lines l`;

/** The lines of the rows, found again by what they say. */
const found = (tx: Transaction, rows: readonly Values[]) => tx`
  jsonb_to_recordset(${rowsAsJson(tx, rows)}) as r (date date, libelle text, montant bigint, n integer, reference text,
    mouvement text, facture text, fournisseur text, ecartee text, matricule text, numero text, montant_ttc bigint)
  join (${ranked(tx)}) l on l.booked_on = r.date and l.label = r.libelle and l.amount_cents = r.montant and l.n = r.n`;

/** A statement brings a line once: its rank among those of the same look is what tells the next one. */
async function writeLines(tx: Transaction, rows: readonly Values[]): Promise<void> {
  await tx`
    update bank_lines b set reference = r.reference, transaction_id = r.mouvement, invoice_id = i.id, supplier_id = c.id,
      set_aside = r.ecartee
    from ${found(tx, rows)} left join invoices i on i.number = r.facture left join consultants c on c.code = r.fournisseur
    where b.id = l.id`;
  await tx`
    insert into bank_lines (booked_on, label, amount_cents, reference, transaction_id, occurrence, invoice_id, supplier_id,
      set_aside)
    select r.date, r.libelle, r.montant, r.reference, r.mouvement,
      row_number() over (partition by r.date, r.libelle, r.montant, r.reference order by r.n)
        + (select count(*) from bank_lines b where b.booked_on = r.date and b.label = r.libelle
            and b.amount_cents = r.montant and b.reference is not distinct from r.reference),
      i.id, c.id, r.ecartee
    from jsonb_array_elements(${rowsAsJson(tx, rows)}) with ordinality e (item, place)
      cross join lateral jsonb_to_record(e.item) as r (date date, libelle text, montant bigint, n integer, reference text,
        mouvement text, facture text, fournisseur text, ecartee text)
      left join invoices i on i.number = r.facture left join consultants c on c.code = r.fournisseur
    where not exists (
      select from (${ranked(tx)}) l
      where l.booked_on = r.date and l.label = r.libelle and l.amount_cents = r.montant and l.n = r.n)
    order by e.place`;
}

export const bankFiles: { readonly [F in BankFile]: KeptFile } = {
  lignes_banque: {
    shape: {
      columns: [
        ...lineKey,
        may('reference', cell.text),
        may('mouvement', cell.text),
        // The first that the line paid: the two files below have them all.
        may('facture', cell.code, { of: 'factures' }),
        may('fournisseur', cell.code, { of: 'consultants' }),
        // What it is when it pays none.
        may('ecartee', cell.text),
      ],
    },
    tables: ['bank_lines'],
    select: (sql) => sql`
      select l.booked_on as date, l.label as libelle, l.amount_cents as montant, l.n, l.reference,
        l.transaction_id as mouvement, i.number as facture, c.code as fournisseur, l.set_aside as ecartee,
        case when i.id is not null or c.id is not null then 'rapprochee' end as locked
      from (${ranked(sql)}) l left join invoices i on i.id = l.invoice_id left join consultants c on c.id = l.supplier_id
      order by l.id`,
    write: writeLines,
  },
  paiements_banque: {
    shape: {
      columns: [...lineKey, key('facture', cell.code, { of: 'factures' }), must('montant_ttc', cell.signedAmount)],
    },
    tables: ['bank_line_matches'],
    rowsOf: [BANK_LINE],
    select: (sql) => sql`
      select l.booked_on as date, l.label as libelle, l.amount_cents as montant, l.n, i.number as facture,
        m.gross_cents as montant_ttc, 'enregistree' as locked
      from bank_line_matches m join (${ranked(sql)}) l on l.id = m.bank_line_id join invoices i on i.id = m.invoice_id
      order by l.id, i.number collate "C"`,
    write: (tx, rows) => tx`
      insert into bank_line_matches (bank_line_id, invoice_id, gross_cents)
      select l.id, i.id, r.montant_ttc from ${found(tx, rows)} join invoices i on i.number = r.facture`,
  },
  reglements_banque: {
    shape: {
      columns: [
        ...lineKey,
        key('matricule', cell.code, { of: 'consultants' }),
        key('numero', cell.code),
        must('montant_ttc', cell.signedAmount),
      ],
    },
    tables: ['supplier_line_matches'],
    rowsOf: [BANK_LINE, { file: 'factures_fournisseurs', columns: ['matricule', 'numero'] }],
    select: (sql) => sql`
      select l.booked_on as date, l.label as libelle, l.amount_cents as montant, l.n, c.code as matricule, m.number as numero,
        m.gross_cents as montant_ttc, 'enregistree' as locked
      from supplier_line_matches m join (${ranked(sql)}) l on l.id = m.bank_line_id
        join consultants c on c.id = m.consultant_id
      order by l.id, c.code collate "C", m.number collate "C"`,
    write: (tx, rows) => tx`
      insert into supplier_line_matches (bank_line_id, consultant_id, number, gross_cents)
      select l.id, c.id, r.numero, r.montant_ttc from ${found(tx, rows)} join consultants c on c.code = r.matricule`,
  },
};
