// The road of a deal, from the first contact to the last payment: which step it is at, who is waited for, and who is
// reminded of what. The facts decide; nothing here is remembered.
import { isWorkingDay } from '../calendar.ts';
import { addDays, civilDate, daysInMonth, earlier, type CivilDate } from '../civil-dates.ts';
import type { ContractKind } from '../contract/kinds.ts';
import { OPEN_STAGES, type OpportunityStage } from '../pipeline.ts';
import { sayDate } from '../french.ts';
import { addWorkingDays, type Recipients, type Reminder, type Step } from './step.ts';

export const DEAL_STEPS = {
  follow_up: 'Relance commerciale',
  signature: 'Signature du devis',
  opening: 'Ouverture du projet',
  staffing: 'Affectation de l’équipe',
  start: 'Démarrage',
  delivery: 'Réalisation',
  closing: 'Clôture',
  last_payment: 'Dernier encaissement',
  internal: 'Projet interne, que rien ne conduit',
  done: 'Terminé',
} as const;
export type DealStepName = keyof typeof DEAL_STEPS;

/** A deal without a next action is forgotten: a week is the longest silence a prospect takes for interest. */
const SILENCE_DAYS = 7;
/** A quote is followed up a week after it was sent, then after two more. */
const SIGNATURE_REMINDER_DAYS = [7, 21];
/** A team is found in two weeks or the start slips. */
const STAFFING_NOTICE_DAYS = 14;
/** The time a client takes to renew an order or to keep somebody on (as in the report of orders). */
const RENEWAL_NOTICE_DAYS = 30;
/** Won and signed, a project is opened within two working days. */
const OPENING_WORKING_DAYS = 2;

export type DealFacts = {
  readonly client: string;
  readonly opportunity: DealOpportunity | null;
  /** In code order. */
  readonly projects: readonly DealProject[];
};

export type DealOpportunity = {
  readonly code: string;
  readonly stage: OpportunityStage;
  readonly createdOn: CivilDate | null;
  readonly expectedCloseOn: CivilDate | null;
  /** The commercial's mail: the opportunity's, else its client's. */
  readonly owner: string | null;
  /** The earliest action not done yet. */
  readonly nextAction: { readonly id: number; readonly label: string; readonly plannedOn: CivilDate } | null;
  readonly lastActionOn: CivilDate | null;
  readonly quote: { readonly sentOn: CivilDate | null; readonly signedOn: CivilDate | null } | null;
};

export type DealProject = {
  readonly code: string;
  readonly contractKind: ContractKind;
  readonly status: 'prevu' | 'en_cours' | 'clos';
  readonly startsOn: CivilDate | null;
  readonly endsOn: CivilDate | null;
  /** The responsable's mail and name. */
  readonly manager: { readonly email: string | null; readonly name: string } | null;
  readonly owner: string | null;
  readonly firmAssignments: number;
  readonly lastRafOn: CivilDate | null;
  readonly milestones: readonly {
    readonly code: string;
    readonly label: string | null;
    readonly plannedOn: CivilDate | null;
    readonly acceptedOn: CivilDate | null;
  }[];
  readonly orders: readonly {
    readonly number: string;
    readonly nearlyUsed: boolean;
    readonly endsOn: CivilDate | null;
  }[];
  /** Firm assignments with an end, of people who stay in the firm. */
  readonly missions: readonly {
    readonly assignment: string;
    readonly consultant: string;
    readonly endsOn: CivilDate;
  }[];
  readonly unpaidInvoices: readonly { readonly number: string; readonly dueOn: CivilDate }[];
};

const commercial = (email: string | null): Recipients => ({
  emails: email === null ? [] : [email],
  roles: ['commercial', 'direction'],
});
const responsable = (project: DealProject): Recipients => ({
  emails: project.manager?.email ? [project.manager.email] : [],
  roles: ['direction'],
});

const naming = (email: string | null): string => email ?? 'les commerciaux';
const managerOf = (project: DealProject): string => project.manager?.name ?? 'la direction';

/** Days-left are declared where the firm bears the overrun (DOMAIN.md §1.4). */
const KINDS_WITH_RAF: readonly ContractKind[] = ['forfait', 'hybride'];

