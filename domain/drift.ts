// "Which projects are drifting?": the signals of each running client project, and how grave they are
// (REPORTS.md, "drift").
import { addDays, earlier, type CivilDate } from './civil-dates.ts';
import { compareCodes } from './codes.ts';
import { countWorkingDays } from './calendar.ts';
import { add, compare, fraction, multiply, subtract, type Fraction, ZERO } from './fraction.ts';
import { sayDate, sayDays, sayEuros, sayNumber, sayPercent } from './french.ts';
import { valueRemaining, valueWorked } from './contract/time-and-materials.ts';
import { isTimeBilled, type ContractKind } from './contract/kinds.ts';
import { eurosFromCents, showEuros, showRate } from './money.ts';
import { roundDecimal } from './fraction.ts';
import { marginOf, measureProject, plannedMarginOf, rateOf, type MarginFacts, type ProjectMargin } from './margin.ts';

export const DRIFT_SIGNALS = [
  'loss',
  'margin',
  'budget',
  'burn',
  'schedule',
  'ceiling',
  'po',
  'no_budget',
  'raf_missing',
  'stale_raf',
] as const;
export type DriftSignal = (typeof DRIFT_SIGNALS)[number];

export const DRIFT_SEVERITIES = ['red', 'amber', 'blind'] as const;
export type DriftSeverity = (typeof DRIFT_SEVERITIES)[number];

/** Signals that say "cannot be judged", not "drifts". */
const BLIND_SIGNALS: ReadonlySet<DriftSignal> = new Set(['no_budget', 'raf_missing', 'stale_raf']);

/** A declared RAF is fresh for five weeks: one monthly declaration may come a few days late. */
export const RAF_FRESH_DAYS = 35;

export type DriftFacts = MarginFacts & {
  readonly manager: string | null;
  readonly status: 'prevu' | 'en_cours' | 'clos';
  /** The last RAF declared on or before the day, of any profile. */
  readonly lastRafOn: CivilDate | null;
  /** Counted time in the RAF_FRESH_DAYS days up to the day. */
  readonly recentQuarterDays: number;
  /** Orders begun by the day, minus invoiced HT and counted time not invoiced; null: no order. */
  readonly orderBalance: Fraction | null;
};

export type DriftFinding = { readonly code: DriftSignal; readonly detail: string };

type Judged = {
  readonly facts: DriftFacts;
  readonly severity: DriftSeverity;
  readonly impact: Fraction | null;
  readonly plannedRate: Fraction | null;
  readonly eacRate: Fraction | null;
  readonly points: Fraction | null;
  readonly signals: readonly DriftFinding[];
};

const MARGIN_POINTS = fraction(5n);
const RED_IMPACT = fraction(2000n);
const RED_POINTS = fraction(10n);

function judgeMargin(
  figures: ProjectMargin,
  impact: Fraction | null,
  points: Fraction | null,
  eacRate: Fraction | null,
): DriftFinding[] {
  const findings: DriftFinding[] = [];
  const eacMargin = subtract(figures.eacRevenue, figures.eacCost);
  if (compare(eacMargin, ZERO) < 0) {
    findings.push({ code: 'loss', detail: `Perte à terminaison de ${sayEuros(-showEuros(eacMargin))}.` });
  }
  if (points !== null && compare(points, MARGIN_POINTS) > 0) {
    const planned = plannedMarginOf(figures)?.rate ?? null;
    findings.push({
      code: 'margin',
      detail:
        `Marge à terminaison ${sayPercent(showRate(eacRate) ?? 0)} contre ${sayPercent(showRate(planned) ?? 0)} vendus : ` +
        `${sayNumber(roundDecimal(points, 2))} points et ${sayEuros(impact === null ? 0 : showEuros(impact))} de moins.`,
    });
  }
  const budget = figures.budgetQuarterDays;
  const eacDays = figures.quarterDays + figures.remainingQuarterDays;
  if (budget > 0 && eacDays * 10 > budget * 11) {
    findings.push({
      code: 'budget',
      detail: `${sayDays(eacDays / 4)} à terminaison pour ${sayDays(budget / 4)} vendus.`,
    });
  }
  return findings;
}

