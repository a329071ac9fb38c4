// Secrets drawn once a command has let somebody in: they are answered, and kept as digests only.

import { createOneTimeToken, drawKeySecret, findUninvited, type Person } from '../../db/users.ts';
import { makeLinkAddress } from '../auth/admin-link.ts';
import type { CallContext } from './context.ts';
import { refuse } from './problems.ts';

/** The secret of one's own key. */
export async function drawKey({ appSql }: CallContext, person: Person, name: string): Promise<{ key: string }> {
  const key = await drawKeySecret(appSql, person.userId, name);
  if (key === null)
    throw refuse(404, 'key_unknown', 'Aucune clé de ce nom n’attend son secret : il n’est montré qu’une fois.');
  return { key };
}

/** Whoever opens the link is that person: direction and daf are invited by who is direction already. */
function mayInvite(person: Person, invited: Person): boolean {
  if (person.roles.includes('direction')) return true;
  return person.roles.includes('admin') && !invited.roles.some((role) => role === 'direction' || role === 'daf');
}

/** The link for somebody who never came in, to be handed to them; who did chooses their password themselves. */
export async function invite(context: CallContext, person: Person, email: string): Promise<{ link: string }> {
  if (!person.roles.some((role) => role === 'admin' || role === 'direction'))
    throw refuse(403, 'right_refused', 'Un administrateur ou la direction invite quelqu’un.');
  const invited = await findUninvited(context.appSql, email.toLowerCase());
  if (invited === null) throw refuse(404, 'user_unknown', 'Personne à cette adresse n’attend d’invitation.');
  if (!mayInvite(person, invited))
    throw refuse(403, 'right_refused', 'La direction invite qui est de la direction ou DAF.');
  return { link: makeLinkAddress(context.publicUrl, await createOneTimeToken(context.appSql, invited.userId)) };
}
