// Each team's projects, one after the other, from the start of the window to beyond today: those that ended are
// closed, the last one runs. No project starts or ends between the month of the anomalies and today.
import { addDays, daysBetween, later, type CivilDate } from '../../domain/civil-dates.ts';
import { addMonths, firstDayOf, lastDayOf, monthOf } from '../../domain/periods.ts';
import { compareText } from './csv.ts';
import type { Client, Contract, Person, Project, Team } from './facts.ts';
import type { Random } from './random.ts';
import { SUBJECTS, TITLES } from './trade.ts';
import { fridayOnOrAfter, fridayOnOrBefore, mondayOnOrBefore, type Window } from './window.ts';

type Period = { start: CivilDate; end: CivilDate };

/** Days before and after today of the running project; each at least 75 before (so that the whole month of the anomalies is inside) and 45 after. */
function runningPeriod(team: Team, window: Window, random: Random): Period {
  const spans = {
    drifts: [150, 180, 46, 62],
    begins_to_drift: [105, 140, 60, 95],
    outgrows_ceiling: [110, 150, 46, 60],
    order_nearly_used: [180, 240, 90, 150],
  } as const;
  const known = team.story !== null && team.story in spans ? spans[team.story as keyof typeof spans] : null;
  const [least, most, soonest, latest] =
    known ?? (team.kind === 'squad' ? ([80, 150, 20, 120] as const) : ([80, 240, 15, 200] as const));
  const start = mondayOnOrBefore(addDays(window.today, -random.int(least, most)));
  return {
    start: later(start, team.startsAt),
    end: fridayOnOrAfter(addDays(window.today, random.int(soonest, latest))),
  };
}

/** The team's last mission, over since just before the month of the anomalies. */
function endedPeriod(window: Window, random: Random): Period {
  const end = fridayOnOrBefore(addDays(window.monthStart, -random.int(3, 9)));
  return { start: mondayOnOrBefore(addDays(end, -random.int(120, 220))), end };
}

const USUAL_LENGTH: Record<'regie' | 'regie_plafonnee' | 'squad', readonly [number, number]> = {
  regie: [160, 380],
  regie_plafonnee: [100, 220],
  squad: [130, 250],
};

// A first project shorter than this is joined to the next one.
const SHORTEST_PROJECT_DAYS = 75;

function chainPeriods(
  team: Team,
  kind: 'regie' | 'regie_plafonnee' | 'squad',
  window: Window,
  random: Random,
): Period[] {
  const [shortest, longest] = USUAL_LENGTH[kind];
  const periods = [team.story === 'ended' ? endedPeriod(window, random) : runningPeriod(team, window, random)];
  for (
    let next = periods[0];
    next && daysBetween(team.startsAt, next.start) > SHORTEST_PROJECT_DAYS;
    next = periods[0]
  ) {
    // Between two missions: none, a few days, or a month on the bench.
    const gap = random.chance(0.4) ? 0 : random.int(4, 24);
    const end = fridayOnOrBefore(addDays(next.start, -1 - gap));
    const start = mondayOnOrBefore(addDays(end, -random.int(shortest, longest)));
    periods.unshift({ start: daysBetween(team.startsAt, start) < SHORTEST_PROJECT_DAYS ? team.startsAt : start, end });
  }
  return periods;
}

/** A maintenance contract lasts twelve months and is renewed the next day. */
function servicePeriods(team: Team, window: Window, random: Random): Period[] {
  const first = monthOf(team.startsAt);
  let month = addMonths(monthOf(window.today), -random.int(3, 9));
  const periods: Period[] = [];
  for (; ; month = addMonths(month, -12)) {
    const start = month < first ? first : month;
    periods.unshift({ start: firstDayOf(start), end: lastDayOf(addMonths(month, 11)) });
    if (month <= first) return periods;
  }
}

const SQUAD_CONTRACTS = ['forfait', 'forfait_agile', 'hybride'] as const;

/** A squad's contracts alternate; the latest is the team's own turn. */
function contractOf(team: Team, fromLatest: number): Contract {
  if (team.kind !== 'squad') return team.kind;
  return SQUAD_CONTRACTS[(team.turn + fromLatest) % SQUAD_CONTRACTS.length] ?? 'forfait';
}

export function blankProject(contract: Contract, title: string): Project {
  return {
    code: '',
    client: null,
    title,
    contract,
    status: 'en_cours',
    start: null,
    end: null,
    team: null,
    manager: null,
    opportunity: null,
    fixedPriceCents: null,
    ceilingCents: null,
    monthlyFeeCents: null,
    includedUnits: null,
    unitPriceCents: null,
    carryMonths: null,
    plannedPurchasesCents: null,
    budget: [],
    overrun: 1,
  };
}

