// What is delivered and bought: milestones and sprints with their acceptance, units of the maintenance desks,
// purchases, some of them rebilled.
import { compareText } from './csv.ts';
import { addDays, daysBetween, earlier, type CivilDate } from '../../domain/civil-dates.ts';
import { addMonths, lastDayOf, monthOf, monthsBetween, type Month } from '../../domain/periods.ts';
import type { Milestone, Project, Purchase, Units } from './facts.ts';
import { driftsBadly } from './projects.ts';
import type { Random } from './random.ts';
import { fridayOnOrBefore, workingDayOnOrAfter, type Window } from './window.ts';

// Share of the price, and how far into the project.
const STEPS: readonly (readonly [string, number, number])[] = [
  ['Cadrage et spécifications', 20, 0.18],
  ['Conception validée', 20, 0.38],
  ['Recette', 30, 0.64],
  ['Mise en production', 20, 0.87],
  ['Vérification de service régulier', 10, 1],
];
const SPRINT_DAYS = 21;
/** The client of the drifting project has accepted nothing for this long. */
const NOTHING_ACCEPTED_DAYS = 75;

function acceptedOn(project: Project, due: CivilDate, window: Window, random: Random): CivilDate | null {
  if (driftsBadly(project) && due > addDays(window.today, -NOTHING_ACCEPTED_DAYS)) return null;
  const day = workingDayOnOrAfter(addDays(due, random.int(-2, 6)));
  const accepted = project.status === 'clos' ? earlier(day, project.end ?? day) : day;
  return accepted <= window.today ? accepted : null;
}

function planMilestones(project: Project, window: Window, random: Random): Milestone[] {
  const { start, end, fixedPriceCents } = project;
  if (!start || !end || fixedPriceCents === null) return [];
  const length = daysBetween(start, end);
  const isAgile = project.contract === 'forfait_agile';
  const sprints = Math.max(1, Math.round(length / SPRINT_DAYS));
  const steps = isAgile
    ? Array.from({ length: sprints }, (_, i) => [`Sprint ${i + 1}`, 100 / sprints, (i + 1) / sprints] as const)
    : STEPS;
  let left = fixedPriceCents;
  return steps.map(([label, percent, at], index) => {
    const isLast = index === steps.length - 1;
    const cents = isLast ? left : Math.round((fixedPriceCents * percent) / 100);
    left -= cents;
    const due = isLast
      ? end
      : workingDayOnOrAfter(fridayOnOrBefore(addDays(start, Math.max(6, Math.round(length * at)))));
    return {
      project,
      code: `${isAgile ? 'S' : 'J'}${index + 1}`,
      label,
      due,
      cents,
      accepted: acceptedOn(project, due, window, random),
    };
  });
}

export function planAllMilestones(projects: readonly Project[], window: Window, random: Random): Milestone[] {
  return projects.flatMap((project) => planMilestones(project, window, random));
}

/** Units accepted each month that is over: mostly within the fee, now and then above. */
export function deliverUnits(projects: readonly Project[], window: Window, random: Random): Units[] {
  return projects.flatMap((project) => {
    const { start, end, includedUnits } = project;
    if (!start || !end || includedUnits === null) return [];
    const months = monthsBetween(monthOf(start), monthOf(end)).filter((month) => lastDayOf(month) <= window.today);
    return months.map((month) => {
      const share = random.chance(0.12) ? random.between(1.3, 1.55) : random.between(0.72, 1.1);
      return { project, month, units: Math.round(includedUnits * share) };
    });
  });
}

/**
 * Units beyond the fee, by month: a month uses its own units first, then what earlier months left, oldest first,
 * within the months of carry-over (REPORTS.md, margin, tma).
 */
export function overageUnits(project: Project, delivered: readonly Units[]): Map<Month, number> {
  const left: { month: Month; units: number }[] = [];
  const overage = new Map<Month, number>();
  for (const { month, units } of delivered) {
    const included = project.includedUnits ?? 0;
    let uncovered = Math.max(0, units - included);
    for (const earlierMonth of left) {
      if (addMonths(earlierMonth.month, project.carryMonths ?? 0) < month) continue;
      const used = Math.min(earlierMonth.units, uncovered);
      earlierMonth.units -= used;
      uncovered -= used;
    }
    left.push({ month, units: Math.max(0, included - units) });
    overage.set(month, uncovered);
  }
  return overage;
}

const OWN_PURCHASES = [
  'Licences de développement',
  "Tests d'intrusion (sous-traitance)",
  'Maquettes UX (sous-traitance)',
  "Jeux d'essai et outillage de recette",
] as const;
const REBILLED_PURCHASES = [
  'Déplacement sur site',
  'Hébergement de recette',
  'Certificats et noms de domaine',
] as const;

function someDay(project: Project, window: Window, random: Random): CivilDate | null {
  if (!project.start) return null;
  const last = earlier(project.end ?? window.today, addDays(window.today, -4));
  const length = daysBetween(project.start, last);
  return length < 10 ? null : workingDayOnOrAfter(addDays(project.start, random.int(3, length - 4)));
}

/** Also plans each project's purchases that are not rebilled. The contracts whose order is counted to the euro buy nothing. */
export function buyForProjects(projects: readonly Project[], window: Window, random: Random): Purchase[] {
  const purchases: Purchase[] = [];
  for (const project of projects) {
    const isCounted = project.team?.story === 'outgrows_ceiling' || project.team?.story === 'order_nearly_used';
    if (isCounted || project.status === 'prevu') continue;
    const isFixedPrice =
      project.contract === 'forfait' || project.contract === 'forfait_agile' || project.contract === 'hybride';
    if (isFixedPrice && random.chance(0.6)) {
      const cents = random.int(12, 48) * 10_000 - random.int(0, 99) * 25;
      const date = someDay(project, window, random);
      if (date)
        purchases.push({
          project,
          date,
          label: random.pick(OWN_PURCHASES),
          cents,
          isRebilled: false,
          rebilledPercent: null,
        });
      project.plannedPurchasesCents = Math.ceil(cents / 10_000) * 10_000 + (project.status === 'en_cours' ? 50_000 : 0);
    }
    if (project.contract === 'forfait' || project.contract === 'forfait_agile' || !random.chance(0.6)) continue;
    for (let i = random.int(1, 3); i > 0; i -= 1) {
      const date = someDay(project, window, random);
      const percent = random.pick([null, null, 100, 105, 110]);
      if (date)
        purchases.push({
          project,
          date,
          label: random.pick(REBILLED_PURCHASES),
          cents: random.int(9000, 72_000),
          isRebilled: true,
          rebilledPercent: percent,
        });
    }
  }
  return purchases.sort((a, b) => compareText(a.date, b.date));
}

/** What the client pays for a purchase, in cents. */
export function rebilledCents(purchase: Purchase): number {
  return purchase.isRebilled ? Math.round((purchase.cents * (purchase.rebilledPercent ?? 100)) / 100) : 0;
}
