// How much each reason to choose somebody weighs. The firm may set its own (setting `staffing_weights`); what is not
// known of a need or of a person is left out of the mean, never counted as a fault.

export const STAFFING_TERMS = [
  'skills',
  'profile',
  'availability',
  'margin',
  'continuity',
  'place',
  'remote',
  'wish',
  'text',
] as const;
export type StaffingTerm = (typeof STAFFING_TERMS)[number];

export type StaffingWeights = Readonly<Record<StaffingTerm, number>>;

/** The profile sold comes first, then being there for the days, then knowing how; euros do not choose alone. */
export const DEFAULT_WEIGHTS: StaffingWeights = {
  profile: 30,
  availability: 25,
  skills: 20,
  margin: 10,
  continuity: 10,
  place: 5,
  remote: 5,
  wish: 5,
  text: 20,
};

/** The weights that the firm set, over the usual ones; anything that is not a number from 0 to 100 is left aside. */
export function readWeights(setting: unknown): StaffingWeights {
  if (setting === null || typeof setting !== 'object') return DEFAULT_WEIGHTS;
  const given = setting as Readonly<Record<string, unknown>>;
  const weights: Record<StaffingTerm, number> = { ...DEFAULT_WEIGHTS };
  for (const term of STAFFING_TERMS) {
    const weight = given[term];
    if (typeof weight === 'number' && weight >= 0 && weight <= 100) weights[term] = weight;
  }
  return weights;
}