function stepOf(
  step: DealStepName,
  rest: Partial<Omit<Step<DealStepName>, 'step'>> & { readonly next: string | null },
): Step<DealStepName> {
  return { step, blockedOn: null, since: null, reminders: [], changesOn: null, done: false, ...rest };
}

export const DEAL_DONE: Step<DealStepName> = stepOf('done', { next: null, done: true });

/** The deal's step: the opportunity's until a project is open, then that of its least advanced project. */
export function nextDealStep(facts: DealFacts, today: CivilDate): Step<DealStepName> {
  const { opportunity, projects } = facts;
  if (projects.length === 0) return opportunity === null ? DEAL_DONE : nextOpportunityStep(opportunity, facts.client);
  const steps = projects.map((project) => nextProjectStep(project, facts.client, today));
  const open = steps.filter(({ done }) => !done);
  const order = Object.keys(DEAL_STEPS);
  const [first] = open.toSorted((a, b) => order.indexOf(a.step) - order.indexOf(b.step));
  if (first === undefined) return DEAL_DONE;
  const changes = open.flatMap(({ changesOn }) => (changesOn === null || changesOn <= today ? [] : [changesOn]));
  return {
    ...first,
    reminders: open.flatMap(({ reminders }) => reminders),
    changesOn: changes.length === 0 ? null : changes.reduce(earlier),
  };
}

export function nextOpportunityStep(opportunity: DealOpportunity, client: string): Step<DealStepName> {
  const { code, stage, owner, quote } = opportunity;
  if (stage === 'perdue') return DEAL_DONE;
  if (!OPEN_STAGES.some((open) => open === stage)) return waitForOpening(opportunity);
  const reminders = followUps(opportunity, client);
  const sentOn = quote?.sentOn ?? null;
  if (sentOn === null) {
    return stepOf('follow_up', {
      blockedOn: naming(owner),
      since: opportunity.lastActionOn ?? opportunity.createdOn,
      next: nextOfFollowUp(opportunity),
      reminders,
    });
  }
  const signatures = SIGNATURE_REMINDER_DAYS.map((days): Reminder => ({
    key: `signature:${sentOn}:${days}`,
    dueOn: addDays(sentOn, days),
    to: commercial(owner),
    text: `${code} : le devis envoyé à ${client} le ${sayDate(sentOn)} n’est pas signé.`,
    link: `/opportunites/${code}`,
  }));
  return stepOf('signature', {
    blockedOn: client,
    since: sentOn,
    next: 'La signature du client, puis l’opportunité est gagnée.',
    reminders: [...reminders, ...signatures],
  });
}

function nextOfFollowUp({ nextAction }: DealOpportunity): string {
  if (nextAction === null) return 'Planifier la prochaine action.';
  return `${nextAction.label}, prévu le ${sayDate(nextAction.plannedOn)}.`;
}

function followUps(opportunity: DealOpportunity, client: string): Reminder[] {
  const { code, owner, nextAction, expectedCloseOn, quote } = opportunity;
  const about = { to: commercial(owner), link: `/opportunites/${code}` };
  const reminders: Reminder[] = [];
  const lastOn = opportunity.lastActionOn ?? opportunity.createdOn;
  if (nextAction !== null) {
    const { id, label, plannedOn } = nextAction;
    reminders.push({
      key: `action:${id}:${plannedOn}`,
      dueOn: addWorkingDays(plannedOn, 1),
      text: `${code} (${client}) : « ${label} », prévu le ${sayDate(plannedOn)}, n’est pas fait.`,
      ...about,
    });
  } else if (lastOn !== null && !quote?.sentOn) {
    reminders.push({
      key: `silence:${lastOn}`,
      dueOn: addDays(lastOn, SILENCE_DAYS),
      text: `${code} (${client}) : rien depuis le ${sayDate(lastOn)}, et aucune action prévue.`,
      ...about,
    });
  }
  if (expectedCloseOn !== null) {
    reminders.push({
      key: `close:${expectedCloseOn}`,
      dueOn: addDays(expectedCloseOn, 1),
      text: `${code} (${client}) : la signature était attendue le ${sayDate(expectedCloseOn)}. Gagnée, perdue ou repoussée ?`,
      ...about,
    });
  }
  return reminders;
}

