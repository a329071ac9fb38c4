// What a person does not see of a change: the cost of somebody, for who is neither direction nor DAF; any cost and any
// margin, for who works without them (COMMANDS.md, "Roles": standard costs, adv "no cost, no margin").
import type { Effect, EuroEffect, IndicatorEffect, RowChange } from './commands/command.ts';
import type { EntityName } from './commands/rows.ts';
import type { Role } from './roles.ts';

/** Rows that tell what a person costs, and who sees them. */
const COST_ROWS: Partial<Record<EntityName, readonly Role[]>> = {
  costRate: ['direction', 'daf'],
  assignmentCost: ['direction', 'daf'],
  // Adv and responsables record what a supplier sends them.
  supplierInvoice: ['direction', 'daf', 'adv', 'responsable'],
  // Adv pay them.
  supplierPayment: ['direction', 'daf', 'adv'],
  supplierLineMatch: ['direction', 'daf', 'adv'],
};

/**
 * The roles by which a person sees costs: who has a role that the firm's policy gives the real costs (real_costs_for)
 * sees in a change what the DAF sees of it.
 */
export function costRolesOf({ roles, realCostRoles = [] }: CostReader): readonly Role[] {
  return realCostRoles.length === 0 ? roles : [...roles, 'daf'];
}

type CostReader = { readonly roles: readonly Role[]; readonly realCostRoles?: readonly Role[] };

const REAL_COSTS: readonly Role[] = ['direction', 'daf'];
/** The cost of a profile, and margins at that cost. */
const STANDARD_COSTS: readonly Role[] = ['direction', 'daf', 'commercial', 'responsable'];

/** Columns at the standard cost. */
const STANDARD_COLUMNS = ['plannedDailyCostCents'];
/** What a closing kept: what the month cost, and what it earned over that. */
const REAL_COLUMNS = ['closedFigures'];

const TELLS_STANDARD = /pr[ée]vue?s?|standard/i;
const TELLS_COST = /co[ûu]ts?\b|\bcjm\b|salaire/i;
const TELLS_MARGIN = /marge/i;

export type Withheld<T> = T & { readonly withheld?: readonly string[] };

function holds(roles: readonly Role[], among: readonly Role[]): boolean {
  return among.some((role) => roles.includes(role));
}

function mayReadLabel(label: string, roles: readonly Role[]): boolean {
  if (TELLS_COST.test(label)) return holds(roles, TELLS_STANDARD.test(label) ? STANDARD_COSTS : REAL_COSTS);
  return !TELLS_MARGIN.test(label) || holds(roles, STANDARD_COSTS);
}

/** The row without its columns that tell a cost. */
function blankColumns<R extends object>(row: R | null, columns: readonly string[], names: Set<string>): R | null {
  if (row === null) return null;
  const hidden = columns.filter((name) => name in row);
  for (const name of hidden) names.add(name);
  return hidden.length === 0 ? row : { ...row, ...Object.fromEntries(hidden.map((name) => [name, null])) };
}

/** The effect as these roles may see it; `withheld` names what was left out. */
export function withholdCosts(effect: Effect, roles: readonly Role[]): Withheld<Effect> {
  if (holds(roles, REAL_COSTS)) return effect;
  const names = new Set<string>();
  const rows = effect.rows.flatMap((change): RowChange[] => {
    const readers = COST_ROWS[change.entity];
    if (readers && !holds(roles, readers)) {
      names.add(change.entity);
      return [];
    }
    const columns = holds(roles, STANDARD_COSTS) ? REAL_COLUMNS : [...REAL_COLUMNS, ...STANDARD_COLUMNS];
    const [before, after] = [change.before, change.after].map((row) => blankColumns(row, columns, names));
    return [{ ...change, before, after } as RowChange];
  });
  const keep = <T extends EuroEffect | IndicatorEffect>(lines: readonly T[] | undefined): T[] =>
    (lines ?? []).filter(({ label }) => {
      if (mayReadLabel(label, roles)) return true;
      names.add(label);
      return false;
    });
  const euros = keep(effect.euros);
  const indicators = keep(effect.indicators);
  if (names.size === 0) return effect;
  // The sentence of a change whose cost is withheld may say it in numbers.
  const tells =
    TELLS_COST.test(effect.sentence) || (TELLS_MARGIN.test(effect.sentence) && !holds(roles, STANDARD_COSTS));
  const sentence = tells ? 'Un changement dont le montant ne vous est pas montré.' : effect.sentence;
  return { sentence, rows, euros, indicators, withheld: [...names] };
}

/** What was asked, without the costs that it gives; `withheld` names them. */
export function withholdCostsOfInput(input: unknown, roles: readonly Role[]): { input: unknown; withheld: string[] } {
  const names = new Set<string>();
  const blank = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(blank);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => {
        const reader = /planned/i.test(key) ? STANDARD_COSTS : REAL_COSTS;
        if (!/cost/i.test(key) || holds(roles, reader)) return [key, blank(entry)];
        names.add(key);
        return [key, null];
      }),
    );
  };
  return { input: blank(input), withheld: [...names] };
}

/** A field's name that tells a cost or what is earned over it: `cost`, `eac_margin`, `cjm`, `planned_rate`. */
const COSTLY_FIELD = /cost|cjm|marg|impact|drift|eac_rate|planned_rate/i;

/**
 * What a proposal rests on, for another reader than its author: figures of costs and margins were read with the
 * author's rights. Who does not read real costs is left with the sources, which they open by their own right.
 */
export function withholdCostsOfEvidence<E extends Readonly<Record<string, unknown>>>(
  evidence: E,
  roles: readonly Role[],
): E {
  if (holds(roles, REAL_COSTS)) return evidence;
  const isCostly = (key: string, value: unknown): boolean =>
    COSTLY_FIELD.test(key) ||
    (typeof value === 'string' && key !== 'source' && (TELLS_COST.test(value) || TELLS_MARGIN.test(value)));
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, entry]) => (isCostly(key, entry) ? [] : [[key, strip(entry)]])),
    );
  };
  return strip(evidence) as E;
}
