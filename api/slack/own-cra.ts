// What /vigie cra adds of one's own month: days that are ready to be taken over, days that are missing, and the page
// where both are settled.

import { readOwnCra } from '../../db/look-ups/own-cra.ts';
import type { Person } from '../../db/users.ts';
import { sayDays, sayMonth } from '../../domain/french.ts';
import type { SlackDoor } from './door.ts';
import { linkTo, showText } from './text.ts';

/** @returns mark-up, escaped; null: nothing to say, or nobody's CRA. */
export async function sayOwnCra({ appSql, today, publicUrl }: SlackDoor, person: Person): Promise<string | null> {
  if (person.consultantCode === null) return null;
  const own = await readOwnCra(appSql, person.consultantCode, today());
  const said = [
    own.suggestedDays > 0 ? `${sayDays(own.suggestedDays)} prêts à reprendre` : '',
    own.missingDays > 0 ? `il manque ${sayDays(own.missingDays)}` : '',
  ].filter((part) => part !== '');
  if (said.length === 0) return null;
  const about = `Votre CRA, ${sayMonth(own.month)} : ${said.join(', ')}.`;
  return `${showText(about)} ${linkTo(publicUrl, '/cra', 'Ouvrir')}`;
}
