// Which changes wake which workflow. What is not in this table wakes nobody: a time entry, a cost, a skill.
import type { EntityName, EntityRow } from '../commands/rows.ts';
import { addMonths, monthOf } from '../periods.ts';

/** Wakes one workflow. Of a deal the id is 'opp:CODE' or 'proj:CODE', of an invoice its number, of the end of a month 'YYYY-MM', of the nightly scan 'firm'. */
export type Knock = {
  readonly workflow: 'deal' | 'invoice' | 'proposal' | 'month-end' | 'nightly-scan';
  readonly id: string;
};

/** What a changed row is about; the database finds the workflow (a project's deal may be its opportunity's). */
export type KnockSubject =
  | { readonly about: 'opportunity'; readonly code: string }
  | { readonly about: 'project'; readonly code: string }
  | { readonly about: 'quote'; readonly code: string }
  | { readonly about: 'assignment'; readonly code: string }
  | { readonly about: 'invoice'; readonly number: string }
  | { readonly about: 'month'; readonly month: string }
  /** The end of that month, if it is under way: what is corrected in an old month begins nothing. */
  | { readonly about: 'campaign'; readonly month: string };

type Table = { readonly [E in EntityName]?: (row: EntityRow[E]) => readonly (KnockSubject | null)[] };

const opportunity = (code: string | null): KnockSubject | null =>
  code === null ? null : { about: 'opportunity', code };
const project = (code: string | null): KnockSubject | null => (code === null ? null : { about: 'project', code });
const month = (day: string): KnockSubject => ({ about: 'month', month: day.slice(0, 7) });
const campaign = (day: string): KnockSubject => ({ about: 'campaign', month: day.slice(0, 7) });
/** A month is invoiced as it ends, or in the next one. */
const campaignsOf = (day: string): KnockSubject[] => [campaign(addMonths(monthOf(day), -1)), campaign(day)];
const invoice = (number: string | null): KnockSubject | null => (number === null ? null : { about: 'invoice', number });

export const KNOCKS: Table = {
  opportunity: (row) => [opportunity(row.code)],
  clientAction: (row) => [opportunity(row.opportunity)],
  quote: (row) => [opportunity(row.opportunity)],
  quoteVersion: (row) => [{ about: 'quote', code: row.quote }],
  project: (row) => [project(row.code)],
  budget: (row) => [project(row.project)],
  assignment: (row) => [project(row.project), opportunity(row.opportunity)],
  milestone: (row) => [project(row.project)],
  raf: (row) => [project(row.project)],
  order: (row) => [project(row.project)],
  timesheet: (row) => [campaign(row.month)],
  acceptedAnomaly: (row) => [campaign(row.month)],
  monthClosing: (row) => [month(row.month)],
  // A payment or a credit note may be the deal's last.
  invoice: (row) => [
    invoice(row.number),
    invoice(row.creditedInvoice),
    project(row.project),
    ...campaignsOf(row.issuedOn),
  ],
  invoiceSending: (row) => campaignsOf(row.sentOn),
  payment: (row) => [invoice(row.invoice)],
  paymentPromise: (row) => [invoice(row.invoice)],
  dispute: (row) => [invoice(row.invoice)],
  dunningLetter: (row) => [invoice(row.invoice)],
  writeOff: (row) => [invoice(row.invoice)],
};

type ChangedRow = { readonly entity: EntityName; readonly before: unknown; readonly after: unknown };

/** Each subject once. */
export function listKnockSubjects(rows: readonly ChangedRow[]): KnockSubject[] {
  const subjects = new Map<string, KnockSubject>();
  for (const { entity, before, after } of rows) {
    const subjectsOf = KNOCKS[entity] as ((row: unknown) => readonly (KnockSubject | null)[]) | undefined;
    if (subjectsOf === undefined) continue;
    for (const row of [before, after]) {
      if (row === null || row === undefined) continue;
      for (const subject of subjectsOf(row)) if (subject !== null) subjects.set(JSON.stringify(subject), subject);
    }
  }
  return [...subjects.values()];
}
