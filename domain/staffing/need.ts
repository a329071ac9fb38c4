// A need: days of a profile that somebody has to give, from when to when, for a deal, a project, or in place of someone.
import { countWorkingDays, isWorkingDay } from '../calendar.ts';
import { addDays, earlier, later, type CivilDate } from '../civil-dates.ts';
import { FULL_SHARE } from './free-time.ts';
import type { SkillSource, WantedSkill } from './skills.ts';

/** opportunity: a deal not signed, or signed and not opened; project: sold days nobody is booked on; replacement: who leaves or is to be replaced; request: people asked for. */
export const NEED_KINDS = ['opportunity', 'project', 'replacement', 'request'] as const;
export type NeedKind = (typeof NEED_KINDS)[number];

/** What a need does not say: without dates nobody can be looked for; without days, whole days are supposed. */
export const NEED_GAPS = ['dates', 'days', 'profile', 'past'] as const;
export type NeedGap = (typeof NEED_GAPS)[number];

export type ReplacedBooking = {
  readonly assignment: string;
  readonly consultant: string;
  readonly status: 'ferme' | 'previsionnelle';
  /** As booked: what the successor is booked for, null without end. */
  readonly endsOn: CivilDate | null;
};

export type Need = {
  readonly id: string;
  readonly kind: NeedKind;
  readonly opportunity: string | null;
  readonly project: string | null;
  readonly client: string | null;
  readonly city: string | null;
  readonly title: string | null;
  readonly profile: string | null;
  readonly skills: readonly WantedSkill[];
  readonly skillsFrom: SkillSource | null;
  readonly startsOn: CivilDate | null;
  readonly endsOn: CivilDate | null;
  /** Still to be given; null: not said. */
  readonly quarterDays: number | null;
  /** Of a day, millionths, where it was said; null: told by the days. */
  readonly share: number | null;
  /** 100 for what is won. */
  readonly probabilityPercent: number;
  /** TJM sold, else the profile's target. */
  readonly dailyRateCents: number | null;
  /** Only people based in `city` can be sent. */
  readonly placeRequired?: boolean;
  /** Days a week that may be worked away; null: not said. */
  readonly remoteDays?: number | null;
  /** Free text that their card and missions are searched for; null: none. */
  readonly text?: string | null;
  readonly replaces: ReplacedBooking | null;
};

/** What one person is looked for: a share of each day, from when to when. */
export type Place = {
  readonly startsOn: CivilDate;
  readonly endsOn: CivilDate;
  readonly share: number;
  readonly quarterDays: number;
  /** How many such people the need takes. */
  readonly people: number;
};

/** Three years: beyond, nobody knows who will be there; what is asked after is not looked at. */
const LOOKED_AT_DAYS = 3 * 365;

/** Twentieths of a day: nobody books « 36,19 % ». */
const SHARE_STEP = FULL_SHARE / 20;

function firstWorkingDayFrom(date: CivilDate): CivilDate {
  let day = date;
  while (!isWorkingDay(day)) day = addDays(day, 1);
  return day;
}

/** The place of a need from the day after `asOf`, and what it does not say. Place null: nobody can be looked for. */
export function placeOf(need: Need, asOf: CivilDate): { place: Place | null; gaps: NeedGap[] } {
  const gaps: NeedGap[] = [];
  if (need.profile === null) gaps.push('profile');
  if (need.startsOn === null || need.endsOn === null) return { place: null, gaps: ['dates', ...gaps] };
  const from = later(need.startsOn, addDays(asOf, 1));
  const endsOn = earlier(need.endsOn, addDays(from, LOOKED_AT_DAYS));
  const workingDays = countWorkingDays(from, endsOn);
  if (workingDays === 0) return { place: null, gaps: ['past', ...gaps] };
  const dates = { startsOn: firstWorkingDayFrom(from), endsOn };
  const whole = workingDays * 4;
  if (need.share !== null || need.quarterDays === null) {
    if (need.share === null) gaps.push('days');
    const share = need.share ?? FULL_SHARE;
    return { place: { ...dates, share, quarterDays: Math.round((whole * share) / FULL_SHARE), people: 1 }, gaps };
  }
  const days = Math.round((need.quarterDays * workingDays) / countWorkingDays(from, need.endsOn));
  const people = Math.max(1, Math.ceil(days / whole));
  const quarterDays = Math.max(1, Math.ceil(days / people));
  const share = Math.min(FULL_SHARE, Math.ceil((quarterDays * FULL_SHARE) / whole / SHARE_STEP) * SHARE_STEP);
  return { place: { ...dates, share, quarterDays, people }, gaps };
}
