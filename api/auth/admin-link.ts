// The door of an instance that has no administrator yet: no password is shipped, a link is printed.

import type { Sql } from '../../db/connection.ts';
import { createOneTimeToken, hasAdminWithPassword } from '../../db/users.ts';

/** The address that spends a one-time token. */
export function makeLinkAddress(publicUrl: string, token: string): string {
  return `${publicUrl}/lien/${token}`;
}

/**
 * The one-time admin link to print at start: it opens once, within the hour, and the one printed before stops working.
 * @param publicUrl without a trailing slash.
 * @returns null once an administrator has a password: a link in the logs of every start would then be a door left
 *   open (the operator of the machine can still make one for anybody, with `vigie user add`).
 */
export async function createAdminLink(appSql: Sql, publicUrl: string): Promise<string | null> {
  if (await hasAdminWithPassword(appSql)) return null;
  return makeLinkAddress(publicUrl, await appSql.begin((tx) => createOneTimeToken(tx, null)));
}
