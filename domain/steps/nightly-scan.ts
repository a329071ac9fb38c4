// What Vigie looks at every night, while nobody asks: projects that drift, people without a mission, orders nearly used,
// CRAs that are late, needs that somebody could take. Each is told once to whom it concerns, and what can be decided is
// proposed. No euro is in a sentence: some of who read them see no margin.
import { addDays, type CivilDate } from '../civil-dates.ts';
import type { DriftSeverity, DriftSignal } from '../drift.ts';
import { sayCount, sayDate, sayMonth, sayOf } from '../french.ts';
import { addMonths, firstDayOf, monthOf } from '../periods.ts';
import { addWorkingDays, type Reminder, type Step } from './step.ts';

export const SCAN_STEPS = { scan: 'Tournée de nuit' } as const;
export type ScanStepName = keyof typeof SCAN_STEPS;

const SEVERITIES: Record<DriftSeverity, string> = {
  red: 'dérive',
  amber: 'commence à dériver',
  blind: 'ne peut pas être jugé',
};

const SIGNALS: Record<DriftSignal, string> = {
  loss: 'perte à terminaison',
  margin: 'marge en baisse',
  budget: 'budget dépassé',
  burn: 'consommé plus vite que prévu',
  schedule: 'retard',
  ceiling: 'plafond atteint',
  po: 'commande insuffisante',
  no_budget: 'pas de budget',
  raf_missing: 'pas de RAF',
  stale_raf: 'RAF ancien',
};

export type ScanFacts = {
  readonly drifts: readonly {
    readonly project: string;
    readonly managerEmail: string | null;
    readonly severity: DriftSeverity;
    readonly signals: readonly DriftSignal[];
  }[];
  /** People without a mission, since a day; null: since they came. */
  readonly bench: readonly {
    readonly consultant: string;
    readonly managerEmail: string | null;
    readonly since: CivilDate | null;
  }[];
  /** Orders that no project carries (a project's own are its deal's to tell): nearly used, or past their end soon. */
  readonly looseOrders: readonly {
    readonly number: string;
    readonly ownerEmail: string | null;
    readonly state: 'exceeded' | 'nearly_used' | 'expiring';
  }[];
  /** Whose CRA of the last complete month has not come. */
  readonly lateTimesheets: readonly string[];
  /** Staffing proposals of the round that nobody has decided yet. */
  readonly proposalsWaiting: number;
  /** Needs that start soon, uncovered, with who could take each, the likeliest deal first. */
  readonly needs: readonly {
    readonly id: string;
    readonly subject: string;
    readonly startsOn: CivilDate;
    readonly command: 'assign_consultant' | 'replace_consultant';
    /** The ready commands: the best, then the others that a person may choose instead. */
    readonly inputs: readonly Readonly<Record<string, string | number | null>>[];
  }[];
};

/** CRAs are due at the month's end and late from the second working day after (DOMAIN.md, 4: manager J+2). */
const LATE_AFTER_WORKING_DAYS = 2;
/** A week without a mission is a gap between two; from then on it costs. */
const BENCH_NOTICE_DAYS = 7;
/** Staffing proposals that wait at once: a person reads them over a coffee; the next come when these are decided. */
const PROPOSALS_WAITING_AT_MOST = 5;

function tellDrift(drift: ScanFacts['drifts'][number], today: CivilDate): Reminder {
  const { project, severity, signals, managerEmail } = drift;
  return {
    // Once a month while it lasts, and again when it grows worse.
    key: `drift:${project}:${severity}:${monthOf(today)}`,
    dueOn: null,
    to: { emails: managerEmail === null ? [] : [managerEmail], roles: ['direction'] },
    text: `${project} ${SEVERITIES[severity]} : ${signals.map((signal) => SIGNALS[signal]).join(', ')}.`,
    link: `/projets/${project}`,
  };
}

function tellBench({ consultant, managerEmail, since }: ScanFacts['bench'][number]): Reminder {
  return {
    key: `bench:${consultant}:${since ?? 'always'}`,
    dueOn: since === null ? null : addDays(since, BENCH_NOTICE_DAYS),
    to: { emails: managerEmail === null ? [] : [managerEmail], roles: ['direction'] },
    text: `${consultant} est sans mission${since === null ? '' : ` depuis le ${sayDate(since)}`}.`,
    link: '/rapports/bench',
  };
}

const ORDER_STATES = {
  exceeded: 'est dépassée',
  nearly_used: 'est presque consommée',
  expiring: 'finit bientôt',
} as const;

function tellOrder({ number, ownerEmail, state }: ScanFacts['looseOrders'][number]): Reminder {
  return {
    key: `order:${number}:${state}`,
    dueOn: null,
    to: { emails: ownerEmail === null ? [] : [ownerEmail], roles: ['commercial', 'direction'] },
    text: `La commande ${number} ${ORDER_STATES[state]} : la faire renouveler.`,
    link: '/rapports/orders',
  };
}

function tellTimesheets(late: readonly string[], today: CivilDate): Reminder[] {
  if (late.length === 0) return [];
  const month = addMonths(monthOf(today), -1);
  return [
    {
      key: `timesheets:${month}`,
      dueOn: addWorkingDays(addDays(firstDayOf(monthOf(today)), -1), LATE_AFTER_WORKING_DAYS),
      to: { emails: [], roles: ['adv', 'direction'] },
      text: `${late.length} CRA ${sayOf(sayMonth(month))} ${late.length > 1 ? 'manquent' : 'manque'} : ${late.join(', ')}.`,
      link: `/rapports/anomalies?month=${month}`,
      proposal: { command: 'remind_timesheets', input: { month } },
    },
  ];
}

function tellNeed({ id, subject, startsOn, command, inputs }: ScanFacts['needs'][number]): Reminder[] {
  const [input, ...others] = inputs;
  if (input === undefined) return [];
  return [
    {
      key: `need:${id}:${startsOn}`,
      dueOn: null,
      to: { emails: [], roles: ['direction'] },
      text: `${subject} attend quelqu’un le ${sayDate(startsOn)} : ${sayCount(inputs.length, 'possibilité')}.`,
      link: '/a-decider',
      proposal: { command, input, alternatives: others },
    },
  ];
}

/** @param noted keys already told. */
export function nextScanStep(facts: ScanFacts, today: CivilDate, noted: ReadonlySet<string>): Step<ScanStepName> {
  const needs = facts.needs.flatMap(tellNeed).filter(({ key }) => !noted.has(key));
  return {
    step: 'scan',
    blockedOn: null,
    since: null,
    next: 'La tournée de la nuit prochaine.',
    reminders: [
      ...facts.drifts.map((drift) => tellDrift(drift, today)),
      ...facts.bench.map(tellBench),
      ...facts.looseOrders.map(tellOrder),
      ...tellTimesheets(facts.lateTimesheets, today),
      ...needs.slice(0, Math.max(0, PROPOSALS_WAITING_AT_MOST - facts.proposalsWaiting)),
    ],
    changesOn: addDays(today, 1),
    done: false,
  };
}
