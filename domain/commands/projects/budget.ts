// The budget of a project, what was sold a profile: written whole, and its consequences on every figure.
import { z } from 'zod';
import type { BudgetLine, ProjectFacts, RemainingWork } from '../../contract/facts.ts';
import { isTimeBilled } from '../../contract/kinds.ts';
import type { Costs } from '../../report-rights.ts';
import { NOT_FOUND, refuse, type Refusal, type RowChange } from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';
import { code, days, euros } from '../inputs.ts';
import type { BudgetRow, ProfileCommandRow, ProjectCommandRow, QuoteLineRow, RafRow } from '../rows.ts';

export const budgetFields = z
  .array(
    z.strictObject({
      profile: code,
      days,
      dailyRate: euros.nullable().default(null),
      plannedDailyCost: euros.nullable().default(null),
    }),
  )
  .max(50);
type BudgetWish = z.output<typeof budgetFields>;

/** What a budget is changed from: its lines, the RAF declared, the profiles' own costs, what the client signed. */
export type BudgetFacts = {
  readonly budget: readonly BudgetRow[];
  readonly raf: readonly RafRow[];
  readonly profiles: readonly ProfileCommandRow[];
  readonly quoted: readonly QuoteLineRow[];
};

export async function readBudgetFacts(project: ProjectCommandRow | null, read: FirmReader): Promise<BudgetFacts> {
  const profiles = await read.find('profile', {});
  if (!project) return { budget: [], raf: [], profiles, quoted: [] };
  const quotes = project.opportunity === null ? [] : await read.find('quote', { opportunity: project.opportunity });
  const signed = quotes.findLast(({ signedVersion }) => signedVersion !== null);
  return {
    budget: await read.find('budget', { project: project.code }),
    raf: await read.find('raf', { project: project.code }),
    profiles,
    quoted:
      signed?.signedVersion == null
        ? []
        : await read.find('quoteLine', { quote: signed.code, version: signed.signedVersion }),
  };
}

export function budgetRowsOf(project: string, wish: BudgetWish): BudgetRow[] {
  return wish.map(({ profile, days: quarterDays, dailyRate, plannedDailyCost }) => ({
    project,
    profile,
    quarterDays,
    dailyRateCents: dailyRate,
    plannedDailyCostCents: plannedDailyCost,
  }));
}

/** Null: every profile is known, and once. */
export function refuseBudget(wish: BudgetWish, profiles: readonly ProfileCommandRow[]): Refusal | null {
  const unknown = wish.find(({ profile }) => !profiles.some(({ name }) => name === profile));
  if (unknown) return refuse(NOT_FOUND, `Profil inconnu : ${unknown.profile}.`);
  if (new Set(wish.map(({ profile }) => profile)).size < wish.length)
    return refuse('profile_twice', 'Un profil est au budget deux fois.');
  return null;
}

function isSameLine(a: BudgetRow, b: BudgetRow): boolean {
  return (
    a.quarterDays === b.quarterDays &&
    a.dailyRateCents === b.dailyRateCents &&
    a.plannedDailyCostCents === b.plannedDailyCostCents
  );
}

/** The lines that differ; those that are not in the new budget are removed. */
export function changeBudget(before: readonly BudgetRow[], after: readonly BudgetRow[]): RowChange<'budget'>[] {
  const rows: RowChange<'budget'>[] = [];
  for (const line of before) {
    if (!after.some(({ profile }) => profile === line.profile))
      rows.push({ entity: 'budget', before: line, after: null });
  }
  for (const line of after) {
    const known = before.find(({ profile }) => profile === line.profile) ?? null;
    if (!known || !isSameLine(known, line)) rows.push({ entity: 'budget', before: known, after: line });
  }
  return rows;
}

/**
 * Profiles whose TJM goes under what the client signed (without a quote: under the budget's), as one would staff
 * under the quote: a second person's decision (COMMANDS.md, staffing). Without a TJM, days billed by the day bring nothing.
 */
export function profilesUnderQuote(
  project: ProjectCommandRow,
  facts: BudgetFacts,
  after: readonly BudgetRow[],
): string[] {
  const profiles = new Set([...facts.budget, ...facts.quoted].map(({ profile }) => profile));
  return [...profiles].filter((profile) => {
    const rateIn = (lines: readonly (BudgetRow | QuoteLineRow)[]) =>
      lines.find((line) => line.profile === profile)?.dailyRateCents ?? null;
    const [known, asked] = [rateIn(facts.budget), rateIn(after)];
    const sold = rateIn(facts.quoted) ?? known;
    if (asked === known || sold === null) return false;
    return asked === null ? isTimeBilled(project.contractKind) : asked < sold;
  });
}

function plannedCostOf(budget: readonly BudgetRow[], profiles: readonly ProfileCommandRow[], profile: string): number {
  return (
    budget.find((line) => line.profile === profile)?.plannedDailyCostCents ??
    profiles.find(({ name }) => name === profile)?.plannedDailyCostCents ??
    0
  );
}

export function budgetLinesOf(budget: readonly BudgetRow[], profiles: readonly ProfileCommandRow[]): BudgetLine[] {
  return budget.map(({ profile, quarterDays, dailyRateCents }) => ({
    profile,
    quarterDays,
    dailyRateCents,
    plannedDailyCostCents: plannedCostOf(budget, profiles, profile),
  }));
}

/** Days left: as declared where a RAF was, else the new budget less what was counted (REPORTS.md, "RAF"). */
function remainingOf(
  facts: ProjectFacts,
  lines: readonly BudgetLine[],
  known: BudgetFacts,
  budget: readonly BudgetRow[],
) {
  if (facts.closed) return [];
  const declared = new Set(
    known.raf.filter(({ declaredOn }) => declaredOn <= facts.asOf).map(({ profile }) => profile),
  );
  const profiles = new Set([...lines.map(({ profile }) => profile), ...declared]);
  return [...profiles].map((profile): RemainingWork => {
    const sold = lines.find((line) => line.profile === profile);
    const counted = facts.time.reduce((total, time) => total + (time.profile === profile ? time.quarterDays : 0), 0);
    const left = declared.has(profile)
      ? (facts.remaining.find((line) => line.profile === profile)?.quarterDays ?? 0)
      : Math.max(0, (sold?.quarterDays ?? 0) - counted);
    return {
      profile,
      quarterDays: left,
      dailyRateCents: sold?.dailyRateCents ?? null,
      plannedDailyCostCents: plannedCostOf(budget, known.profiles, profile),
    };
  });
}

/** The project's facts under another budget: days without a TJM of their own are worth the budget's, standard costs follow it. */
export function withBudget(
  facts: ProjectFacts,
  budget: readonly BudgetRow[],
  known: BudgetFacts,
  costs: Costs,
): ProjectFacts {
  const lines = budgetLinesOf(budget, known.profiles);
  const rateOf = (profile: string) => lines.find((line) => line.profile === profile)?.dailyRateCents ?? 0;
  return {
    ...facts,
    budget: lines,
    time: facts.time.map((time) => ({
      ...time,
      valueQuarterCents: time.rated ? time.valueQuarterCents : time.quarterDays * rateOf(time.profile),
      costQuarterCents:
        costs === 'real'
          ? time.costQuarterCents
          : time.quarterDays * plannedCostOf(budget, known.profiles, time.profile),
    })),
    remaining: remainingOf(facts, lines, known, budget),
  };
}
