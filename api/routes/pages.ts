// The web application: its files as they were built, and its one page for every other address.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Router } from 'express';
import { refuse } from './problems.ts';

/** Replaced in the page at each answer, so that its styles carry the nonce of that answer's policy. */
const NONCE_MARK = '__CSP_NONCE__';

/** @param folder web/dist: index.html, and assets/ whose names carry the digest of what they hold. */
export function servePages(folder: string): Router {
  const pages = express.Router();
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  pages.use('/assets', express.static(join(folder, 'assets'), { immutable: true, maxAge: '365d' }));
  // An older page that asks for a file of its own time must not be given the page in its place.
  pages.use('/assets', (_req, _res, next) => next(refuse(404, 'route_unknown', 'Cette adresse n’existe pas.')));
  pages.use(express.static(folder, { index: false, maxAge: '1h' }));
  pages.get('/{*path}', (req, res, next) => {
    if (!req.accepts('html')) return next();
    res
      .set('Cache-Control', 'no-cache')
      .type('html')
      .send(page.replaceAll(NONCE_MARK, String(res.locals['nonce'])));
  });
  return pages;
}
