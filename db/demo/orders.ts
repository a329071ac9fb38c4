// The purchase orders of the clients that require one: enough for the work, but for the one that has run out; one
// is nearly used, one ends within the month.
import { addDays, earlier } from '../../domain/civil-dates.ts';
import { monthOf, monthsBetween } from '../../domain/periods.ts';
import type { Order, Project, Purchase } from './facts.ts';
import type { Random } from './random.ts';
import { rebilledCents } from './deliveries.ts';
import type { WorkSums } from './timesheets.ts';
import type { Window } from './window.ts';

const roundUp = (cents: number, step: number): number => Math.ceil(cents / step) * step;

/** Share of the order that is used today, where the story wants it nearly used (the report tells from 0.8). */
const NEARLY_USED_SHARE = 0.91;
/** An order of running work is never used beyond this share, so that the nearly used one stands out. */
const LARGEST_USUAL_SHARE = 0.74;

function doneCents(sums: WorkSums | undefined): number {
  let quarterCents = 0;
  for (const value of sums?.valueByMonth.values() ?? []) quarterCents += value;
  return quarterCents / 4;
}

function timeBilledCents(project: Project, sums: WorkSums | undefined): number {
  const sold = project.budget.reduce((sum, row) => sum + (row.quarters * (row.rateCents ?? 0)) / 4, 0);
  return roundUp(Math.max(sold * 1.03, doneCents(sums) / LARGEST_USUAL_SHARE), 10_000);
}

function orderedCents(project: Project, sums: WorkSums | undefined): number {
  if (project.team?.story === 'order_nearly_used') return roundUp(doneCents(sums) / NEARLY_USED_SHARE, 10_000);
  if (project.contract === 'regie') return timeBilledCents(project, sums);
  if (project.contract === 'regie_plafonnee') return project.ceilingCents ?? 0;
  if (project.contract === 'hybride') return (project.fixedPriceCents ?? 0) + timeBilledCents(project, sums);
  if (project.contract !== 'tma') return project.fixedPriceCents ?? 0;
  const months = monthsBetween(monthOf(project.start ?? ''), monthOf(project.end ?? '')).length;
  return roundUp((project.monthlyFeeCents ?? 0) * months * 1.2, 100_000);
}

/** The running projects' orders: those of finished work are filed away. */
export function placeOrders(
  projects: readonly Project[],
  exhausted: { project: Project; cents: number },
  purchases: readonly Purchase[],
  sums: ReadonlyMap<Project, WorkSums>,
  window: Window,
  random: Random,
): Order[] {
  const orders: Order[] = [];
  for (const project of projects) {
    const { client, start, end } = project;
    if (!client?.needsOrder || !start || !end || project.status !== 'en_cours') continue;
    const rebilled = purchases.reduce(
      (sum, purchase) => sum + (purchase.project === project ? rebilledCents(purchase) : 0),
      0,
    );
    const isExpiring = project.team?.story === 'order_expires';
    orders.push({
      number: `BC-${start.slice(2, 4)}-${String(orders.length + 1).padStart(4, '0')}`,
      client,
      project,
      cents:
        exhausted.project === project
          ? exhausted.cents
          : orderedCents(project, sums.get(project)) + roundUp(rebilled, 10_000),
      start: earlier(start, addDays(start, -random.int(0, 5))),
      end: isExpiring ? addDays(window.today, random.int(11, 24)) : addDays(end, 45),
    });
  }
  return orders;
}
