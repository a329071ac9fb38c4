// `vigie ical --as EMAIL [--revoke]`: the secret address of one's missions and leave, for a calendar program.

import { parseArgs } from 'node:util';
import { z } from 'zod';
import { drawCalendar, endCalendar } from '../routes/calendar.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';
import { askThrough, printRefusal } from './through-door.ts';

export async function run(args: string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { as: { type: 'string' }, revoke: { type: 'boolean' }, json: { type: 'boolean' } },
  });
  if (positionals.length > 0) throw usageError(`« ${positionals.join(' ')} » n’est pas compris.`);
  const revoke = values.revoke === true;
  const { publicUrl } = context.config;
  const answer = await askThrough(context, {
    here: (door, person) => (revoke ? endCalendar(door, person) : drawCalendar({ ...door, publicUrl }, person)),
    path: revoke ? '/me/calendar/revocation' : '/me/calendar',
    body: {},
    as: values.as,
  });
  if (!answer.ok) return printRefusal(context, answer, values.json === true);
  if (values.json === true) context.print(answer.text);
  else context.print(tell(JSON.parse(answer.text)));
  return EXIT.done;
}

const answered = z.union([z.object({ address: z.string() }), z.object({ revoked: z.boolean() })]);

function tell(answer: unknown): string {
  const told = answered.parse(answer);
  if ('address' in told)
    return `${told.address}\nQui a cette adresse lit vos missions et vos congés ; la précédente ne marche plus.`;
  return told.revoked ? 'Votre calendrier ne se lit plus.' : 'Vous n’aviez pas de calendrier.';
}
