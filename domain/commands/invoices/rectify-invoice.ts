// A facture rectificative (UNTDID 1001: 384) cancels and replaces one invoice that was not paid (CGI, art. 289-I-5; BR-FR-CO-04):
// the same lines, corrected, between the parties as they are today. What the first one billed is freed and billed again in
// one change, so that no day is billed twice; its cancellation stands in the books under a name of its own, burns no number,
// and is sent to nobody. Decided by a second person.
import { z } from 'zod';
import { ceilingLeftCents, overOrdersCents, type BillingFacts } from '../../billing.ts';
import { fraction, multiply, parseDecimal, roundDecimal } from '../../fraction.ts';
import { sayDate, sayEurosAndCents } from '../../french.ts';
import { dueDateOf, vatOf } from '../../invoice-terms.ts';
import { readSeller } from '../../legal-invoice/parties.ts';
import { roundToCents } from '../../money.ts';
import { monthOf, type Month } from '../../periods.ts';
import { defineCommand, NOT_FOUND, refuse, type Refusal } from '../command.ts';
import { civilDate, code, euros, shortText } from '../inputs.ts';
import type { FirmReader } from '../firm-reader.ts';
import type { ClientRow, FirmRow, InvoiceCommandRow, InvoiceLineItem, InvoiceLineRow, TimeRow } from '../rows.ts';
import { loadAccount, lockCorrection, type InvoiceAccount } from './account.ts';
import { checkBeforeNumber, listWarnings, refuseIllegal } from './check-legal.ts';
import { creditLines } from './credit-lines.ts';
import { endOfMonthReading } from './issue-invoices.ts';
import { askFor, mainVat, takeBack } from './totals.ts';

const rank = z.number().int().min(1).max(100_000);
const input = z.strictObject({
  invoice: code,
  reason: shortText,
  /** Ranks of lines that the corrected invoice no longer bears: what they billed is free again. */
  dropLines: z.array(rank).max(10_000).default([]),
  /** Days that it no longer bills. */
  dropDays: z
    .array(z.strictObject({ consultant: code, date: civilDate }))
    .max(10_000)
    .default([]),
  /** Euros HT a unit, of lines whose price was wrong. */
  prices: z
    .array(z.strictObject({ line: rank, unitPrice: euros }))
    .max(1000)
    .default([]),
  /** The client's order, when the one cited was wrong; null: none. */
  orderNumber: code.nullable().optional(),
  issuedOn: civilDate.optional(),
});
type Asked = z.infer<typeof input>;

type Facts = {
  readonly account: InvoiceAccount | null;
  readonly rows: readonly TimeRow[];
  readonly client: ClientRow | null;
  readonly firm: FirmRow | null;
  readonly monthClosed: boolean;
  /** Of its project; null: it has none. */
  readonly billing: BillingFacts | null;
};

function cancellationOf(number: string): string {
  return `${number}-ANN`;
}

/** What a rectifying invoice cannot replace is taken back by a credit note, and billed again. */
function refuseAccount({ invoice, credits, payments }: InvoiceAccount, asked: Asked): Refusal | null {
  const instead = 'émettez un avoir, puis facturez de nouveau';
  if (invoice.kind !== 'facture')
    return refuse('not_rectifiable', `${asked.invoice} est un ${invoice.kind} : seule une facture se rectifie.`);
  if (invoice.lines.length === 0)
    return refuse('not_rectifiable', `${asked.invoice} vient d’un autre outil, sans ses lignes : ${instead}.`);
  const [credited] = credits;
  if (credited) {
    const isReplaced = credited.number === cancellationOf(asked.invoice);
    const why = isReplaced
      ? 'est déjà remplacée : rectifiez la facture qui la remplace'
      : `est déjà reprise par ${credited.number ?? 'un avoir'} : reprenez ce qu’il en reste par un avoir, puis facturez de nouveau`;
    return refuse('invoice_credited', `${asked.invoice} ${why}.`);
  }
  if (payments.length > 0) return refuse('invoice_paid', `${asked.invoice} a reçu un paiement : ${instead}.`);
  // What deposits already asked for is deducted from its total, and not from its lines.
  const asIssued = askFor(invoice.lines, { category: 'S', percent: invoice.vatPercent });
  if (asIssued.grossCents !== invoice.grossCents)
    return refuse('not_rectifiable', `${asked.invoice} déduit des acomptes : ${instead}.`);
  return null;
}

function refuseDates({ invoice }: InvoiceAccount, issuedOn: string, today: string, closed: boolean): Refusal | null {
  if (issuedOn > today || issuedOn < invoice.issuedOn)
    return refuse(
      'rectifying_date',
      `Elle est datée entre le ${sayDate(invoice.issuedOn)} (la facture) et aujourd'hui.`,
    );
  return closed ? refuse('month_closed', `Le mois ${monthOf(issuedOn)} est clos.`) : null;
}

