// Somebody who can be staffed, as staffing sees them: who they are and cost, what they know and wish, and where they are
// already booked.
import type { CivilDate } from '../civil-dates.ts';
import type { Person } from '../presence.ts';
import type { Booked } from './free-time.ts';
import type { UsesBySkill } from './skill-evidence.ts';
import type { Skill } from './skills.ts';
import type { TextMatch } from './text-match.ts';

export type StaffBooking = Booked & {
  readonly code: string;
  readonly status: 'ferme' | 'previsionnelle';
  /** Its end cut at its project's; `endsOn` is as booked. */
  readonly worksUntil: CivilDate | null;
  readonly worksFrom: CivilDate;
  readonly profile: string;
  /** TJM of the booking, else what the project or the profile is sold. */
  readonly dailyRateCents: number | null;
  /** Where it has a TJM of its own. */
  readonly ownRateCents?: number;
};

export type StaffPerson = Person & {
  readonly name: string;
  readonly agency: string | null;
  readonly skills: readonly Skill[];
  /** CJM, or the profile's planned cost, by right. */
  readonly dailyCostCents: number;
  /** Target TJM of their profile. */
  readonly targetRateCents: number | null;
  readonly bookings: readonly StaffBooking[];
  /** Last day worked for each client. */
  readonly clients: ReadonlyMap<string, CivilDate>;
  /** What says when they used each skill. */
  readonly uses?: UsesBySkill;
  /** What they would like to do next. */
  readonly wishes?: readonly string[];
  /** Days a week that they ask to work away; null: not said. */
  readonly remoteDays?: number | null;
  /** How they answer the text that is searched; null: nothing of it is there. */
  readonly textMatch?: TextMatch | null;
};
