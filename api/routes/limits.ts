// How often one may try to come in. A person mistypes a few times; a program that guesses is stopped.

import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { refuse } from './problems.ts';

/** Fifteen minutes: at ten tries each, a year of guessing one address tries 350,000 passwords of twelve characters. */
const WINDOW_MS = 15 * 60 * 1000;
const FAILURES_PER_ADDRESS = 30;
const FAILURES_PER_ACCOUNT = 10;

/** Where a link that is unknown, used or too old leads. */
export const REFUSED_LINK = '/connexion?lien=refuse';

const tooMany: RequestHandler = (_req, _res, next) => {
  next(refuse(429, 'too_many_attempts', 'Trop de tentatives : réessayez dans un quart d’heure.'));
};

function limitFailures(limit: number, keyOf: (email: string, address: string) => string): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit,
    skipSuccessfulRequests: true,
    // A one-time link that opens nothing leads to the door: a failure, for all its 303.
    requestWasSuccessful: (_req, res) => res.statusCode < 400 && res.getHeader('location') !== REFUSED_LINK,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (req) => {
      const body: unknown = req.body;
      const email = typeof body === 'object' && body !== null && 'email' in body ? String(body.email) : '';
      return keyOf(email.trim().toLowerCase().slice(0, 320), ipKeyGenerator(req.ip ?? ''));
    },
    handler: tooMany,
  });
}

/** A network address that fails often, whoever it pretends to be (one office may share an address). */
export function limitByAddress(): RequestHandler {
  return limitFailures(FAILURES_PER_ADDRESS, (_email, address) => address);
}

/** One account tried from one address: a stranger elsewhere cannot lock its owner out. */
export function limitByAccount(): RequestHandler {
  return limitFailures(FAILURES_PER_ACCOUNT, (email, address) => `${email} ${address}`);
}