function waitForOpening({ code, owner, quote }: DealOpportunity): Step<DealStepName> {
  const signedOn = quote?.signedOn ?? null;
  const reminder = (wonOn: CivilDate): Reminder => ({
    key: `opening:${wonOn}`,
    dueOn: addWorkingDays(wonOn, OPENING_WORKING_DAYS),
    to: commercial(owner),
    text: `${code} est gagnée et son projet n’est pas ouvert.`,
    link: `/opportunites/${code}`,
  });
  return stepOf('opening', {
    blockedOn: naming(owner),
    since: signedOn,
    next: 'Ouvrir le projet.',
    reminders: signedOn === null ? [] : [reminder(signedOn)],
  });
}

export function nextProjectStep(project: DealProject, client: string, today: CivilDate): Step<DealStepName> {
  if (project.contractKind === 'interne') return { ...DEAL_DONE, step: 'internal' };
  if (project.status === 'clos') return afterClosing(project, client);
  if (project.status === 'prevu') return beforeStart(project);
  const { endsOn } = project;
  const reminders = deliveryReminders(project, client, today);
  if (endsOn !== null && endsOn < today) return atTheEnd(project, endsOn, reminders);
  const late = project.milestones.find(({ plannedOn, acceptedOn }) => isLate(plannedOn, acceptedOn, today));
  return stepOf('delivery', {
    blockedOn: late === undefined ? null : client,
    since: late?.plannedOn ?? project.startsOn,
    next: late === undefined ? nextOfDelivery(project) : `Recette du jalon ${late.code}, en retard.`,
    reminders,
    changesOn: endsOn === null ? null : addDays(endsOn, 1),
  });
}

function isLate(plannedOn: CivilDate | null, acceptedOn: CivilDate | null, today: CivilDate): boolean {
  return acceptedOn === null && plannedOn !== null && plannedOn < today;
}

function nextOfDelivery({ milestones, endsOn }: DealProject): string | null {
  const [next] = milestones
    .flatMap(({ code, plannedOn, acceptedOn }) =>
      acceptedOn === null && plannedOn !== null ? [{ code, plannedOn }] : [],
    )
    .toSorted((a, b) => (a.plannedOn < b.plannedOn ? -1 : 1));
  if (next !== undefined) return `Recette du jalon ${next.code}, prévue le ${sayDate(next.plannedOn)}.`;
  return endsOn === null ? null : `Fin prévue le ${sayDate(endsOn)}.`;
}

function beforeStart(project: DealProject): Step<DealStepName> {
  const { code, startsOn } = project;
  const about = { to: responsable(project), link: `/projets/${code}` };
  if (project.firmAssignments === 0) {
    const reminder = (start: CivilDate): Reminder => ({
      key: `staffing:${code}:${start}`,
      dueOn: addDays(start, -STAFFING_NOTICE_DAYS),
      text: `${code} démarre le ${sayDate(start)} et personne n’y est affecté.`,
      ...about,
    });
    return stepOf('staffing', {
      blockedOn: managerOf(project),
      next: 'Affecter l’équipe.',
      reminders: startsOn === null ? [] : [reminder(startsOn)],
    });
  }
  const reminder = (start: CivilDate): Reminder => ({
    key: `start:${code}:${start}`,
    dueOn: start,
    text: `${code} devait démarrer le ${sayDate(start)} : est-il en cours ?`,
    ...about,
  });
  return stepOf('start', {
    blockedOn: managerOf(project),
    next: startsOn === null ? 'Fixer la date de démarrage.' : `Démarrage prévu le ${sayDate(startsOn)}.`,
    reminders: startsOn === null ? [] : [reminder(startsOn)],
  });
}

function atTheEnd(project: DealProject, endsOn: CivilDate, reminders: readonly Reminder[]): Step<DealStepName> {
  const { code } = project;
  return stepOf('closing', {
    blockedOn: managerOf(project),
    since: endsOn,
    next: 'Clore le projet, ou repousser sa fin.',
    reminders: [
      ...reminders,
      {
        key: `closing:${code}:${endsOn}`,
        dueOn: addWorkingDays(endsOn, OPENING_WORKING_DAYS),
        to: responsable(project),
        text: `${code} devait finir le ${sayDate(endsOn)} : le clore, ou repousser sa fin.`,
        link: `/projets/${code}`,
      },
    ],
  });
}

