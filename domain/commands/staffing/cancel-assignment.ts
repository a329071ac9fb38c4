// A booking that will not take place is withdrawn: an option that was not taken up, or a firm one that has not begun. What
// has begun is ended instead, so that the days worked keep what they are worth by.
import { z } from 'zod';
import { sayDate } from '../../french.ts';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';
import { code } from '../inputs.ts';
import { changesBooking, revalue } from './change-assignment.ts';
import { refuseClosedDays } from './valued-days.ts';

export const cancelAssignment = defineCommand({
  ...changesBooking,
  name: 'cancel_assignment',
  label: 'Annuler une affectation',
  input: z.strictObject({ code }),
  plan: (facts, asked, { today }) => {
    const { assignment, consultant, bookings } = facts;
    if (!assignment || !consultant) return refuse(NOT_FOUND, `Affectation inconnue : ${asked.code}.`);
    const { project, opportunity, startsOn, status } = assignment;
    if (status === 'ferme' && startsOn <= today)
      return refuse(
        'already_begun',
        `L'affectation ${asked.code} a commencé le ${sayDate(startsOn)} : elle se termine, elle ne s'annule plus.`,
      );
    const left = bookings.filter((booking) => booking.code !== assignment.code);
    const closed = refuseClosedDays(facts.closedDays, bookings, left);
    if (closed) return closed;
    return {
      effect: {
        sentence: `Annuler ${assignment.code} : ${consultant.firstName} ${consultant.lastName} sur ${project ?? opportunity}, à partir du ${sayDate(startsOn)}.`,
        rows: [{ entity: 'assignment', before: assignment, after: null }],
      },
      revalues: revalue(assignment, null),
    };
  },
});
