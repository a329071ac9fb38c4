// An invoice is corrected by a credit note only: it names what it takes back, never more than what is left, and frees
// what those lines billed. Decided by a second person.
import { z } from 'zod';
import { sayDate, sayEurosAndCents } from '../../french.ts';
import { monthOf } from '../../periods.ts';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';
import { civilDate, code, euros, shortText } from '../inputs.ts';
import type { ClientRow, FirmRow, InvoiceCommandRow, TimeRow } from '../rows.ts';
import { leftOf, loadAccount, lockCorrection, type InvoiceAccount } from './account.ts';
import { checkBeforeNumber, listWarnings, refuseIllegal } from './check-legal.ts';
import { creditLines } from './credit-lines.ts';
import { takeBack } from './totals.ts';

const rank = z.number().int().min(1).max(100_000);
const input = z
  .strictObject({
    invoice: code,
    reason: shortText,
    /** Ranks of lines taken back whole, or all of them. */
    lines: z.union([z.literal('all'), z.array(rank).max(10_000)]).default([]),
    /** Days taken back whole. */
    days: z
      .array(z.strictObject({ consultant: code, date: civilDate, project: code.optional() }))
      .max(10_000)
      .default([]),
    /** Euros HT off a line; frees nothing. */
    rebates: z
      .array(z.strictObject({ line: rank, amount: euros }))
      .max(1000)
      .default([]),
    /** Euros HT off an imported invoice, which has no lines. */
    amount: euros.optional(),
    issuedOn: civilDate.optional(),
  })
  .refine(
    ({ lines, days, rebates, amount }) =>
      lines === 'all' || lines.length + days.length + rebates.length > 0 || amount !== undefined,
    'ce que l’avoir reprend : des lignes, des jours, une remise ou un montant',
  );

type Facts = {
  readonly account: InvoiceAccount | null;
  readonly rows: readonly TimeRow[];
  readonly client: ClientRow | null;
  readonly firm: FirmRow | null;
  /** Of a deposit: what no final invoice has deducted yet, HT; null: not a deposit of a project. */
  readonly openDepositCents: number | null;
  readonly monthClosed: boolean;
};

function sum(rows: readonly InvoiceCommandRow[], cents: (row: InvoiceCommandRow) => number): number {
  return rows.reduce((total, row) => total + cents(row), 0);
}

export const issueCreditNote = defineCommand({
  name: 'issue_credit_note',
  label: 'Émettre un avoir',
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
      rows: asked.days.length === 0 || project === null ? [] : await read.find('time', { project }),
      client: account && (await read.get('client', { code: account.invoice.client })),
      firm: await read.get('firm', { id: 1 }),
      openDepositCents:
        account?.invoice.kind === 'acompte' && project !== null
          ? ((await read.openDeposits(asked.issuedOn ?? today)).find(({ number }) => number === asked.invoice)
              ?.netCents ?? 0)
          : null,
      monthClosed: await read.isMonthClosed(monthOf(asked.issuedOn ?? today)),
    };
  },
  plan: (facts, asked, { today }) => {
    const { account, client } = facts;
    if (!account || !client) return refuse(NOT_FOUND, `Facture inconnue : ${asked.invoice}.`);
    const { invoice, credits } = account;
    const issuedOn = asked.issuedOn ?? today;
    if (invoice.kind === 'avoir') return refuse('credit_of_credit', 'Un avoir ne se reprend pas par un avoir.');
    if (issuedOn > today || issuedOn < invoice.issuedOn) {
      return refuse(
        'credit_date',
        `L'avoir est daté entre le ${sayDate(invoice.issuedOn)} (la facture) et aujourd'hui.`,
      );
    }
    if (facts.monthClosed) return refuse('month_closed', `Le mois ${monthOf(issuedOn)} est clos.`);
    const lines = creditLines(invoice, credits, asked, facts.rows);
    if ('refused' in lines) return lines;
    const netCents = lines.reduce((total, line) => total + line.amountCents, 0);
    // Days beyond a ceiling were asked for nothing, and are given back for nothing.
    if (netCents < 0 || lines.length === 0)
      return refuse('credit_empty', 'Il ne reste rien à reprendre sur cette facture.');
    const leftNetCents = invoice.netCents - sum(credits, (credit) => credit.netCents);
    if (netCents > leftNetCents) {
      return refuse(
        'credit_over_invoice',
        `Avoir de ${sayEurosAndCents(netCents / 100)} HT : il ne reste que ${sayEurosAndCents(leftNetCents / 100)} HT sur ${asked.invoice}.`,
      );
    }
    if (facts.openDepositCents !== null && netCents > facts.openDepositCents) {
      return refuse(
        'deposit_deducted',
        `Une facture de solde a déduit cet acompte, dont il reste ${sayEurosAndCents(facts.openDepositCents / 100)} HT : reprenez-la d'abord par un avoir.`,
      );
    }
    const totals = takeBack(invoice, credits, lines);
    const { grossCents } = totals;
    const after: InvoiceCommandRow = {
      number: null,
      kind: 'avoir',
      client: invoice.client,
      project: invoice.project,
      issuedOn,
      dueOn: issuedOn,
      periodStart: null,
      periodEnd: null,
      vatPercent: invoice.vatPercent,
      ...totals,
      creditedInvoice: asked.invoice,
      orderNumber: invoice.orderNumber,
      lines,
    };
    const left = leftOf(account);
    const points = checkBeforeNumber(after, client, facts.firm, {
      number: asked.invoice,
      issuedOn: invoice.issuedOn,
    });
    const illegal = refuseIllegal(points);
    if (illegal) return illegal;
    return {
      effect: {
        sentence: `Émettre un avoir de ${sayEurosAndCents(netCents / 100)} HT (${sayEurosAndCents(grossCents / 100)} TTC) sur ${asked.invoice} (${invoice.client}) : ${asked.reason}.`,
        rows: [{ entity: 'invoice', before: null, after }],
        euros: [
          { label: 'Avoir HT', beforeCents: null, afterCents: netCents },
          { label: 'Reste dû TTC', beforeCents: left, afterCents: left - grossCents },
        ],
        indicators: listWarnings([{ subject: asked.invoice, points }]),
      },
    };
  },
});
