// The firm's opportunities: those behind each project, the lost ones, the open ones of every stage, and the projects
// just won that have not started, with the people pencilled in for them.
import { addDays, later, type CivilDate } from '../../domain/civil-dates.ts';
import { monthOf, monthsBetween } from '../../domain/periods.ts';
import { compareText } from './csv.ts';
import { foreseeBudget } from './budgets.ts';
import type { Assignment, BudgetRow, Client, Contract, Person, Project } from './facts.ts';
import { blankProject, titleFor } from './projects.ts';
import type { Random } from './random.ts';
import { profileNamed } from './trade.ts';
import { fridayOnOrAfter, mondayOnOrBefore, workingDayOnOrAfter, type Window } from './window.ts';

export type Stage = 'piste' | 'qualifiee' | 'proposition' | 'negociation' | 'gagnee' | 'perdue';

export type Opportunity = {
  code: string;
  client: Client;
  title: string;
  stage: Stage;
  probability: number;
  created: CivilDate;
  closing: CivilDate;
  contract: Contract;
  cents: number;
  start: CivilDate;
  end: CivilDate;
  needs: { profile: string; days: number }[];
  project: Project | null;
};

const OPEN_STAGES: readonly (readonly [Stage, readonly number[]])[] = [
  ['piste', [10, 15, 20]],
  ['qualifiee', [25, 30, 35]],
  ['proposition', [45, 50, 60]],
  ['negociation', [70, 75, 80]],
];

const CONTRACTS: readonly Contract[] = [
  'regie',
  'forfait',
  'forfait_agile',
  'regie',
  'tma',
  'hybride',
  'regie_plafonnee',
];
const SOLD_PROFILES = [
  'Développeur',
  'Développeur senior',
  'Développeur senior',
  'Tech lead',
  'Chef de projet',
  'Consultant data',
  'Ops / SRE',
  'Product owner',
  'Architecte',
];

/** What a budget is worth at the prices it was sold. */
function soldCents(project: Project): number {
  const byDay = (row: BudgetRow): number => (row.quarters * (row.rateCents ?? 0)) / 4;
  const time = project.budget.reduce((sum, row) => sum + byDay(row), 0);
  if (project.contract === 'regie_plafonnee') return project.ceilingCents ?? time;
  if (project.contract !== 'tma') return (project.fixedPriceCents ?? 0) + time;
  const months = monthsBetween(monthOf(project.start ?? ''), monthOf(project.end ?? '')).length;
  return (project.monthlyFeeCents ?? 0) * months;
}

function wonBefore(project: Project, client: Client, window: Window, random: Random): Opportunity {
  const start = project.start ?? '';
  // What has not started yet was signed in the last days.
  const signed = project.status === 'prevu' ? window.today : start;
  const closing = workingDayOnOrAfter(addDays(signed, -random.int(8, 30)));
  return {
    code: '',
    client,
    title: project.title,
    stage: 'gagnee',
    probability: 100,
    created: workingDayOnOrAfter(addDays(closing, -random.int(25, 110))),
    closing,
    contract: project.contract,
    cents: soldCents(project),
    start,
    end: project.end ?? start,
    needs: project.budget.map((row) => ({ profile: row.profile, days: row.quarters / 4 })),
    project,
  };
}

function drawNeeds(contract: Contract, random: Random): { profile: string; days: number }[] {
  const count = contract === 'regie' || contract === 'regie_plafonnee' ? random.int(1, 2) : random.int(2, 3);
  const profiles = [...new Set(random.shuffle(SOLD_PROFILES))].slice(0, count);
  return profiles.map((profile) => ({ profile, days: random.int(4, 24) * 5 }));
}

function valueOf(needs: readonly { profile: string; days: number }[], client: Client): number {
  const cents = needs.reduce((sum, need) => sum + need.days * (profileNamed(need.profile).rateCents ?? 0), 0);
  return Math.round((cents * client.priceFactor) / 50_000) * 50_000;
}

type Drawing = { clients: readonly Client[]; titles: Set<string>; window: Window; random: Random };

function drawDeal(drawing: Drawing, stage: Stage, probability: number, closing: CivilDate): Opportunity {
  const { random, clients, titles, window } = drawing;
  const client = random.pick(clients);
  const contract = random.pick(CONTRACTS);
  const needs = drawNeeds(contract, random);
  const start = mondayOnOrBefore(
    addDays(later(closing, stage === 'perdue' ? closing : window.today), random.int(21, 70)),
  );
  const days = Math.max(...needs.map((need) => need.days));
  const latestCreation = addDays(closing < window.today ? closing : window.today, -random.int(6, 80));
  return {
    code: '',
    client,
    title: titleFor(contract, client, titles, random),
    stage,
    probability,
    created: workingDayOnOrAfter(addDays(latestCreation, -3)),
    closing,
    contract,
    cents: valueOf(needs, client),
    start,
    end: fridayOnOrAfter(addDays(start, Math.round(days * random.between(1.5, 2.2)))),
    needs,
    project: null,
  };
}