// Models where days burn a sold budget faster or slower than time passes.
const BURNING: ReadonlySet<ContractKind> = new Set(['forfait', 'forfait_agile', 'hybride', 'tma']);

function judgeBurn(facts: DriftFacts, figures: ProjectMargin): DriftFinding[] {
  const { amounts, asOf } = facts.project;
  const budget = figures.budgetQuarterDays;
  if (!BURNING.has(amounts.kind) || budget === 0 || amounts.startsOn === null || amounts.endsOn === null) return [];
  const total = countWorkingDays(amounts.startsOn, amounts.endsOn);
  if (total === 0) return [];
  const elapsed = countWorkingDays(amounts.startsOn, earlier(asOf, amounts.endsOn));
  const ahead = subtract(fraction(figures.quarterDays, budget), fraction(elapsed, total));
  if (compare(ahead, fraction(15n, 100n)) <= 0) return [];
  const spent = sayPercent(figures.quarterDays / budget);
  return [
    {
      code: 'burn',
      detail: `${spent} des jours vendus consommés pour ${sayPercent(elapsed / total)} du calendrier écoulé.`,
    },
  ];
}

/** A milestone is late when more than ten working days lie after its planned date, up to the day. */
const LATE_MILESTONE_WORKING_DAYS = 10;

function judgeSchedule(facts: DriftFacts, figures: ProjectMargin): DriftFinding[] {
  const { asOf, milestones, amounts } = facts.project;
  const late = milestones.filter(
    ({ plannedOn, acceptedOn }) =>
      plannedOn !== null &&
      (acceptedOn === null || acceptedOn > asOf) &&
      countWorkingDays(addDays(plannedOn, 1), asOf) > LATE_MILESTONE_WORKING_DAYS,
  );
  const details = late.map(
    ({ code, plannedOn }) => `jalon ${code} prévu le ${plannedOn === null ? '' : sayDate(plannedOn)} non accepté`,
  );
  if (amounts.endsOn !== null && amounts.endsOn < asOf && figures.remainingQuarterDays > 0) {
    details.push(
      `fin prévue le ${sayDate(amounts.endsOn)} et ${sayDays(figures.remainingQuarterDays / 4)} restent à faire`,
    );
  }
  return details.length === 0 ? [] : [{ code: 'schedule', detail: `Retard : ${details.join(' ; ')}.` }];
}

function judgeCommitments(facts: DriftFacts): DriftFinding[] {
  const findings: DriftFinding[] = [];
  const { amounts } = facts.project;
  if (amounts.kind === 'regie_plafonnee' && amounts.ceilingCents !== null) {
    const term = { kind: 'time_and_materials', ceilingCents: null, ratedOnly: false } as const;
    const work = add(valueWorked(term, facts.project), valueRemaining(facts.project));
    const ceiling = eurosFromCents(amounts.ceilingCents);
    if (compare(work, ceiling) > 0) {
      const excess = sayEuros(showEuros(subtract(work, ceiling)));
      findings.push({
        code: 'ceiling',
        detail: `${excess} de travail au-delà du plafond de ${sayEuros(showEuros(ceiling))} : personne ne les paiera.`,
      });
    }
  }
  if (isTimeBilled(amounts.kind) && facts.orderBalance !== null && compare(facts.orderBalance, ZERO) < 0) {
    findings.push({ code: 'po', detail: `Bons de commande dépassés de ${sayEuros(-showEuros(facts.orderBalance))}.` });
  }
  return findings;
}

