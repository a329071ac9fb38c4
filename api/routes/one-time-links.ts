// GET /lien/TOKEN: spends a one-time link and opens a session. The link is the proof; it is never logged.

import type { RequestHandler } from 'express';
import { fromNodeHeaders } from 'better-auth/node';
import { useOneTimeLink } from '../../db/users.ts';
import type { Process } from './context.ts';
import { REFUSED_LINK } from './limits.ts';

/** A browser or a messenger that looks ahead at a link must not spend it. */
function isLookingAhead(headers: Record<string, unknown>): boolean {
  return /prefetch|prerender|preview/i.test(`${String(headers['sec-purpose'])} ${String(headers['purpose'])}`);
}

export function openOneTimeLink(process: Process): RequestHandler {
  return async (req, res) => {
    res.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
    if (isLookingAhead(req.headers)) {
      res.sendStatus(503);
      return;
    }
    const userId = await useOneTimeLink(process.appSql, String(req.params['token']));
    if (userId === null) {
      res.redirect(303, REFUSED_LINK);
      return;
    }
    process.authenticate.forget(userId);
    const { headers } = await process.signIn.api.openSession({
      body: { userId },
      headers: fromNodeHeaders(req.headers),
      returnHeaders: true,
    });
    res.append('Set-Cookie', headers.getSetCookie());
    res.redirect(303, '/');
  };
}
