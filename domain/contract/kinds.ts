// The kinds of contract an ESN signs, and the parts (terms) each is made of. There is no code path per kind:
// a régie plafonnée is a régie with a ceiling, an hybride is a fixed-price lot beside rated days.

export const CONTRACT_KINDS = [
  'regie',
  'regie_plafonnee',
  'forfait',
  'hybride',
  'forfait_agile',
  'tma',
  'interne',
] as const;
export type ContractKind = (typeof CONTRACT_KINDS)[number];

export const CONTRACT_LABELS: Readonly<Record<ContractKind, string>> = {
  regie: 'Régie',
  regie_plafonnee: 'Régie plafonnée',
  forfait: 'Forfait',
  hybride: 'Hybride',
  forfait_agile: 'Forfait agile',
  tma: 'TMA',
  interne: 'Interne',
};

/** What a contract of each kind says in figures, beside its days and its purchases; the rest is not part of it. */
export const CONTRACT_FIGURES: Readonly<Record<ContractKind, readonly string[]>> = {
  regie: [],
  regie_plafonnee: ['ceiling'],
  forfait: ['fixedPrice', 'milestones'],
  hybride: ['fixedPrice', 'milestones'],
  forfait_agile: ['milestones'],
  tma: ['monthlyFee', 'includedUnits', 'unitPrice', 'carryOverMonths'],
  interne: [],
};

/** The money of a contract as it was signed; null: not part of this contract. */
export type ContractAmounts = {
  readonly kind: ContractKind;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly fixedPriceCents: number | null;
  readonly ceilingCents: number | null;
  readonly monthlyFeeCents: number | null;
  /** Units included in each month's fee, as a decimal text ("12.5"). */
  readonly includedUnits: string | null;
  readonly unitPriceCents: number | null;
  readonly carryOverMonths: number | null;
  readonly plannedPurchasesCents: number | null;
};

export type TimeAndMaterials = {
  readonly kind: 'time_and_materials';
  readonly ceilingCents: number | null;
  /** true: only the days on an assignment with a TJM (and the profiles whose budget has one). */
  readonly ratedOnly: boolean;
};

export type FixedPrice = {
  readonly kind: 'fixed_price';
  readonly priceCents: number;
  /** true: the lot is what the rated days of the same contract leave. */
  readonly unratedOnly: boolean;
};

export type AcceptedSprints = { readonly kind: 'accepted_sprints' };

export type ManagedService = {
  readonly kind: 'managed_service';
  readonly startsOn: string;
  readonly endsOn: string;
  readonly monthlyFeeCents: number;
  readonly includedUnits: string;
  readonly unitPriceCents: number;
  readonly carryOverMonths: number;
};

export type RebillableExpenses = { readonly kind: 'rebillable_expenses' };

export type Term = TimeAndMaterials | FixedPrice | AcceptedSprints | ManagedService | RebillableExpenses;

const EXPENSES: RebillableExpenses = { kind: 'rebillable_expenses' };

function managedService(amounts: ContractAmounts): ManagedService {
  if (amounts.startsOn === null || amounts.endsOn === null) throw new Error('a TMA has a first and a last day');
  return {
    kind: 'managed_service',
    startsOn: amounts.startsOn,
    endsOn: amounts.endsOn,
    monthlyFeeCents: amounts.monthlyFeeCents ?? 0,
    includedUnits: amounts.includedUnits ?? '0',
    unitPriceCents: amounts.unitPriceCents ?? 0,
    carryOverMonths: amounts.carryOverMonths ?? 0,
  };
}

/** The terms of a contract; rebilled purchases are part of every one. */
export function composeTerms(amounts: ContractAmounts): Term[] {
  const priceCents = amounts.fixedPriceCents ?? 0;
  switch (amounts.kind) {
    case 'regie':
      return [{ kind: 'time_and_materials', ceilingCents: null, ratedOnly: false }, EXPENSES];
    case 'regie_plafonnee':
      return [{ kind: 'time_and_materials', ceilingCents: amounts.ceilingCents, ratedOnly: false }, EXPENSES];
    case 'forfait':
      return [{ kind: 'fixed_price', priceCents, unratedOnly: false }, EXPENSES];
    case 'hybride':
      return [
        { kind: 'time_and_materials', ceilingCents: null, ratedOnly: true },
        { kind: 'fixed_price', priceCents, unratedOnly: true },
        EXPENSES,
      ];
    case 'forfait_agile':
      return [{ kind: 'accepted_sprints' }, EXPENSES];
    case 'tma':
      return [managedService(amounts), EXPENSES];
    case 'interne':
      return [EXPENSES];
  }
}

/** régie and régie plafonnée: every day is billed at its TJM. */
export function isTimeBilled(kind: ContractKind): boolean {
  return kind === 'regie' || kind === 'regie_plafonnee';
}

/** Is a day billed by its TJM? In an hybride only on an assignment that has one. */
export function isTimeBilledPart(kind: ContractKind, onRatedAssignment: boolean): boolean {
  return isTimeBilled(kind) || (kind === 'hybride' && onRatedAssignment);
}
