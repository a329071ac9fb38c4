// Collecting: letters, promises, disputes, and what is given up. The invoice itself never changes.
import { z } from 'zod';
import { daysBetween } from '../../civil-dates.ts';
import { writeDunningMail } from '../../client-mails.ts';
import { sayDate, sayEurosAndCents } from '../../french.ts';
import { monthOf } from '../../periods.ts';
import { defineCommand, NOT_FOUND, refuse, type FactContext, type Refusal } from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';
import { civilDate, code, shortText } from '../inputs.ts';
import { leftOf, loadAccount, nextOccurrence, type InvoiceAccount } from '../invoices/account.ts';
import type { DisputeRow, DunningLetterRow, FirmRow, PaymentPromiseRow } from '../rows.ts';

const rights = { adv: 'all', daf: 'all', direction: 'all' } as const;

type Facts = {
  readonly account: InvoiceAccount | null;
  readonly openDispute: DisputeRow | null;
  readonly promises: readonly PaymentPromiseRow[];
  readonly letters: readonly DunningLetterRow[];
  readonly monthClosed: boolean;
  /** Where the client receives invoices and letters; null: by post. */
  readonly sentTo: string | null;
  readonly firm: FirmRow | null;
};

async function load(asked: { invoice: string }, read: FirmReader, today: string): Promise<Facts> {
  const [account, disputes, promises, letters, monthClosed, firm] = await Promise.all([
    loadAccount(asked.invoice, read),
    read.find('dispute', { invoice: asked.invoice }),
    read.find('paymentPromise', { invoice: asked.invoice }),
    read.find('dunningLetter', { invoice: asked.invoice }),
    read.isMonthClosed(monthOf(today)),
    read.get('firm', { id: 1 }),
  ]);
  const client = account && (await read.get('client', { code: account.invoice.client }));
  return {
    account,
    openDispute: disputes.find(({ closedOn }) => closedOn === null) ?? null,
    promises,
    letters,
    monthClosed,
    sentTo: client?.billingEmail ?? null,
    firm,
  };
}

/** What the four that change nothing in the books have in common. */
const onOneInvoice = {
  rights,
  tier: 1,
  approvers: [],
  locks: async (asked: { invoice: string }) => [{ kind: 'invoice' as const, key: asked.invoice }],
  load: (asked: { invoice: string }, read: FirmReader, { today }: FactContext) => load(asked, read, today),
} as const;

/** Null when something is left to pay of this invoice. */
function refuseSettled(account: InvoiceAccount | null, number: string): Refusal | null {
  if (!account) return refuse(NOT_FOUND, `Facture inconnue : ${number}.`);
  if (account.invoice.kind === 'avoir') return refuse('credit_not_payable', `${number} est un avoir.`);
  if (leftOf(account) <= 0) return refuse('invoice_settled', `${number} est soldée.`);
  return null;
}

export const sendDunning = defineCommand({
  name: 'send_dunning',
  label: 'Relancer une facture impayée',
  input: z.strictObject({ invoice: code, level: z.number().int().min(1).max(3) }),
  ...onOneInvoice,
  plan: (facts, asked, { today }) => {
    const settled = refuseSettled(facts.account, asked.invoice);
    if (settled || !facts.account) return settled ?? refuse(NOT_FOUND, `Facture inconnue : ${asked.invoice}.`);
    const { invoice } = facts.account;
    const daysLate = daysBetween(invoice.dueOn, today);
    if (daysLate <= 0) return refuse('not_due', `${asked.invoice} n'est due que le ${sayDate(invoice.dueOn)}.`);
    if (facts.openDispute)
      return refuse('disputed', `${asked.invoice} est en litige depuis le ${sayDate(facts.openDispute.openedOn)}.`);
    const promise = facts.promises.at(-1);
    if (promise && promise.promisedOn >= today)
      return refuse('promised', `${asked.invoice} : paiement promis pour le ${sayDate(promise.promisedOn)}.`);
    const sent = Math.max(0, ...facts.letters.map(({ level }) => level));
    if (sent >= asked.level)
      return refuse('level_sent', `La relance de niveau ${sent} de ${asked.invoice} est déjà partie.`);
    const left = leftOf(facts.account);
    const { sentTo, firm } = facts;
    const due = { ...invoice, number: asked.invoice, leftCents: left };
    const letter =
      sentTo === null ? null : writeDunningMail(due, asked.level, firm?.name ?? 'Votre fournisseur', sentTo, today);
    return {
      ...(letter && { mails: [letter] }),
      effect: {
        sentence: `Relancer ${invoice.client} (niveau ${asked.level}) pour ${asked.invoice} : ${sayEurosAndCents(left / 100)} TTC, ${daysLate} jours de retard.`,
        indicators: [
          {
            label: letter ? `Lettre à ${letter.to}` : 'Lettre',
            subject: asked.invoice,
            before: null,
            after: letter?.body ?? `À poster : ${invoice.client} n’a pas d’adresse de facturation.`,
            unit: 'text',
          },
        ],
        rows: [
          {
            entity: 'dunningLetter',
            before: null,
            after: { invoice: asked.invoice, level: asked.level, sentOn: today },
          },
        ],
      },
    };
  },
});

