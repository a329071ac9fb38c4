// A person's calendar feed: drawn and revoked by its owner, read by whoever knows the address (a calendar program).

import type { RequestHandler } from 'express';
import { drawCalendarSecret, findCalendarOwner, readCalendar, revokeCalendar } from '../../db/calendar-links.ts';
import type { Person } from '../../db/users.ts';
import { addDays } from '../../domain/civil-dates.ts';
import { writeCalendar } from '../calendar/write-calendar.ts';
import type { Process } from './context.ts';
import { refuse } from './problems.ts';

/** What ended a quarter ago is no longer looked for in a calendar. */
const PAST_DAYS = 90;

export async function drawCalendar(
  { appSql, publicUrl }: Pick<Process, 'appSql' | 'publicUrl'>,
  person: Person,
): Promise<{ address: string }> {
  if (person.consultantId === null)
    throw refuse(404, 'not_a_consultant', 'Seul un consultant de la maison a un calendrier de missions et de congés.');
  return { address: `${publicUrl}/api/ical/${await drawCalendarSecret(appSql, person.userId)}.ics` };
}

export async function endCalendar({ appSql }: Pick<Process, 'appSql'>, person: Person): Promise<{ revoked: boolean }> {
  return { revoked: await revokeCalendar(appSql, person.userId) };
}

/** GET /api/ical/SECRET.ics: the address is the proof, and is never logged. */
export function sendCalendar({ appSql, today }: Pick<Process, 'appSql' | 'today'>): RequestHandler {
  return async (req, res, next) => {
    const secret = /^([A-Za-z0-9_-]{20,100})\.ics$/.exec(String(req.params['file']))?.[1];
    const owner = secret === undefined ? null : await findCalendarOwner(appSql, secret);
    if (owner?.consultantId === undefined || owner.consultantId === null) {
      next(refuse(404, 'calendar_unknown', 'Ce calendrier n’existe pas, ou n’existe plus.'));
      return;
    }
    const day = today();
    const calendar = writeCalendar(await readCalendar(appSql, owner.consultantId, addDays(day, -PAST_DAYS)), day);
    res.type('text/calendar; charset=utf-8').send(calendar);
  };
}
