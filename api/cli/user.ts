// `vigie user add EMAIL --role ROLE[,ROLE] [--json]`: the machine's operator lets somebody in. The person chooses a
// password through the one-time link; a program gets an API key (--json), shown once.

import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { addUser, createApiKey, createOneTimeToken, type AddedUser } from '../../db/users.ts';
import { isRole, ROLE_LABELS, ROLES, type Role } from '../../domain/roles.ts';
import { makeLinkAddress } from '../auth/admin-link.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';

type Wanted = { email: string; roles: Role[]; json: boolean };

function readArguments(args: string[]): Wanted {
  const { values, positionals } = parseArgs({
    args,
    options: { role: { type: 'string', multiple: true }, json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [action, email, ...others] = positionals;
  if (action !== 'add' || email === undefined || others.length > 0) throw usageError('Dites qui ajouter.');
  if (!z.email().max(320).safeParse(email).success) throw usageError(`« ${email} » n’est pas une adresse de courriel.`);
  const names = (values.role ?? []).flatMap((list) => list.split(',')).map((name) => name.trim());
  const unknown = names.find((name) => !isRole(name));
  if (unknown !== undefined || names.length === 0) {
    const what = unknown === undefined ? 'Donnez au moins un rôle' : `« ${unknown} » n’est pas un rôle`;
    throw usageError(`${what} : ${ROLES.join(', ')}.`);
  }
  return { email: email.toLowerCase(), roles: ROLES.filter((role) => names.includes(role)), json: values.json };
}

export async function run(args: string[], context: CommandContext): Promise<number> {
  const wanted = readArguments(args);
  const { app } = await context.openInstance();
  const operator = userInfo().username;
  if (wanted.json) {
    const { added, token } = await app.begin(async (tx) => {
      const person = await addUser(tx, wanted, operator);
      return { added: person, token: await createApiKey(tx, person.userId, 'vigie user add') };
    });
    context.print(JSON.stringify({ email: added.email, roles: added.roles, token }));
    return EXIT.done;
  }
  const { added, link } = await app.begin(async (tx) => {
    const person = await addUser(tx, wanted, operator);
    return {
      added: person,
      link: makeLinkAddress(context.config.publicUrl, await createOneTimeToken(tx, person.userId)),
    };
  });
  context.print(tellAdded(added, link));
  return EXIT.done;
}

function tellAdded(added: AddedUser, link: string): string {
  const roles = added.roles.map((role) => ROLE_LABELS[role]).join(', ');
  const linked = added.consultantCode === null ? '' : ` C’est le consultant ${added.consultantCode}.`;
  return `${added.email} a accès à Vigie (${roles}).${linked}\nLien à lui remettre, qui ouvre une fois, dans les trois jours : ${link}`;
}
