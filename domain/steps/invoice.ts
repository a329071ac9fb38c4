// An invoice from its issue to its payment: the due date, the levels of dunning, a promise, a dispute. Letters are
// proposed to a person, never sent by themselves.
import { addDays, later, type CivilDate } from '../civil-dates.ts';
import { sayDate } from '../french.ts';
import { type Recipients, type Reminder, type Step } from './step.ts';

export const INVOICE_STEPS = {
  due: 'En attente de l’échéance',
  dunning: 'Relance',
  promise: 'Promesse de paiement',
  dispute: 'Litige',
  done: 'Soldée',
} as const;
export type InvoiceStepName = keyof typeof INVOICE_STEPS;

export type DunningLevel = {
  readonly level: number;
  /** Days after the due date. */
  readonly days: number;
  /** A letter is proposed; else the accounts are told to call. */
  readonly letter: boolean;
};

/**
 * The usual ladder of French collection: a call once the bank's delays are past (a transfer takes up to two working
 * days), a first letter at two weeks, a firm one at a month, formal notice (mise en demeure) at 45 days. A penalty is
 * due from the day after the due date without any reminder (Code de commerce, art. L441-10): none is needed before.
 */
export const DUNNING_LEVELS: readonly DunningLevel[] = [
  { level: 0, days: 3, letter: false },
  { level: 1, days: 15, letter: true },
  { level: 2, days: 30, letter: true },
  { level: 3, days: 45, letter: true },
];
/** A dispute that nobody moves for two weeks is forgotten. */
const DISPUTE_REMINDER_DAYS = 15;

export type InvoiceFacts = {
  readonly number: string;
  readonly kind: 'facture' | 'avoir' | 'acompte';
  readonly client: string;
  readonly issuedOn: CivilDate;
  readonly dueOn: CivilDate;
  /** TTC less payments and credit notes; 0 or less: settled. */
  readonly leftCents: number;
  readonly writtenOff: boolean;
  /** Levels whose letter has left. */
  readonly lettersSent: readonly number[];
  /** The latest promise to pay. */
  readonly promisedOn: CivilDate | null;
  /** The dispute that is open. */
  readonly disputedOn: CivilDate | null;
};

const accounts: Recipients = { emails: [], roles: ['adv', 'daf', 'direction'] };

const INVOICE_DONE: Step<InvoiceStepName> = {
  step: 'done',
  blockedOn: null,
  since: null,
  next: null,
  reminders: [],
  changesOn: null,
  done: true,
};

export function nextInvoiceStep(invoice: InvoiceFacts, today: CivilDate): Step<InvoiceStepName> {
  const { number, client, dueOn, promisedOn, disputedOn } = invoice;
  if (invoice.kind === 'avoir' || invoice.leftCents <= 0 || invoice.writtenOff) return INVOICE_DONE;
  const link = `/factures/${number}`;
  if (disputedOn !== null) {
    return {
      step: 'dispute',
      blockedOn: 'la comptabilité (litige à clore)',
      since: disputedOn,
      next: 'Clore le litige : la relance reprend où elle en était.',
      reminders: [
        {
          key: `dispute:${disputedOn}`,
          dueOn: addDays(disputedOn, DISPUTE_REMINDER_DAYS),
          to: accounts,
          text: `${number} (${client}) est en litige depuis le ${sayDate(disputedOn)}.`,
          link,
        },
      ],
      changesOn: null,
      done: false,
    };
  }
  if (promisedOn !== null && promisedOn >= today) {
    return {
      step: 'promise',
      blockedOn: client,
      since: dueOn,
      next: `Paiement promis pour le ${sayDate(promisedOn)}.`,
      reminders: [],
      changesOn: addDays(promisedOn, 1),
      done: false,
    };
  }
  return dueOrDunning(invoice, today);
}

function dueOrDunning(invoice: InvoiceFacts, today: CivilDate): Step<InvoiceStepName> {
  const { number, client, dueOn, promisedOn } = invoice;
  const broken: Reminder[] =
    promisedOn === null
      ? []
      : [
          {
            key: `promise:${promisedOn}`,
            dueOn: addDays(promisedOn, 1),
            to: accounts,
            text: `${number} (${client}) : le paiement promis pour le ${sayDate(promisedOn)} n’est pas arrivé.`,
            link: `/factures/${number}`,
          },
        ];
  const overdue = dueOn < today;
  return {
    step: overdue ? 'dunning' : 'due',
    blockedOn: client,
    since: overdue ? dueOn : invoice.issuedOn,
    next: overdue ? describeNextLevel(invoice, today) : `Échéance le ${sayDate(dueOn)}.`,
    reminders: [...broken, ...levelsToSay(invoice, today).map((level) => remindLevel(invoice, level))],
    changesOn: overdue ? null : addDays(dueOn, 1),
    done: false,
  };
}

/** A letter that has left needs no deciding, nor what comes before it. */
function levelsLeft({ lettersSent }: InvoiceFacts): readonly DunningLevel[] {
  const last = Math.max(-1, ...lettersSent);
  return DUNNING_LEVELS.filter(({ level }) => level > last);
}

/** Those to come, and of those whose day has passed (a dispute, a promise, an absence) the highest alone. */
function levelsToSay(invoice: InvoiceFacts, today: CivilDate): readonly DunningLevel[] {
  const left = levelsLeft(invoice);
  const reached = left.filter((level) => dayOfLevel(invoice, level) <= today).at(-1);
  return left.filter((level) => level === reached || dayOfLevel(invoice, level) > today);
}

/** A broken promise does not wait twice: a level that fell before the promised day is due the day after it. */
function dayOfLevel({ dueOn, promisedOn }: InvoiceFacts, level: DunningLevel): CivilDate {
  const day = addDays(dueOn, level.days);
  return promisedOn === null ? day : later(day, addDays(promisedOn, 1));
}

export function levelKey(level: number): string {
  return `dunning:${level}`;
}

function remindLevel(invoice: InvoiceFacts, level: DunningLevel): Reminder {
  const { number, client, dueOn } = invoice;
  return {
    key: levelKey(level.level),
    dueOn: dayOfLevel(invoice, level),
    to: accounts,
    text: level.letter
      ? `${number} (${client}), échue le ${sayDate(dueOn)} : la lettre de relance de niveau ${level.level} est à décider.`
      : `${number} (${client}), échue le ${sayDate(dueOn)}, n’est pas payée : appeler le client.`,
    link: `/factures/${number}`,
    ...(level.letter && { proposal: { command: 'send_dunning', input: { invoice: number, level: level.level } } }),
  };
}

function describeNextLevel(invoice: InvoiceFacts, today: CivilDate): string {
  const next = levelsLeft(invoice).find((level) => dayOfLevel(invoice, level) > today);
  if (next === undefined) return 'Recouvrement : la mise en demeure est passée.';
  const day = sayDate(dayOfLevel(invoice, next));
  return next.letter ? `Lettre de relance de niveau ${next.level} le ${day}.` : `Appel le ${day}.`;
}
