// The money of a contract as the engine wants it, whether it is still a quote's or already a project's.
import type { ContractAmounts } from '../contract/kinds.ts';

type ContractRow = Omit<ContractAmounts, 'kind'> & { readonly contractKind: ContractAmounts['kind'] };

/** A row that carries a contract (quote version, project), without what is not the contract's. */
export function amountsOf(row: ContractRow): ContractAmounts {
  const { contractKind, startsOn, endsOn, fixedPriceCents, ceilingCents, monthlyFeeCents } = row;
  const { includedUnits, unitPriceCents, carryOverMonths, plannedPurchasesCents } = row;
  return {
    kind: contractKind,
    startsOn,
    endsOn,
    fixedPriceCents,
    ceilingCents,
    monthlyFeeCents,
    includedUnits,
    unitPriceCents,
    carryOverMonths,
    plannedPurchasesCents,
  };
}
