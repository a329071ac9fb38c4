// Nothing under /api answers a stranger: this stands before every route but the one that opens a session.

import type { RequestHandler, Response } from 'express';
import type { Person } from '../../db/users.ts';
import type { Authenticate, Identity } from '../auth/authenticate.ts';
import { refuse } from './problems.ts';

type Locals = { identity?: Identity };

export function readIdentity(res: Response): Identity | null {
  return (res.locals as Locals).identity ?? null;
}

/** @throws a 401 refusal. */
export function requireIdentity(res: Response): Identity {
  const identity = readIdentity(res);
  if (identity === null) throw refuse(401, 'not_signed_in', 'Connectez-vous, ou présentez une clé d’API.');
  return identity;
}

export function requirePerson(res: Response): Person {
  return requireIdentity(res).person;
}

export function authenticateRequest(authenticate: Authenticate): RequestHandler {
  return async (req, res, next) => {
    const identity = await authenticate(req.headers);
    if (identity !== null) {
      (res.locals as Locals).identity = identity;
      if (identity.cookies.length > 0) res.append('Set-Cookie', [...identity.cookies]);
    }
    const opensSession = req.method === 'POST' && req.path === '/session';
    if (!opensSession) requireIdentity(res);
    next();
  };
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Does a page of this very site ask? @param host what the browser called. */
export function isOwnOrigin(origin: string, host: string | undefined, publicUrl: string): boolean {
  const from = URL.canParse(origin) ? new URL(origin).host : null;
  return from !== null && (from === host || from === new URL(publicUrl).host);
}

/**
 * A page of another site cannot make a person's browser change something here: browsers always name the origin of a
 * changing request, programs with a key do not. (The cookie's SameSite=Lax is the first wall, this is the second.)
 */
export function checkOrigin(publicUrl: string): RequestHandler {
  return (req, _res, next) => {
    const { origin, host } = req.headers;
    if (READS.has(req.method) || origin === undefined || isOwnOrigin(origin, host, publicUrl)) return next();
    next(refuse(403, 'origin_refused', 'Cette demande vient d’un autre site : elle est refusée.'));
  };
}
