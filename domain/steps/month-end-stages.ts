// The stages of a month's end, in order: each says how many are through of how many, what holds the others, who, since
// when.
import type { CivilDate } from '../civil-dates.ts';
import { sayCount, sayDate } from '../french.ts';
import { addMonths, firstDayOf, lastDayOf } from '../periods.ts';
import {
  lastWorkingDayOf,
  type ClosedMonth,
  type Holding,
  type MonthEndFacts,
  type MonthEndStage,
} from './month-end-facts.ts';

export const STAGE_STATES = ['done', 'running', 'waiting'] as const;
export type StageState = (typeof STAGE_STATES)[number];

/** A stage as it is shown: how many are through of how many, what holds the others. */
export type StageView = {
  readonly stage: MonthEndStage;
  readonly state: StageState;
  readonly done: number;
  readonly total: number;
  readonly holdings: readonly Holding[];
  /** What else is worth a word. */
  readonly note: string | null;
};
type Counted = Omit<StageView, 'state'>;

const ACCOUNTS = 'l’administration des ventes';

function sayOwed(entered: boolean, lackingDays: number): string {
  if (!entered) return 'rien n’est saisi';
  return lackingDays === 0 ? 'CRA non envoyé' : `${sayCount(lackingDays, 'jour')} à compléter`;
}

function countEntries({ month, people }: MonthEndFacts, over: boolean): Counted {
  const missing = people.filter(({ sent }) => !sent);
  const empty = missing.filter(({ entered }) => !entered).length;
  return {
    stage: 'entry',
    done: people.length - missing.length,
    total: people.length,
    holdings: missing.map(({ consultant, email, entered, lackingDays }) => ({
      subject: consultant,
      who: consultant,
      email,
      reason: sayOwed(entered, lackingDays),
      since: over ? lastWorkingDayOf(month) : null,
    })),
    note: empty === 0 ? null : `${empty} n’${empty === 1 ? 'a' : 'ont'} rien saisi`,
  };
}

function holdApproval({ month, invoices }: MonthEndFacts, today: CivilDate): Holding[] {
  const about = { subject: sayCount(invoices.ready.length, 'facture'), email: null };
  if (invoices.issuing) return [{ ...about, who: 'Vigie', reason: 'en cours d’émission', since: null }];
  if (invoices.proposedOn !== null)
    return [{ ...about, who: ACCOUNTS, reason: 'à approuver', since: invoices.proposedOn }];
  const first = firstDayOf(addMonths(month, 1));
  if (invoices.ready.length === 0 || today < first) return [];
  return [{ ...about, who: ACCOUNTS, reason: 'à proposer à l’émission', since: first }];
}

/** A project is prepared once its invoice can leave; what was issued was prepared. */
function countInvoices(facts: MonthEndFacts, today: CivilDate): Counted[] {
  const { ready, setAside, blocked, issued } = facts.invoices;
  const prepared = issued + ready.length + setAside.length;
  return [
    { stage: 'preparation', done: prepared, total: prepared + blocked.length, holdings: blocked, note: null },
    {
      stage: 'invoices',
      done: issued,
      total: prepared,
      holdings: [...holdApproval(facts, today), ...setAside],
      note: null,
    },
  ];
}

function sayAccruals({ toInvoice, deferred, suppliers, losses }: MonthEndFacts['accruals']): string | null {
  const said = [
    [sayCount(toInvoice, 'facture à établir (FAE)', 'factures à établir (FAE)'), toInvoice],
    [sayCount(deferred, 'produit constaté d’avance (PCA)', 'produits constatés d’avance (PCA)'), deferred],
    [sayCount(suppliers, 'facture non parvenue (FNP)', 'factures non parvenues (FNP)'), suppliers],
    [sayCount(losses, 'perte à terminaison', 'pertes à terminaison'), losses],
  ] as const;
  const words = said.flatMap(([word, count]) => (count === 0 ? [] : [word]));
  return words.length === 0 ? null : words.join(', ');
}

function countAccruals({ accruals }: MonthEndFacts): Counted {
  const { toInvoice, deferred, suppliers, losses, unsure } = accruals;
  const entries = toInvoice + deferred + suppliers + losses;
  return {
    stage: 'accruals',
    done: entries,
    total: entries + unsure.length,
    holdings: unsure,
    note: sayAccruals(accruals),
  };
}

function countClosing({ month, closed, closing }: MonthEndFacts): Counted {
  const asked =
    closing.proposedOn === null
      ? []
      : [
          {
            subject: month,
            who: 'la direction',
            email: null,
            reason: 'clôture à approuver',
            since: closing.proposedOn,
          },
        ];
  return {
    stage: 'closing',
    done: closed === null ? 0 : 1,
    total: 1,
    holdings: [...asked, ...(closing.refused === null ? [] : [closing.refused])],
    note: closed === null || closed.closedOn === null ? null : `clos le ${sayDate(closed.closedOn)}`,
  };
}

function countReport(closed: ClosedMonth | null): Counted {
  return {
    stage: 'report',
    done: closed?.told === true ? 1 : 0,
    total: 1,
    holdings: [],
    note: closed === null || closed.sealHead === null ? null : `tête de la chaîne : ${closed.sealHead}`,
  };
}

/** Every stage, in order; one that nothing holds while an earlier one runs still waits for it. */
export function listStages(facts: MonthEndFacts, today: CivilDate): StageView[] {
  const { month, closed, timesheets, clientValidations, anomalies, sendings } = facts;
  const over = today > lastDayOf(month);
  const plain = (stage: MonthEndStage, done: number, holdings: readonly Holding[]): Counted => ({
    stage,
    done,
    total: done + holdings.length,
    holdings,
    note: null,
  });
  const stages = [
    countEntries(facts, over),
    plain('validation', timesheets.validated, timesheets.waiting),
    {
      ...plain('client_validation', clientValidations.signed, clientValidations.waiting),
      note: clientValidations.neverAsked === 0 ? null : `${clientValidations.neverAsked} CRA non demandés au client`,
    },
    plain('anomalies', anomalies.accepted, anomalies.open),
    ...countInvoices(facts, today),
    plain('sending', sendings.sent, sendings.waiting),
    countAccruals(facts),
    countClosing(facts),
    countReport(closed),
  ];
  // More may still be worked in a month that is not over.
  const needsTheEnd = new Set<MonthEndStage>(['entry', 'preparation', 'invoices', 'accruals']);
  let before = true;
  return stages.map((stage) => {
    const through = stage.done === stage.total && (over || !needsTheEnd.has(stage.stage));
    const settled = closed !== null && stage.stage !== 'report';
    const state: StageState = settled || (through && before) ? 'done' : before ? 'running' : 'waiting';
    before &&= state === 'done';
    return { ...stage, state };
  });
}
