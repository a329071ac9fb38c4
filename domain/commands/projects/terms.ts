// What a project's contract says, as people write it: amounts in euros, dates, milestones; and what each kind of
// contract demands of it (DOMAIN.md, §2).
import { z } from 'zod';
import { CONTRACT_KINDS, type ContractKind } from '../../contract/kinds.ts';
import { sayEurosAndCents } from '../../french.ts';
import { refuse, type Refusal, type RowChange } from '../command.ts';
import { civilDate, code, decimal, euros, shortText } from '../inputs.ts';
import type { MilestoneRow, ProjectCommandRow } from '../rows.ts';

/** Each may be left out (kept as it is) or null (none). */
export const contractFields = {
  contractKind: z.enum(CONTRACT_KINDS).optional(),
  startsOn: civilDate.nullable().optional(),
  endsOn: civilDate.nullable().optional(),
  fixedPrice: euros.nullable().optional(),
  ceiling: euros.nullable().optional(),
  monthlyFee: euros.nullable().optional(),
  includedUnits: decimal.nullable().optional(),
  unitPrice: euros.nullable().optional(),
  carryOverMonths: z.number().int().nonnegative().max(120).nullable().optional(),
  plannedPurchases: euros.nullable().optional(),
};
const shape = z.strictObject(contractFields);
type ContractWish = z.output<typeof shape>;

export const milestoneFields = z
  .array(
    z.strictObject({
      code,
      label: shortText.nullable().default(null),
      plannedOn: civilDate.nullable().default(null),
      amount: euros,
    }),
  )
  .max(100);
type MilestoneWish = z.output<typeof milestoneFields>[number];

type ContractTerms = Pick<
  ProjectCommandRow,
  | 'fixedPriceCents'
  | 'ceilingCents'
  | 'monthlyFeeCents'
  | 'includedUnits'
  | 'unitPriceCents'
  | 'carryOverMonths'
  | 'plannedPurchasesCents'
>;
type Amount = Exclude<keyof ContractTerms, 'plannedPurchasesCents'>;

/** The amounts that a kind of contract is made of; purchases may be planned in any. */
const AMOUNTS_OF_KIND: Readonly<Record<ContractKind, readonly Amount[]>> = {
  regie: [],
  regie_plafonnee: ['ceilingCents'],
  forfait: ['fixedPriceCents'],
  hybride: ['fixedPriceCents'],
  forfait_agile: [],
  tma: ['monthlyFeeCents', 'includedUnits', 'unitPriceCents', 'carryOverMonths'],
  interne: [],
};
/** Without these the contract cannot be priced. */
const REQUIRED_AMOUNTS: Readonly<Partial<Record<ContractKind, Amount>>> = {
  regie_plafonnee: 'ceilingCents',
  forfait: 'fixedPriceCents',
  hybride: 'fixedPriceCents',
  tma: 'monthlyFeeCents',
};
const AMOUNT_LABELS: Readonly<Record<Amount, string>> = {
  fixedPriceCents: 'le montant du forfait',
  ceilingCents: 'le plafond',
  monthlyFeeCents: 'le forfait mensuel',
  includedUnits: 'les unités incluses',
  unitPriceCents: "le prix de l'unité",
  carryOverMonths: 'les mois de report',
};
const ALL_AMOUNTS = Object.keys(AMOUNT_LABELS) as Amount[];

/** The wish in the row's own names; what was left out stays undefined. */
function fieldsOf(asked: ContractWish): { [F in keyof ProjectCommandRow]?: ProjectCommandRow[F] | undefined } {
  return {
    contractKind: asked.contractKind,
    startsOn: asked.startsOn,
    endsOn: asked.endsOn,
    fixedPriceCents: asked.fixedPrice,
    ceilingCents: asked.ceiling,
    monthlyFeeCents: asked.monthlyFee,
    includedUnits: asked.includedUnits,
    unitPriceCents: asked.unitPrice,
    carryOverMonths: asked.carryOverMonths,
    plannedPurchasesCents: asked.plannedPurchases,
  };
}