function isDropped({ time }: InvoiceLineItem, dropped: Asked['dropDays']): boolean {
  return time !== undefined && dropped.some((day) => day.consultant === time.consultant && day.date === time.workedOn);
}

function quartersOf(items: readonly InvoiceLineItem[], rows: readonly TimeRow[]): number {
  return items.reduce((total, { time }) => {
    const row = rows.find(
      (known) =>
        known.consultant === time?.consultant &&
        known.project === time.project &&
        known.workedOn === time.workedOn &&
        known.occurrence === time.occurrence,
    );
    if (!row) throw new Error('a line names a day that is not there');
    return total + row.quarterDays;
  }, 0);
}

/** The line as it should have been; null: nothing is left of it. */
function correctLine(line: InvoiceLineRow, asked: Asked, rows: readonly TimeRow[]): InvoiceLineRow | null {
  if (asked.dropLines.includes(line.rank)) return null;
  const items = line.items.filter((item) => !isDropped(item, asked.dropDays));
  const isCut = items.length < line.items.length;
  if (isCut && items.length === 0) return null;
  const price = asked.prices.find((one) => one.line === line.rank)?.unitPrice ?? line.unitPriceCents;
  if (!isCut && price === line.unitPriceCents) return line;
  const quantity = isCut ? fraction(quartersOf(items, rows), 4n) : parseDecimal(line.quantity);
  return {
    ...line,
    quantity: isCut ? String(roundDecimal(quantity, 6)) : line.quantity,
    unitPriceCents: price,
    amountCents: roundToCents(multiply(quantity, fraction(price, 100n))),
    items,
  };
}

function refuseWishes(invoice: InvoiceCommandRow, asked: Asked): Refusal | null {
  const ranks = new Set(invoice.lines.map((line) => line.rank));
  const unknown = [...asked.dropLines, ...asked.prices.map(({ line }) => line)].find((one) => !ranks.has(one));
  if (unknown !== undefined) return refuse('line_unknown', `La facture n'a pas de ligne ${unknown}.`);
  const items = invoice.lines.flatMap((line) => line.items);
  const missing = asked.dropDays.find((day) => !items.some((item) => isDropped(item, [day])));
  if (missing)
    return refuse(
      'day_not_billed',
      `Le ${sayDate(missing.date)} de ${missing.consultant} n'est pas sur cette facture.`,
    );
  // What a milestone's line asks below its amount is what deposits paid of it.
  const milestone = asked.prices.find(({ line }) =>
    invoice.lines.some((one) => one.rank === line && one.kind === 'milestone'),
  );
  if (milestone)
    return refuse(
      'milestone_price',
      `La ligne ${milestone.line} facture un jalon, au prix du contrat : accordez une remise par un avoir, ou émettez un avoir et facturez de nouveau après un avenant.`,
    );
  const changesPrice = asked.dropLines.length + asked.dropDays.length + asked.prices.length > 0;
  // Days and the ceiling that cut them are one price.
  if (changesPrice && invoice.lines.some(({ kind }) => kind === 'ceiling'))
    return refuse('ceiling_split', 'Un plafond coupe ces jours : émettez un avoir, puis facturez de nouveau.');
  return null;
}

/** Whose orders and ceiling it is billed under. */
function billedMonth({ periodEnd, issuedOn }: Pick<InvoiceCommandRow, 'periodEnd' | 'issuedOn'>): Month {
  return monthOf(periodEnd ?? issuedOn);
}

function daysCents({ lines }: Pick<InvoiceCommandRow, 'lines'>): number {
  return lines
    .filter(({ kind }) => kind === 'time' || kind === 'ceiling')
    .reduce((total, { amountCents }) => total + amountCents, 0);
}

/** A dearer one asks for more of the contract's ceiling and of the client's orders, as any invoice does. */
function refuseDearer(
  billing: BillingFacts | null,
  invoice: InvoiceCommandRow,
  corrected: InvoiceCommandRow,
): Refusal | null {
  if (!billing) return null;
  const leftCents = ceilingLeftCents(billing);
  const moreForDays = daysCents(corrected) - daysCents(invoice);
  if (leftCents !== null && moreForDays > 0 && moreForDays > leftCents)
    return refuse(
      'over_ceiling',
      `Elle demanderait ${sayEurosAndCents(moreForDays / 100)} de plus pour les jours, le plafond n'en laisse que ${sayEurosAndCents(leftCents / 100)} : un avenant d'abord.`,
    );
  const more = corrected.netCents - invoice.netCents;
  const excessCents = more > 0 ? overOrdersCents(billing, more, billedMonth(invoice)) : 0;
  if (excessCents === 0 || billing.orderBlockLifted) return null;
  return refuse(
    'po_exceeded',
    `Elle dépasserait de ${sayEurosAndCents(excessCents / 100)} les bons de commande de ${billing.code} : un bon de commande ou une dérogation d'abord.`,
  );
}

