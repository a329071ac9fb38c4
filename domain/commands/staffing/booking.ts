// What keeps a person from being booked: they are not there, or their load would pass 1.0.
import { roundDecimal } from '../../fraction.ts';
import { sayDate, sayNumber } from '../../french.ts';
import { refuse, type Refusal } from '../command.ts';
import type { AssignmentRow, ConsultantRow } from '../rows.ts';
import { firstOverloadedDay } from './load.ts';

/** @param others the person's other bookings, of any status. Null: nothing keeps them. */
export function refuseBooking(
  consultant: ConsultantRow,
  others: readonly AssignmentRow[],
  booking: AssignmentRow,
): Refusal | null {
  const name = `${consultant.firstName} ${consultant.lastName}`;
  const leavesBefore = consultant.leftOn !== null && (booking.endsOn === null || booking.endsOn > consultant.leftOn);
  if (booking.startsOn < consultant.enteredOn || leavesBefore) {
    return refuse('consultant_absent', `${name} n'est pas dans l'entreprise sur toute la période.`);
  }
  if (booking.status !== 'ferme') return null;
  const overload = firstOverloadedDay(
    others.filter(({ status }) => status === 'ferme'),
    booking,
  );
  if (!overload) return null;
  return refuse(
    'overload',
    `${name} serait à ${sayNumber(roundDecimal(overload.load, 2))} de charge le ${sayDate(overload.day)}.`,
  );
}
