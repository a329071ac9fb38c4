// How a contract lets expenses be rebilled (DOMAIN.md, §2, frais refacturables).

/** reel: at their cost; forfait: each at the agreed amount; plafond: at their cost, up to the agreed amount each. */
export const EXPENSE_POLICIES = ['reel', 'forfait', 'plafond'] as const;
export type ExpensePolicyKind = (typeof EXPENSE_POLICIES)[number];

export type ExpensePolicy = { readonly kind: ExpensePolicyKind; readonly amountCents: number | null };

/**
 * What is asked of the client for an expense, HT; null: its cost.
 * @param policy null: the contract says nothing, and an expense is rebilled at its cost.
 */
export function rebilledExpenseCents(costCents: number, policy: ExpensePolicy | null): number | null {
  const agreedCents = policy?.amountCents ?? null;
  if (policy === null || agreedCents === null || policy.kind === 'reel') return null;
  if (policy.kind === 'forfait') return agreedCents;
  return costCents <= agreedCents ? null : agreedCents;
}