// Days at the end over days sold: a loss; a margin eight points below the one sold; more than the ceiling pays.
const BADLY_OVERRUN = 1.6;
const BEGINNING_OVERRUN = 1.115;
const CEILING_OVERRUN = 1.04;

export function driftsBadly(project: Project): boolean {
  return project.overrun === BADLY_OVERRUN;
}

export function beginsToDrift(project: Project): boolean {
  return project.overrun === BEGINNING_OVERRUN;
}

/** How far the days at the end pass the days sold: little, but in the story's projects. */
function overrunOf(team: Team, contract: Contract, isRunning: boolean, random: Random): number {
  if (isRunning && team.story === 'drifts') return BADLY_OVERRUN;
  if (isRunning && team.story === 'begins_to_drift') return BEGINNING_OVERRUN;
  if (isRunning && team.story === 'outgrows_ceiling') return CEILING_OVERRUN;
  if (contract === 'regie_plafonnee') return isRunning ? random.between(0.92, 0.97) : random.between(0.9, 1.04);
  return isRunning ? random.between(0.97, 1.03) : random.between(0.93, 1.09);
}

export function layProjects(team: Team, window: Window, random: Random): void {
  const periods =
    team.kind === 'tma' ? servicePeriods(team, window, random) : chainPeriods(team, team.kind, window, random);
  team.projects = periods.map(({ start, end }, index) => {
    const contract = contractOf(team, periods.length - 1 - index);
    const project = blankProject(contract, '');
    const isRunning = end >= window.today;
    return {
      ...project,
      team,
      start,
      end,
      status: isRunning ? 'en_cours' : 'clos',
      overrun: overrunOf(team, contract, isRunning, random),
    };
  });
}

/** Clients dealt like cards, the larger ones twice a round: each gets its share. */
function dealClients(clients: readonly Client[], random: Random): () => Client {
  const round = clients.flatMap((client, index) =>
    index < Math.ceil(clients.length / 2) ? [client, client] : [client],
  );
  let left: Client[] = [];
  return () => {
    if (left.length === 0) left = random.shuffle(round);
    const client = left.pop();
    if (!client) throw new Error('the demo firm has no client');
    return client;
  };
}

const NEEDS_ORDER: readonly (string | null)[] = ['outgrows_ceiling', 'order_nearly_used', 'order_expires'];

/** Gives each project a client: a maintenance desk keeps its own, other teams often change. */
export function placeProjects(teams: readonly Team[], clients: readonly Client[], random: Random): void {
  const used = new Set<string>();
  const dealAny = dealClients(clients, random);
  const dealWithOrder = dealClients(
    clients.filter((client) => client.needsOrder),
    random,
  );
  for (const team of teams) {
    const deal = NEEDS_ORDER.includes(team.story) ? dealWithOrder : dealAny;
    const [first, ...next] = team.projects;
    if (!first) continue;
    let client = deal();
    first.client = client;
    first.title = titleFor(first.contract, client, used, random);
    for (const project of next) {
      if (team.kind !== 'tma' && random.chance(0.7)) client = deal();
      project.client = client;
      project.title =
        team.kind === 'tma' ? renewedTitle(first.title, project) : titleFor(project.contract, client, used, random);
    }
  }
}

function renewedTitle(title: string, project: Project): string {
  return `${title.replace(/ \d{4}$/, '')} ${(project.start ?? '').slice(0, 4)}`;
}

export function titleFor(contract: Contract, client: Client, used: Set<string>, random: Random): string {
  for (let attempt = 0; ; attempt += 1) {
    const title = `${random.pick(TITLES[contract] ?? [])} ${random.pick(SUBJECTS[client.sector] ?? [])}`;
    const full = attempt < 12 ? title : `${title} (lot ${1 + Math.floor(attempt / 12)})`;
    const key = `${client.code} ${full}`;
    if (used.has(key)) continue;
    used.add(key);
    return full;
  }
}

/** Codes follow the dates at which projects started, as in any firm. */
export function numberProjects(projects: Project[]): Project[] {
  const sorted = projects.sort((a, b) => compareText(a.start ?? '', b.start ?? ''));
  sorted.forEach((project, index) => {
    project.code = `P${String(index + 1).padStart(4, '0')}`;
  });
  return sorted;
}

export type InternalProjects = { bench: Project; presales: Project; firmLife: Project };

export function internalProjects(manager: Person): InternalProjects {
  const internal = (code: string, title: string): Project => ({ ...blankProject('interne', title), code, manager });
  return {
    bench: internal('INT01', 'Intercontrat'),
    presales: internal('INT02', "Avant-vente et réponses aux appels d'offres"),
    firmLife: internal('INT03', "Vie de l'agence et veille technique"),
  };
}
