// What a day may be billed under: an order that is open that day (rule 7), one invoice and no more (rule 9), the price of
// its contract (rule 22), and for a subcontractor the days that the client signed for (rule 17).
import { isTimeBilled } from '../contract/kinds.ts';
import { sayDate, sayDays, sayEurosAndCents } from '../french.ts';
import { isWithin, lastDayOf, type Month } from '../periods.ts';
import { matchSubcontractor } from '../subcontractor-match.ts';
import type { CheckedOrder, CheckedProject, CheckedRow, CraCheckFacts } from './facts.ts';
import { makeFinding, quartersOf, timeKey, type CraFinding, type Fix } from './finding.ts';

function isOpen(order: CheckedOrder, row: CheckedRow): boolean {
  return isWithin(row.date, order.startsOn, order.endsOn);
}

/** Orders rule days that are billed as days; where the client wants one before any work, every day. */
function needsOrder(project: CheckedProject, row: CheckedRow): boolean {
  if (project.kind === 'interne' || row.state === 'brouillon') return false;
  const byDay = isTimeBilled(project.kind) || (project.kind === 'hybride' && row.rated);
  return project.orderRequired || (byDay && project.orders.length > 0);
}

/** The order that ended is prolonged to the month's end; with none in the month, the block is lifted for it. */
function openOrder(code: string, project: CheckedProject, rows: readonly CheckedRow[], month: Month): Fix | null {
  const first = rows[0]?.date ?? '';
  const ended = project.orders.filter(({ endsOn }) => endsOn !== null && endsOn < first);
  const last = ended.toSorted((a, b) => ((a.endsOn ?? '') < (b.endsOn ?? '') ? -1 : 1)).at(-1);
  if (last) return { command: 'extend_purchase_order', input: { number: last.number, endsOn: lastDayOf(month) } };
  const openInMonth = project.orders.some(
    ({ startsOn, endsOn }) => (startsOn ?? '') <= lastDayOf(month) && (endsOn === null || endsOn >= `${month}-01`),
  );
  if (openInMonth) return null;
  return {
    command: 'override_po_block',
    input: { project: code, month, reason: 'Bon de commande attendu du client' },
  };
}

export function checkOrders(facts: CraCheckFacts): CraFinding[] {
  const byProject = Map.groupBy(facts.rows, ({ project }) => project);
  return [...byProject].flatMap(([code, all]) => {
    const project = facts.projects.get(code);
    if (!project || project.orderOverridden) return [];
    const rows = all
      .filter((row) => needsOrder(project, row) && !project.orders.some((order) => isOpen(order, row)))
      .toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
    const [first] = rows;
    if (!first) return [];
    const days = sayDays(quartersOf(rows) / 4);
    const why = project.orders.length === 0 ? 'sans bon de commande' : 'hors des dates de ses bons de commande';
    return [
      makeFinding('order_closed', {
        consultant: first.consultant,
        project: code,
        date: first.date,
        quarterDays: quartersOf(rows),
        sentence: `${days} sur ${code} à partir du ${sayDate(first.date)}, ${why}.`,
        evidence: [...rows.map(timeKey), ...project.orders.map(({ number }) => `commande/${number}`)],
        fix: openOrder(code, project, rows, facts.month),
      }),
    ];
  });
}

/** One day on two live invoices: a credit note of one of them is a person's choice. */
export function checkBilledTwice(facts: CraCheckFacts): CraFinding[] {
  return facts.rows
    .filter(({ invoices }) => invoices.length > 1)
    .map((row) =>
      makeFinding('billed_twice', {
        consultant: row.consultant,
        project: row.project,
        date: row.date,
        quarterDays: row.quarterDays,
        sentence: `${sayDays(row.quarterDays / 4)} le ${sayDate(row.date)} sur ${row.project}, facturé(s) deux fois : ${row.invoices.join(', ')}.`,
        evidence: [timeKey(row), ...row.invoices.map((number) => `facture/${number}`)],
        fix: null,
      }),
    );
}

/** Billed at another price than the contract's of that day: a consultant and project each. */
export function checkBilledRates(facts: CraCheckFacts): CraFinding[] {
  const wrong = facts.rows.filter((row) => row.billedRateCents !== null && row.billedRateCents !== row.dailyRateCents);
  return [...Map.groupBy(wrong, ({ consultant, project }) => JSON.stringify([consultant, project])).values()].flatMap(
    (rows) => {
      const [first] = rows;
      if (!first) return [];
      const gap = `${sayEurosAndCents((first.billedRateCents ?? 0) / 100)} au lieu de ${sayEurosAndCents(first.dailyRateCents / 100)}`;
      return [
        makeFinding('rate_differs', {
          consultant: first.consultant,
          project: first.project,
          date: first.date,
          quarterDays: quartersOf(rows),
          sentence: `${sayDays(quartersOf(rows) / 4)} sur ${first.project} facturé(s) ${gap}, TJM du contrat à partir du ${sayDate(first.date)}.`,
          evidence: rows.flatMap((row) => [timeKey(row), ...row.invoices.map((number) => `facture/${number}`)]),
          fix: null,
        }),
      ];
    },
  );
}

/** A subcontractor bills other days than those signed for; a price that differs is found money's matter. */
export function checkSubcontractors(facts: CraCheckFacts): CraFinding[] {
  return facts.billedMonths
    .filter(({ month }) => month === facts.month)
    .flatMap((billed) => {
      const found = matchSubcontractor(billed.worked, billed).find(({ kind }) => kind === 'days_differ');
      if (!found) return [];
      return [
        makeFinding('subcontractor_days', {
          consultant: billed.consultant,
          quarterDays: billed.quarterDays,
          sentence: `${found.sentence}.`,
          evidence: [
            ...billed.numbers.map((number) => `facture_fournisseur/${billed.consultant}/${number}`),
            ...facts.rows.filter(({ consultant }) => consultant === billed.consultant).map(timeKey),
          ],
          fix: null,
        }),
      ];
    });
}