/** The project under the contract asked for: amounts that are no part of its kind are dropped, or refused when asked. */
export function withContract(project: ProjectCommandRow, asked: ContractWish): ProjectCommandRow | Refusal {
  const given = Object.fromEntries(Object.entries(fieldsOf(asked)).filter(([, value]) => value !== undefined));
  const after: ProjectCommandRow = { ...project, ...given };
  const own = AMOUNTS_OF_KIND[after.contractKind];
  for (const amount of ALL_AMOUNTS) {
    if (own.includes(amount)) continue;
    if ((given[amount] ?? null) !== null)
      return refuse('terms_foreign', `Un contrat ${after.contractKind} ne comporte pas ${AMOUNT_LABELS[amount]}.`);
    after[amount] = null;
  }
  const required = REQUIRED_AMOUNTS[after.contractKind];
  if (required && after[required] === null)
    return refuse('terms_incomplete', `Il manque ${AMOUNT_LABELS[required]} au contrat ${after.contractKind}.`);
  if (after.contractKind === 'tma' && (after.startsOn === null || after.endsOn === null))
    return refuse('terms_incomplete', 'Une TMA a un début et une fin.');
  if (after.contractKind !== 'interne' && after.client === null)
    return refuse('client_missing', `Un contrat ${after.contractKind} a un client.`);
  if (after.startsOn !== null && after.endsOn !== null && after.endsOn < after.startsOn)
    return refuse('end_before_start', 'La fin précède le début.');
  return after;
}

export function totalOf(rows: readonly { readonly amountCents: number }[]): number {
  return rows.reduce((total, { amountCents }) => total + amountCents, 0);
}

/** The milestones of a price add up to it: the last one absorbs the rounding (DOMAIN.md, §2). Null: they do, or there are none. */
export function refuseSchedule(project: ProjectCommandRow, milestones: readonly MilestoneRow[]): Refusal | null {
  const price = project.fixedPriceCents;
  if (price === null || milestones.length === 0 || totalOf(milestones) === price) return null;
  return refuse(
    'milestones_sum',
    `Les jalons font ${sayEurosAndCents(totalOf(milestones) / 100)} pour un prix de ${sayEurosAndCents(price / 100)} : le dernier absorbe l'arrondi.`,
  );
}

export type Schedule = { readonly milestones: readonly MilestoneRow[]; readonly rows: readonly RowChange[] };

/** The milestones to come, replaced by those given; what was accepted stays as it was signed. */
export function replaceMilestones(
  project: string,
  stored: readonly MilestoneRow[],
  given: readonly MilestoneWish[],
): Schedule | Refusal {
  if (new Set(given.map(({ code: own }) => own)).size < given.length)
    return refuse('milestone_twice', 'Un jalon est donné deux fois.');
  const milestones: MilestoneRow[] = [];
  const rows: RowChange[] = [];
  for (const before of stored) {
    const wish = given.find(({ code: own }) => own === before.code);
    if (before.acceptedOn === null) {
      if (!wish) rows.push({ entity: 'milestone', before, after: null });
      continue;
    }
    if (wish && wish.amount !== before.amountCents)
      return refuse('milestone_accepted', `Le jalon ${before.code} est recetté : son montant ne change plus.`);
    milestones.push(before);
  }
  for (const { amount, ...wish } of given) {
    const before = stored.find(({ code: own }) => own === wish.code) ?? null;
    if (before && before.acceptedOn !== null) continue;
    const after: MilestoneRow = { project, ...wish, amountCents: amount, acceptedOn: null };
    milestones.push(after);
    if (JSON.stringify(before) !== JSON.stringify(after)) rows.push({ entity: 'milestone', before, after });
  }
  return { milestones, rows };
}