/** Delivered: the deal lives until its last invoice is paid (each invoice has its own dunning). */
function afterClosing(project: DealProject, client: string): Step<DealStepName> {
  const unpaid = project.unpaidInvoices.toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : 1));
  const [first] = unpaid;
  if (first === undefined) return DEAL_DONE;
  return stepOf('last_payment', {
    blockedOn: client,
    since: first.dueOn,
    next: `Encaisser ${unpaid.map(({ number }) => number).join(', ')}.`,
  });
}

function deliveryReminders(project: DealProject, client: string, today: CivilDate): Reminder[] {
  const about = { to: responsable(project), link: `/projets/${project.code}` };
  const milestones = project.milestones.flatMap(({ code, label, plannedOn, acceptedOn }): Reminder[] => {
    if (acceptedOn !== null || plannedOn === null) return [];
    const named = label === null ? code : `${code} (${label})`;
    return [
      {
        key: `milestone:${project.code}:${code}:${plannedOn}`,
        dueOn: addWorkingDays(plannedOn, 1),
        text: `${project.code} : le jalon ${named}, prévu le ${sayDate(plannedOn)}, n’est pas recetté par ${client}.`,
        ...about,
      },
    ];
  });
  return [...rafReminders(project, today), ...milestones, ...orderReminders(project), ...missionReminders(project)];
}

/**
 * Each month, on its last working day, unless the days left were declared in the month or later. The month before is
 * looked at too (nobody may have been there to say it), and the month after, to wake for it.
 */
function rafReminders(project: DealProject, today: CivilDate): Reminder[] {
  const { code, contractKind, startsOn, lastRafOn } = project;
  if (!KINDS_WITH_RAF.includes(contractKind)) return [];
  const firstOfMonth = `${today.slice(0, 7)}-01`;
  const days = [addDays(firstOfMonth, -1), today, addDays(lastDay(today), 1)].map(lastWorkingDay);
  return days
    .filter((day) => startsOn === null || startsOn <= day)
    .filter((day) => lastRafOn === null || lastRafOn.slice(0, 7) < day.slice(0, 7))
    .map((day) => ({
      key: `raf:${code}:${day.slice(0, 7)}`,
      dueOn: day,
      to: responsable(project),
      text: `${code} : déclarer le reste à faire de ${day.slice(5, 7)}/${day.slice(0, 4)}.`,
      link: `/projets/${code}`,
    }));
}

function lastDay(day: CivilDate): CivilDate {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  return civilDate(year, month, daysInMonth(year, month));
}

function lastWorkingDay(day: CivilDate): CivilDate {
  let last = lastDay(day);
  while (!isWorkingDay(last)) last = addDays(last, -1);
  return last;
}

function orderReminders(project: DealProject): Reminder[] {
  const about = { to: commercial(project.owner), link: `/projets/${project.code}` };
  return project.orders.flatMap(({ number, nearlyUsed, endsOn }): Reminder[] => [
    ...(nearlyUsed
      ? [
          {
            key: `order-used:${number}`,
            dueOn: null,
            text: `La commande ${number} (${project.code}) est consommée à 80 % ou plus : la faire renouveler.`,
            ...about,
          },
        ]
      : []),
    ...(endsOn !== null
      ? [
          {
            key: `order-ends:${number}:${endsOn}`,
            dueOn: addDays(endsOn, -RENEWAL_NOTICE_DAYS),
            text: `La commande ${number} (${project.code}) finit le ${sayDate(endsOn)} : la faire renouveler.`,
            ...about,
          },
        ]
      : []),
  ]);
}

function missionReminders(project: DealProject): Reminder[] {
  return project.missions.map(({ assignment, consultant, endsOn }) => ({
    key: `mission:${assignment}:${endsOn}`,
    dueOn: addDays(endsOn, -RENEWAL_NOTICE_DAYS),
    to: {
      emails: [project.manager?.email, project.owner].filter((email): email is string => typeof email === 'string'),
      roles: ['direction'],
    },
    text: `La mission de ${consultant} sur ${project.code} finit le ${sayDate(endsOn)} : prolonger, ou lui trouver la suite.`,
    link: `/projets/${project.code}`,
  }));
}