/** Both documents: the cancellation, then what replaces the invoice. */
function writeDocuments(
  {
    account,
    client,
    firm,
    rows,
  }: { account: InvoiceAccount; client: ClientRow; firm: FirmRow | null; rows: Facts['rows'] },
  asked: Asked,
  issuedOn: string,
): { cancelled: InvoiceCommandRow; corrected: InvoiceCommandRow } | Refusal {
  const { invoice } = account;
  const taken = creditLines(invoice, [], { lines: 'all', days: [], rebates: [] }, []);
  if ('refused' in taken) return taken;
  const lines = invoice.lines
    .flatMap((line) => correctLine(line, asked, rows) ?? [])
    .map((line, index) => ({ ...line, rank: index + 1 }));
  const terms = vatOf(client, readSeller(firm).isFranchise);
  const totals = askFor(lines, mainVat(terms));
  if (totals.netCents <= 0)
    return refuse('rectifying_empty', 'Il ne resterait rien à facturer : émettez un avoir de toute la facture.');
  return {
    cancelled: {
      ...invoice,
      // Out of the series: it burns no number, and is no paper of the client's.
      number: cancellationOf(asked.invoice),
      kind: 'avoir',
      issuedOn,
      dueOn: issuedOn,
      periodStart: null,
      periodEnd: null,
      ...takeBack(invoice, [], taken),
      creditedInvoice: asked.invoice,
      lines: taken,
    },
    corrected: {
      number: null,
      kind: 'facture',
      client: invoice.client,
      project: invoice.project,
      issuedOn,
      dueOn: dueDateOf(issuedOn, client, endOfMonthReading(firm)),
      periodStart: invoice.periodStart,
      periodEnd: invoice.periodEnd,
      vatPercent: terms.percent,
      ...totals,
      creditedInvoice: null,
      rectifies: asked.invoice,
      orderNumber: asked.orderNumber === undefined ? invoice.orderNumber : asked.orderNumber,
      lines,
    },
  };
}

async function loadBilling(
  account: InvoiceAccount | null,
  asOf: string,
  read: FirmReader,
): Promise<BillingFacts | null> {
  const project = account?.invoice.project;
  if (!account || project == null) return null;
  const [billing] = await read.billingFacts(billedMonth(account.invoice), asOf, [project]);
  return billing ?? null;
}

export const rectifyInvoice = defineCommand({
  name: 'rectify_invoice',
  label: 'Émettre une facture rectificative',
  input,
  rights: { adv: 'all', daf: 'all', direction: 'all' },
  tier: 2,
  approvers: ['adv', 'daf', 'direction'],
  locks: lockCorrection,
  load: async (asked, read, { today }): Promise<Facts> => {
    const account = await loadAccount(asked.invoice, read);
    const project = account?.invoice.project ?? null;
    return {
      account,
      rows: asked.dropDays.length === 0 || project === null ? [] : await read.find('time', { project }),
      client: account && (await read.get('client', { code: account.invoice.client })),
      firm: await read.get('firm', { id: 1 }),
      monthClosed: await read.isMonthClosed(monthOf(asked.issuedOn ?? today)),
      billing: await loadBilling(account, asked.issuedOn ?? today, read),
    };
  },
  plan: (facts, asked, { today }) => {
    const { account, client, firm, rows } = facts;
    if (!account || !client) return refuse(NOT_FOUND, `Facture inconnue : ${asked.invoice}.`);
    const { invoice } = account;
    const issuedOn = asked.issuedOn ?? today;
    const refused =
      refuseAccount(account, asked) ??
      refuseDates(account, issuedOn, today, facts.monthClosed) ??
      refuseWishes(invoice, asked);
    if (refused) return refused;
    const written = writeDocuments({ account, client, firm, rows }, asked, issuedOn);
    if ('refused' in written) return written;
    const { cancelled, corrected } = written;
    const dearer = refuseDearer(facts.billing, invoice, corrected);
    if (dearer) return dearer;
    const origin = { number: asked.invoice, issuedOn: invoice.issuedOn };
    const points = checkBeforeNumber(corrected, client, firm, origin);
    const illegal = refuseIllegal(points);
    if (illegal) return illegal;
    return {
      effect: {
        sentence: `Remplacer ${asked.invoice} (${sayEurosAndCents(invoice.grossCents / 100)} TTC) par une facture rectificative de ${sayEurosAndCents(corrected.netCents / 100)} HT (${sayEurosAndCents(corrected.grossCents / 100)} TTC) : ${asked.reason}.`,
        rows: [
          { entity: 'invoice', before: null, after: cancelled },
          { entity: 'invoice', before: null, after: corrected },
        ],
        euros: [
          { label: 'Facturé HT', beforeCents: invoice.netCents, afterCents: corrected.netCents },
          { label: 'Reste dû TTC', beforeCents: invoice.grossCents, afterCents: corrected.grossCents },
        ],
        indicators: listWarnings([{ subject: asked.invoice, points }]),
      },
    };
  },
});
