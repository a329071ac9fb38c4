// Somebody who uses Vigie, named by their address: their roles, whether they may come in, who they are in the firm.
import { z } from 'zod';
import { ROLE_LABELS, ROLES, type Role } from '../../roles.ts';
import { refuse, type LockKey, type Refusal, type RowChange } from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';
import type { DisabledUserRow, UserRoleRow, UserRow } from '../rows.ts';

export const email = z
  .email('une adresse de courriel est attendue')
  .max(320)
  .transform((text) => text.toLowerCase());

export const roleList = z
  .array(z.enum(ROLES))
  .refine((roles) => new Set(roles).size === roles.length, 'un rôle est donné deux fois')
  .transform((roles) => ROLES.filter((role) => roles.includes(role)));

/** Roles that decide on the firm's money, or on who has which role: never given by one person alone. */
export const WEIGHTY_ROLES: readonly Role[] = ['direction', 'daf', 'admin'];

/** Who may use Vigie is decided by one at a time: an administrator is always left. */
export const USERS_LOCK: LockKey = { kind: 'firm', key: 'users' };

export type AccountFacts = {
  readonly user: UserRow | null;
  readonly roles: readonly UserRoleRow[];
  readonly disabled: DisabledUserRow | null;
  /** Addresses of the administrators who may come in. */
  readonly admins: readonly string[];
};

export async function loadAccount(address: string, read: FirmReader): Promise<AccountFacts> {
  const disabled = await read.find('disabledUser', {});
  const admins = await read.find('userRole', { role: 'admin' });
  return {
    user: await read.get('user', { email: address }),
    roles: await read.find('userRole', { user: address }),
    disabled: disabled.find(({ user }) => user === address) ?? null,
    admins: admins.map(({ user }) => user).filter((admin) => !disabled.some(({ user }) => user === admin)),
  };
}

/** Without an administrator nobody could be let in, or out, any more. */
export function refuseLastAdmin(facts: AccountFacts): Refusal | null {
  const [admin, ...others] = facts.admins;
  return admin !== undefined && others.length === 0 && admin === facts.user?.email
    ? refuse('last_admin', `${admin} est le dernier administrateur : donnez d'abord ce rôle à quelqu'un.`)
    : null;
}

/** The roles taken away, then the roles given. */
export function changeRoles(user: string, before: readonly UserRoleRow[], after: readonly Role[]): RowChange[] {
  const had = new Set(before.map(({ role }) => role));
  return [
    ...before
      .filter(({ role }) => !after.includes(role))
      .map((row): RowChange => ({ entity: 'userRole', before: row, after: null })),
    ...after
      .filter((role) => !had.has(role))
      .map((role): RowChange => ({ entity: 'userRole', before: null, after: { user, role } })),
  ];
}

export function sayRoles(roles: readonly Role[]): string {
  return roles.map((role) => ROLE_LABELS[role]).join(', ') || 'aucun rôle';
}