function judgeBlindness(facts: DriftFacts, figures: ProjectMargin): DriftFinding[] {
  const findings: DriftFinding[] = [];
  const { amounts, budget, asOf } = facts.project;
  if (budget.length === 0)
    findings.push({ code: 'no_budget', detail: 'Aucun budget saisi : la marge vendue est inconnue.' });
  if (amounts.kind !== 'forfait' && amounts.kind !== 'hybride') return findings;
  if (facts.lastRafOn === null) {
    if (figures.budgetQuarterDays > 0 && figures.quarterDays * 10 > figures.budgetQuarterDays * 3) {
      const spent = sayPercent(figures.quarterDays / figures.budgetQuarterDays);
      findings.push({
        code: 'raf_missing',
        detail: `Aucun reste à faire déclaré alors que ${spent} du budget est consommé.`,
      });
    }
  } else if (facts.recentQuarterDays > 0 && facts.lastRafOn <= addDays(asOf, -RAF_FRESH_DAYS)) {
    findings.push({
      code: 'stale_raf',
      detail: `Dernier reste à faire déclaré le ${sayDate(facts.lastRafOn)}, du temps a été saisi depuis.`,
    });
  }
  return findings;
}

function isRed(
  figures: ProjectMargin,
  codes: ReadonlySet<DriftSignal>,
  impact: Fraction | null,
  points: Fraction | null,
): boolean {
  if (codes.has('loss')) return true;
  if (impact === null || compare(impact, RED_IMPACT) < 0) return false;
  const eacDays = figures.quarterDays + figures.remainingQuarterDays;
  const overDays = figures.budgetQuarterDays > 0 && eacDays * 10 > figures.budgetQuarterDays * 12;
  return (points !== null && compare(points, RED_POINTS) > 0) || overDays;
}

function judgeProject(facts: DriftFacts): Judged | null {
  const figures = measureProject(facts.project);
  const planned = plannedMarginOf(figures);
  const eac = { revenue: figures.eacRevenue, cost: figures.eacCost };
  const eacRate = rateOf(eac);
  const plannedRate = planned?.rate ?? null;
  const impact = planned && subtract(planned.margin, marginOf(eac));
  const points = plannedRate && eacRate ? multiply(fraction(100n), subtract(plannedRate, eacRate)) : null;
  const signals = [
    ...judgeMargin(figures, impact, points, eacRate),
    ...judgeBurn(facts, figures),
    ...judgeSchedule(facts, figures),
    ...judgeCommitments(facts),
    ...judgeBlindness(facts, figures),
  ];
  if (signals.length === 0) return null;
  const codes = new Set(signals.map(({ code }) => code));
  const blind = signals.every(({ code }) => BLIND_SIGNALS.has(code));
  const severity = blind ? 'blind' : isRed(figures, codes, impact, points) ? 'red' : 'amber';
  return { facts, severity, impact, plannedRate, eacRate, points, signals };
}

/** Drifting ones by impact, largest first (unknown last), then code; the blind ones after, by code. */
function compareJudged(a: Judged, b: Judged): number {
  const blindness = Number(a.severity === 'blind') - Number(b.severity === 'blind');
  if (blindness !== 0) return blindness;
  if (a.severity !== 'blind' && a.impact !== b.impact) {
    if (a.impact === null) return 1;
    if (b.impact === null) return -1;
    const byImpact = compare(b.impact, a.impact);
    if (byImpact !== 0) return byImpact;
  }
  return compareCodes(a.facts.code, b.facts.code);
}

export function reportDrift(projects: readonly DriftFacts[]) {
  const judged: Judged[] = [];
  for (const facts of projects) {
    if (facts.status !== 'en_cours' || facts.project.amounts.kind === 'interne') continue;
    const found = judgeProject(facts);
    if (found) judged.push(found);
  }
  return {
    projects: judged.sort(compareJudged).map(({ facts, severity, impact, plannedRate, eacRate, points, signals }) => ({
      code: facts.code,
      client: facts.client,
      manager: facts.manager,
      severity,
      impact: impact && showEuros(impact),
      planned_rate: showRate(plannedRate),
      eac_rate: showRate(eacRate),
      drift_points: points && roundDecimal(points, 2),
      signals,
    })),
  };
}
