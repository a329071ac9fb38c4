// Who is asking: a session cookie or an API key, looked up at most once every few seconds.

import type { IncomingHttpHeaders } from 'node:http';
import { fromNodeHeaders } from 'better-auth/node';
import type { Sql } from '../../db/connection.ts';
import { digestSecret, findKeyOwner, findPerson, type Person } from '../../db/users.ts';
import type { SignIn } from './sign-in.ts';

/**
 * An answer is kept this long: eight clients reading reports cost one look-up every five seconds, not 600 a second.
 * So a key revoked, a session ended or a role withdrawn by another process is honoured within five seconds; by this
 * process, at once (`forget`).
 */
const KEPT_MS = 5000;

/** More people than a firm has: beyond it the oldest answers go, so that guessed keys cannot fill the memory. */
const KEPT_ENTRIES = 10_000;

export type Identity = {
  person: Person;
  by: 'session' | 'key';
  /** Cookies to send back: better-auth renews a session once a day. */
  cookies: readonly string[];
};

export type Authenticate = {
  /** The person whose cookie or key this is, or null. */
  (headers: IncomingHttpHeaders): Promise<Identity | null>;
  /** Forgets what is kept about a person: their next request is looked up again. */
  forget: (userId: string) => void;
};

export function makeAuthenticate(appSql: Sql, signIn: SignIn): Authenticate {
  const kept = new Map<string, { until: number; identity: Identity | null }>();

  async function readSession(cookie: string | undefined) {
    try {
      return await signIn.api.getSession({ headers: fromNodeHeaders({ cookie }), returnHeaders: true });
    } catch (error) {
      // better-auth says "failed" alike for a database that is away and for a bug: asking it tells which.
      await appSql`select 1`;
      throw error;
    }
  }

  async function look(headers: IncomingHttpHeaders): Promise<Identity | null> {
    const bearer = readBearer(headers.authorization);
    if (bearer !== null) {
      const userId = await findKeyOwner(appSql, bearer);
      const person = userId === null ? null : await findPerson(appSql, userId);
      return person === null ? null : { person, by: 'key', cookies: [] };
    }
    const { response, headers: answer } = await readSession(headers.cookie);
    const person = response === null ? null : await findPerson(appSql, response.user.id);
    return person === null ? null : { person, by: 'session', cookies: answer.getSetCookie() };
  }

  async function authenticate(headers: IncomingHttpHeaders): Promise<Identity | null> {
    const credential = headers.authorization ?? headers.cookie;
    if (credential === undefined) return null;
    const key = digestSecret(credential);
    const now = performance.now();
    const known = kept.get(key);
    // Cookies are sent back with the first answer alone: a renewed session is renewed once.
    if (known !== undefined && known.until > now) return known.identity;
    const identity = await look(headers);
    kept.delete(key);
    kept.set(key, { until: now + KEPT_MS, identity: identity === null ? null : { ...identity, cookies: [] } });
    if (kept.size > KEPT_ENTRIES) {
      for (const oldest of kept.keys()) {
        kept.delete(oldest);
        break;
      }
    }
    return identity;
  }

  function forget(userId: string): void {
    for (const [key, { identity }] of kept) {
      if (identity === null || identity.person.userId === userId) kept.delete(key);
    }
  }

  return Object.assign(authenticate, { forget });
}

/** RFC 6750: `Authorization: Bearer KEY`. Another scheme is no key of ours. */
function readBearer(authorization: string | undefined): string | null {
  if (authorization === undefined) return null;
  const match = /^Bearer ([A-Za-z0-9_-]{1,200})$/i.exec(authorization);
  return match?.[1] ?? '';
}
