// Three ways to fill a place, ready to be proposed: the best on the whole, the one that earns most, the one that moves
// least. Three different people; each says what it takes from elsewhere.
import { compareCodes } from '../codes.ts';
import { sayDate, sayDays, sayEuros, sayNumber, sayPercent } from '../french.ts';
import type { Candidate } from './candidates.ts';
import { FULL_SHARE, type Offer } from './free-time.ts';
import type { Need } from './need.ts';

export const STAFFING_AIMS = ['balance', 'margin', 'stability'] as const;
export type StaffingAim = (typeof STAFFING_AIMS)[number];

export type AssignInput = {
  readonly consultant: string;
  readonly project: string | null;
  readonly opportunity: string | null;
  readonly profile: string | null;
  readonly startsOn: string;
  readonly endsOn: string | null;
  readonly quota: number;
  readonly status: 'ferme' | 'previsionnelle';
};
export type ReplaceInput = { readonly code: string; readonly consultant: string; readonly from: string };

export type ReadyCommand =
  | { readonly command: 'assign_consultant'; readonly input: AssignInput }
  | { readonly command: 'replace_consultant'; readonly input: ReplaceInput };

export type Alternative = {
  readonly aim: StaffingAim;
  readonly candidate: Candidate;
  readonly ready: ReadyCommand;
  readonly sentence: string;
};

type Offered = {
  readonly offer: Offer | null;
  readonly person: { readonly code: string };
  readonly takesOver: boolean;
};

/** The command that books whom is offered, as the doors take it. A successor who cannot take all over is booked beside. */
export function readyCommand(need: Need, { offer, person, takesOver }: Offered): ReadyCommand | null {
  if (!offer || (need.project === null && need.opportunity === null)) return null;
  if (need.replaces && takesOver)
    return {
      command: 'replace_consultant',
      input: { code: need.replaces.assignment, consultant: person.code, from: offer.startsOn },
    };
  return {
    command: 'assign_consultant',
    input: {
      consultant: person.code,
      project: need.project,
      opportunity: need.opportunity,
      profile: need.profile,
      startsOn: offer.startsOn,
      endsOn: offer.endsOn,
      quota: offer.share / FULL_SHARE,
      status: need.project === null ? 'previsionnelle' : 'ferme',
    },
  };
}

/** Of those who score near the best, the others are not offered: cheap or near, but the wrong person. */
const NEAR_THE_BEST = 0.7;

function byMargin(a: Candidate, b: Candidate): number {
  return (b.marginCents ?? 0) - (a.marginCents ?? 0) || compareCodes(a.person.code, b.person.code);
}

/** Nobody is taken from elsewhere, the client knows them, they stay to the end. */
function byStability(a: Candidate, b: Candidate): number {
  const continuity = ({ terms }: Candidate) => terms.find(({ term }) => term === 'continuity')?.value ?? 0;
  return (
    a.displaced.length - b.displaced.length ||
    continuity(b) - continuity(a) ||
    b.coverage - a.coverage ||
    b.score - a.score ||
    compareCodes(a.person.code, b.person.code)
  );
}

function sayAlternative(
  need: Need,
  { person, offer, coverage, score, marginCents, marginRate, displaced }: Candidate,
): string {
  if (!offer) throw new Error('an alternative is an offer');
  const part = coverage < 1 ? ` (${sayPercent(coverage)} du besoin)` : '';
  const share = `${sayNumber((100 * offer.share) / FULL_SHARE)} %`;
  const margin =
    marginCents === null
      ? ''
      : `, marge ${sayEuros(marginCents / 100)}${marginRate === null ? '' : ` (${sayPercent(marginRate)})`}`;
  const taken = displaced
    .map(({ assignment, target, days }) => `${assignment} sur ${target} (${sayDays(days)})`)
    .join(', ');
  return `${person.name} (${person.code}, ${person.profile}) sur ${need.project ?? need.opportunity ?? ''} : ${sayDays(offer.quarterDays / 4)} du ${sayDate(offer.startsOn)} au ${sayDate(offer.endsOn)} à ${share}${part}, score ${sayNumber(score)}${margin}${
    taken === '' ? ', personne de déplacé' : `, déplace ${taken}`
  }.`;
}

/** @param ranked who can take the place, best first. At most three, of three people. */
export function threeAlternatives(need: Need, ranked: readonly Candidate[]): Alternative[] {
  const [best] = ranked;
  if (!best) return [];
  const near = ranked.filter(({ score }, i) => i < STAFFING_AIMS.length || score >= best.score * NEAR_THE_BEST);
  const orders = { balance: null, margin: byMargin, stability: byStability } as const;
  const taken = new Set<Candidate>();
  return STAFFING_AIMS.flatMap((aim): Alternative[] => {
    const left = near.filter((one) => !taken.has(one));
    const order = orders[aim];
    const [candidate] = order === null ? left : left.toSorted(order);
    const ready = candidate && readyCommand(need, candidate);
    if (!candidate || !ready) return [];
    taken.add(candidate);
    return [{ aim, candidate, ready, sentence: sayAlternative(need, candidate) }];
  });
}