/** 8 open deals in the smallest firm, 11 in one of thirty, 15 at least above; two are past their closing date. */
function drawOpenDeals(drawing: Drawing, consultants: number): Opportunity[] {
  const { random, window } = drawing;
  const count = consultants < 30 ? 8 : consultants < 60 ? 11 : 15 + Math.floor(consultants / 30);
  return Array.from({ length: count }, (_, index) => {
    const [stage, probabilities] = OPEN_STAGES[index % OPEN_STAGES.length] ?? ['piste', [10]];
    const isOverdue = index === 2 || index === 7;
    const closing = workingDayOnOrAfter(addDays(window.today, isOverdue ? -random.int(8, 25) : random.int(5, 75)));
    return drawDeal(drawing, stage, random.pick(probabilities), closing);
  });
}

function drawLostDeals(drawing: Drawing, count: number): Opportunity[] {
  const { random, window } = drawing;
  const last = window.workingDays.length - 10;
  return Array.from({ length: count }, () =>
    drawDeal(drawing, 'perdue', 0, window.workingDays[random.int(20, last)] ?? window.today),
  );
}

/** Opportunities get their codes as they were created; their projects name them. */
function numberOpportunities(opportunities: Opportunity[]): Opportunity[] {
  opportunities.sort((a, b) => compareText(a.created, b.created));
  opportunities.forEach((opportunity, index) => {
    opportunity.code = `O${String(index + 1).padStart(4, '0')}`;
    if (opportunity.project) opportunity.project.opportunity = opportunity.code;
  });
  return opportunities;
}

export function drawPipeline(
  projects: readonly Project[],
  clients: readonly Client[],
  consultants: number,
  window: Window,
  random: Random,
): Opportunity[] {
  const drawing: Drawing = {
    clients,
    titles: new Set(projects.map((project) => `${project.client?.code} ${project.title}`)),
    window,
    random,
  };
  const won: Opportunity[] = [];
  for (const project of projects) {
    // Some placements came by a phone call: no deal was ever written down.
    const isWritten = project.contract !== 'regie' || random.chance(0.75);
    if (project.client && isWritten) won.push(wonBefore(project, project.client, window, random));
  }
  return numberOpportunities([
    ...won,
    ...drawLostDeals(drawing, Math.ceil(won.length * 0.3)),
    ...drawOpenDeals(drawing, consultants),
  ]);
}

export type Signed = { projects: Project[]; assignments: Assignment[] };

/** Work signed and not started: for the bench first, then for those whose mission ends soonest. */
export function signProjects(
  bench: readonly Person[],
  assignments: readonly Assignment[],
  clients: readonly Client[],
  window: Window,
  random: Random,
): Signed {
  const busy = new Set(bench);
  const ending = assignments
    .filter(
      (one) =>
        one.isFirm &&
        one.quarters === 4 &&
        one.start <= window.today &&
        one.end !== null &&
        one.end > window.today &&
        !busy.has(one.person),
    )
    .sort((a, b) => compareText(`${a.end} ${a.person.matricule}`, `${b.end} ${b.person.matricule}`))
    .slice(0, 2);
  const soon = mondayOnOrBefore(addDays(window.today, random.int(16, 24)));
  const after = mondayOnOrBefore(addDays(later(ending.at(-1)?.end ?? soon, soon), random.int(10, 20)));
  const parts = [
    signOne(
      'regie',
      soon,
      bench.map((person) => ({ person, profile: person.profile })),
      clients,
      window,
      random,
    ),
    signOne(
      'forfait',
      after,
      ending.map(({ person, profile }) => ({ person, profile })),
      clients,
      window,
      random,
    ),
  ];
  return { projects: parts.flatMap((part) => part.projects), assignments: parts.flatMap((part) => part.assignments) };
}

function signOne(
  contract: Contract,
  start: CivilDate,
  team: readonly { person: Person; profile: string }[],
  clients: readonly Client[],
  window: Window,
  random: Random,
): Signed {
  const client = random.pick(clients);
  const end = fridayOnOrAfter(addDays(start, random.int(90, 170)));
  const project: Project = {
    ...blankProject(contract, ''),
    client,
    title: titleFor(contract, client, new Set(), random),
    status: 'prevu',
    start,
    end,
  };
  foreseeBudget(
    project,
    [...new Set(team.map((one) => one.profile))].map((profile) => ({ profile, days: random.int(12, 20) * 5 })),
    window,
    random,
  );
  const pencilled = team.map(({ person, profile }): Assignment => {
    const rateCents = project.budget.find((row) => row.profile === profile)?.rateCents ?? null;
    const costCents = person.isEmployee ? null : (person.costs[0]?.cents ?? null);
    return {
      code: '',
      project,
      person,
      profile,
      start,
      end,
      quarters: person.dayQuarters,
      rateCents,
      costCents,
      isFirm: false,
    };
  });
  return { projects: [project], assignments: pencilled };
}
