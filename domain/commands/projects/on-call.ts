// What a contract says of on-call work and of expenses: the project's table of rates, and how expenses are rebilled.
import { z } from 'zod';
import { EXPENSE_POLICIES } from '../../contract/expense-policy.ts';
import { sayEurosAndCents } from '../../french.ts';
import { refuse, type Refusal, type RowChange } from '../command.ts';
import { civilDate, code, euros, shortText } from '../inputs.ts';
import type { ExpensePolicyRow, OnCallRateRow } from '../rows.ts';

/** The whole table: a price from a day on, under a code that units name. */
export const onCallRateFields = z
  .array(
    z.strictObject({
      code,
      label: shortText,
      startsOn: civilDate,
      unitPrice: euros,
      /** 1.5 at night, 2 on a Sunday or a public holiday. */
      coefficient: z.number().positive().max(100).multipleOf(0.01).default(1).transform(String),
    }),
  )
  .max(100)
  .refine(
    (rates) => new Set(rates.map((rate) => `${rate.code} ${rate.startsOn}`)).size === rates.length,
    'un tarif est donné deux fois pour le même jour',
  );

export const expensePolicyFields = z
  .strictObject({ kind: z.enum(EXPENSE_POLICIES), amount: euros.nullable().default(null) })
  .refine(({ kind, amount }) => (kind === 'reel') === (amount === null), 'un montant pour le forfait ou le plafond');

type RateWish = z.output<typeof onCallRateFields>[number];
type PolicyWish = z.output<typeof expensePolicyFields>;

/** Rates that units were done at stay: what is dropped or dated later would leave units without a price. */
export function changeOnCallRates(
  project: string,
  stored: readonly OnCallRateRow[],
  given: readonly RateWish[],
  unitRates: readonly { readonly rate: string; readonly workedOn: string }[],
): RowChange[] | Refusal {
  const rows: RowChange[] = [];
  const isSame = (row: OnCallRateRow, wish: RateWish) => row.code === wish.code && row.startsOn === wish.startsOn;
  for (const before of stored)
    if (!given.some((wish) => isSame(before, wish))) rows.push({ entity: 'onCallRate', before, after: null });
  for (const { unitPrice, ...wish } of given) {
    const before = stored.find((row) => row.code === wish.code && row.startsOn === wish.startsOn) ?? null;
    const after: OnCallRateRow = { project, ...wish, unitPriceCents: unitPrice };
    if (
      before?.label === after.label &&
      before.unitPriceCents === unitPrice &&
      Number(before.coefficient) === Number(after.coefficient)
    )
      continue;
    rows.push({ entity: 'onCallRate', before, after });
  }
  const orphan = unitRates.find(
    (units) => !given.some((rate) => rate.code === units.rate && rate.startsOn <= units.workedOn),
  );
  if (orphan)
    return refuse(
      'rate_in_use',
      `Des unités ${orphan.rate} sont saisies au ${orphan.workedOn} : leur tarif commence au plus tard ce jour-là.`,
    );
  return rows;
}

export function changeExpensePolicy(
  project: string,
  before: ExpensePolicyRow | null,
  asked: PolicyWish,
): RowChange<'expensePolicy'>[] {
  const after: ExpensePolicyRow = { project, kind: asked.kind, amountCents: asked.amount };
  return before?.kind === after.kind && before.amountCents === after.amountCents
    ? []
    : [{ entity: 'expensePolicy', before, after }];
}

export function sayExpensePolicy({ kind, amount }: PolicyWish): string {
  const each = amount === null ? '' : ` ${sayEurosAndCents(amount / 100)}`;
  return { reel: 'frais au réel', forfait: `frais au forfait de${each}`, plafond: `frais plafonnés à${each}` }[kind];
}
