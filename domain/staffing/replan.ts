// A booking was refused because the person has been taken meanwhile: the need is still there, and who could take it now
// is looked for again, with the same ranking.
import type { CivilDate } from '../civil-dates.ts';
import { NOTHING_ASKED, type StaffingQuestion } from './asked-needs.ts';
import type { ReadyCommand } from './alternatives.ts';
import type { StaffingFacts } from './find-needs.ts';
import { shareOf } from './free-time.ts';
import { reportStaffing } from './report-staffing.ts';
import type { StaffingWeights } from './weights.ts';

/** What was asked for, as the staffing commands understand it. */
export type RefusedBooking =
  | {
      readonly command: 'assign_consultant';
      readonly input: {
        readonly consultant: string;
        readonly project: string | null;
        readonly opportunity: string | null;
        readonly profile: string | null;
        readonly startsOn: CivilDate;
        readonly endsOn: CivilDate | null;
        /** A decimal. */
        readonly quota: string;
      };
    }
  | { readonly command: 'replace_consultant'; readonly input: { readonly code: string; readonly from: CivilDate } };

function questionOf(facts: StaffingFacts, { command, input }: RefusedBooking): StaffingQuestion | null {
  if (command === 'assign_consultant') {
    const profile = input.profile ?? facts.people.find(({ code }) => code === input.consultant)?.profile ?? null;
    return {
      ...NOTHING_ASKED,
      opportunity: input.opportunity,
      project: input.project,
      profile,
      from: input.startsOn,
      to: input.endsOn,
      share: shareOf(input.quota),
    };
  }
  const person = facts.people.find(({ bookings }) => bookings.some(({ code }) => code === input.code));
  const booking = person?.bookings.find(({ code }) => code === input.code);
  if (!person || !booking) return null;
  const onProject = facts.projects.some(({ code }) => code === booking.target);
  return {
    ...NOTHING_ASKED,
    replace: person.code,
    ...(onProject ? { project: booking.target } : { opportunity: booking.target }),
    from: input.from,
  };
}

/** The ready commands for the same need, as the firm now is; the best first, none when nobody is left. */
export function planAgain(
  facts: StaffingFacts,
  refused: RefusedBooking,
  weights: StaffingWeights,
): readonly ReadyCommand[] {
  const question = questionOf(facts, refused);
  const report = question && reportStaffing(facts, question, weights);
  if (!report || 'refusal' in report) return [];
  const needs = report.needs.filter(
    ({ replaces }) => refused.command === 'assign_consultant' || replaces?.assignment === refused.input.code,
  );
  const need = needs.find(({ kind }) => (kind === 'replacement') === (refused.command === 'replace_consultant'));
  return (need?.alternatives ?? []).map(({ command, input }) => ({ command, input }) as ReadyCommand);
}