export const recordPromise = defineCommand({
  name: 'record_promise',
  label: 'Noter une promesse de paiement',
  input: z.strictObject({ invoice: code, promisedOn: civilDate, note: shortText.nullable().default(null) }),
  ...onOneInvoice,
  plan: (facts, asked, { today }) => {
    const settled = refuseSettled(facts.account, asked.invoice);
    if (settled) return settled;
    if (asked.promisedOn < today) return refuse('date_in_past', 'Une promesse est pour aujourd’hui ou plus tard.');
    const { invoice, promisedOn, note } = asked;
    const before = facts.promises.find(({ recordedOn }) => recordedOn === today) ?? null;
    return {
      effect: {
        sentence: `Noter que ${invoice} sera payée le ${sayDate(promisedOn)}.`,
        rows: [{ entity: 'paymentPromise', before, after: { invoice, recordedOn: today, promisedOn, note } }],
      },
    };
  },
});

export const openDispute = defineCommand({
  name: 'open_dispute',
  label: 'Ouvrir un litige',
  input: z.strictObject({ invoice: code, reason: shortText }),
  ...onOneInvoice,
  plan: (facts, asked, { today }) => {
    const settled = refuseSettled(facts.account, asked.invoice);
    if (settled) return settled;
    if (facts.openDispute)
      return refuse('disputed', `${asked.invoice} est en litige depuis le ${sayDate(facts.openDispute.openedOn)}.`);
    const { invoice, reason } = asked;
    const after = { id: null, invoice, openedOn: today, reason, closedOn: null, outcome: null };
    return {
      effect: {
        sentence: `Ouvrir un litige sur ${invoice} : ${reason}. La relance s'arrête.`,
        rows: [{ entity: 'dispute', before: null, after }],
      },
    };
  },
});

export const closeDispute = defineCommand({
  name: 'close_dispute',
  label: 'Clore un litige',
  input: z.strictObject({ invoice: code, outcome: shortText }),
  ...onOneInvoice,
  plan: (facts, asked, { today }) => {
    if (!facts.account) return refuse(NOT_FOUND, `Facture inconnue : ${asked.invoice}.`);
    const before = facts.openDispute;
    if (!before) return refuse('not_disputed', `${asked.invoice} n'est pas en litige.`);
    return {
      effect: {
        sentence: `Clore le litige sur ${asked.invoice} : ${asked.outcome}. La relance reprend.`,
        rows: [{ entity: 'dispute', before, after: { ...before, closedOn: today, outcome: asked.outcome } }],
      },
    };
  },
});

export const writeOff = defineCommand({
  name: 'write_off',
  label: 'Passer une facture en perte',
  input: z.strictObject({ invoice: code, reason: shortText }),
  rights,
  tier: 2,
  approvers: ['direction'],
  locks: async (asked, _read, { today }) => [
    { kind: 'invoice', key: asked.invoice },
    { kind: 'month', key: monthOf(today), shared: true },
  ],
  load: (asked, read, { today }) => load(asked, read, today),
  plan: (facts, asked, { today }) => {
    const settled = refuseSettled(facts.account, asked.invoice);
    if (settled || !facts.account) return settled ?? refuse(NOT_FOUND, `Facture inconnue : ${asked.invoice}.`);
    if (facts.account.writeOff) return refuse('written_off', `${asked.invoice} est déjà passée en perte.`);
    if (facts.monthClosed) return refuse('month_closed', `Le mois ${monthOf(today)} est clos.`);
    const grossCents = leftOf(facts.account);
    const { invoice, reason } = asked;
    const occurrence = nextOccurrence(facts.account.payments, today);
    const reference = `Passage en perte : ${reason}`;
    return {
      effect: {
        sentence: `Passer en perte ${sayEurosAndCents(grossCents / 100)} TTC sur ${invoice} (${facts.account.invoice.client}) : ${reason}.`,
        rows: [
          // The payment first: the write-off names it.
          { entity: 'payment', before: null, after: { invoice, paidOn: today, occurrence, grossCents, reference } },
          {
            entity: 'writeOff',
            before: null,
            after: { invoice, writtenOffOn: today, occurrence, grossCents, reason },
          },
        ],
        euros: [{ label: 'Reste dû TTC', beforeCents: grossCents, afterCents: 0 }],
      },
    };
  },
});
