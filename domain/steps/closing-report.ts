// What a closed month came to, as direction reads it: what was invoiced, what it earned, what stays blocked and who holds
// it, and the head of the chain of seals, to be kept outside the database.
import { sayCount, sayDate, sayEurosAndCents, sayMonth, sayPercent } from '../french.ts';
import type { ClosedMonth, Holding, MonthEndFacts } from './month-end-facts.ts';

/** What the month leaves behind: blocked or set aside, issued and not sent. */
export function listLeft({ invoices, sendings }: MonthEndFacts): Holding[] {
  return [...invoices.blocked, ...invoices.setAside, ...sendings.waiting];
}

function sayBilled({ invoices }: MonthEndFacts): string {
  return `${sayCount(invoices.issued, 'facture')}, ${sayEurosAndCents(invoices.issuedNetCents / 100)} HT`;
}

function sayFigures({ figures }: ClosedMonth): string[] {
  if (figures === null) return [];
  const { revenue, cost, margin, margin_rate: rate } = figures;
  const share = rate === null ? '' : ` (${sayPercent(rate)})`;
  return [
    `Production ${sayEurosAndCents(revenue)}, coûts ${sayEurosAndCents(cost)}, marge ${sayEurosAndCents(margin)}${share}.`,
  ];
}

function sayLeft({ subject, reason, who, since }: Holding): string {
  return `- ${subject} : ${reason} (${who}${since === null ? '' : `, depuis le ${sayDate(since)}`})`;
}

export type ClosingReport = {
  /** One sentence or two, for a mailbox. */
  readonly text: string;
  readonly subject: string;
  readonly body: string;
};

export function writeClosingReport(facts: MonthEndFacts, closed: ClosedMonth): ClosingReport {
  const left = listLeft(facts);
  const month = sayMonth(facts.month);
  const head = closed.sealHead === null ? [] : [`Tête de la chaîne des sceaux : ${closed.sealHead}`];
  const told = [`Facturé : ${sayBilled(facts)}.`, ...sayFigures(closed)];
  const open = left.length === 0 ? 'Rien ne reste en attente.' : `${left.length} restent en attente.`;
  return {
    text: [`Clôture de ${month}.`, ...told, open].join(' '),
    subject: `Clôture de ${month}`,
    body: [
      `${month} est clos${closed.closedOn === null ? '' : ` depuis le ${sayDate(closed.closedOn)}`}.`,
      ...told,
      left.length === 0 ? open : ['Restent en attente :', ...left.map(sayLeft)].join('\n'),
      ...head,
    ].join('\n\n'),
  };
}
