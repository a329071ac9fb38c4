// Every error of the API in one form (RFC 9457): whoever calls gets a stable code and a French sentence, and what
// went wrong inside goes to the log alone.

import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, Response } from 'express';
import { ORPCError } from '@orpc/server';
import type { Logger } from 'pino';
import type { ZodError } from 'zod';
import { explainOutage } from '../../db/explain-outage.ts';
import { PlainError } from '../../db/plain-error.ts';
import { ReportOptionError } from '../../db/reports/report-option.ts';
import type { Problem } from '../contract/problem.ts';

type FieldError = { field: string; detail: string };

/** A refusal of the API, thrown anywhere under a route. */
export function refuse(
  status: number,
  code: string,
  sentence: string,
  errors?: FieldError[],
): ORPCError<string, unknown> {
  return new ORPCError(code, { status, message: sentence, data: errors });
}

/** zod says what it got: of what was left out, that it is missing says more. */
const LEFT_OUT = /indéfini reçu|received undefined/;

/** What zod refused, field by field. */
export function listFieldErrors(error: Pick<ZodError, 'issues'>): FieldError[] {
  return error.issues.flatMap((issue): FieldError[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: [...issue.path, key].join('.'), detail: 'est inconnu' }))
      : [{ field: issue.path.join('.'), detail: LEFT_OUT.test(issue.message) ? 'manque' : issue.message }],
  );
}

/** What zod refused, as one sentence and a list of fields. */
export function refuseInput(error: Pick<ZodError, 'issues'>): ORPCError<string, unknown> {
  const errors = listFieldErrors(error);
  const told = errors.map(({ field, detail }) => (field === '' ? detail : `${field} ${detail}`)).join(' ; ');
  return refuse(400, 'input_refused', `La demande est refusée : ${told}.`, errors);
}

/** What the contract refused: oRPC carries zod's issues under a code of its own. */
function tellProcedureError(error: ORPCError<string, unknown>): ORPCError<string, unknown> {
  return error.code === 'BAD_REQUEST' && hasIssues(error.data) ? refuseInput(error.data) : error;
}

function hasIssues(data: unknown): data is Pick<ZodError, 'issues'> {
  return typeof data === 'object' && data !== null && Array.isArray((data as { issues?: unknown }).issues);
}

/** Express refuses by itself a body too large or unreadable, a broken percent sign, a path that leaves the pages. */
function tellHttpError(error: unknown): ORPCError<string, unknown> | null {
  if (error instanceof URIError) return refuse(400, 'address_unreadable', "L'adresse est illisible.");
  const { type, status } = error as { type?: unknown; status?: unknown };
  if (type === 'entity.too.large') return refuse(413, 'body_too_large', 'La demande est trop volumineuse.');
  if (typeof status !== 'number' || status < 400 || status >= 500) return null;
  return typeof type === 'string'
    ? refuse(status, 'body_unreadable', 'Le corps de la demande est illisible : un objet JSON en UTF-8 est attendu.')
    : refuse(status, 'request_refused', 'Cette demande n’est pas acceptée.');
}

/**
 * The problem of any error. What is neither a refusal nor the database away is a bug: told without detail.
 * @param reference ties the answer to the log's line.
 */
export function toProblem(thrown: unknown, reference: string): Problem {
  // oRPC wraps what a procedure throws; a refusal of ours that says 503 wraps nothing.
  const wraps = thrown instanceof ORPCError && thrown.status >= 500 && thrown.cause !== undefined;
  const error = wraps ? thrown.cause : thrown;
  if (error instanceof PlainError) return describe(422, error.code, error.message);
  if (error instanceof ReportOptionError) return describe(400, error.code, error.message);
  const outage = explainOutage(error);
  if (outage !== null) return describe(503, outage.code, sayOutage(outage));
  const refusal =
    error instanceof ORPCError ? tellProcedureError(error) : error instanceof Error ? tellHttpError(error) : null;
  if (refusal !== null) {
    const errors = Array.isArray(refusal.data) ? { errors: refusal.data as FieldError[] } : {};
    return { ...describe(refusal.status, refusal.code, refusal.message), ...errors };
  }
  return describe(
    500,
    'internal_error',
    `Une erreur inattendue s'est produite. Le journal en dit plus, référence ${reference}.`,
  );
}

/** The operator is told where the database is (db/explain-outage.ts); whoever calls the API is not. */
function sayOutage(outage: PlainError): string {
  return outage.code === 'database_away'
    ? 'La base de données ne répond pas : réessayez dans un instant.'
    : outage.message;
}

function describe(status: number, code: string, detail: string): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, code, detail };
}

export function sendProblem(res: Response, problem: Problem): void {
  if (problem.status === 401) res.set('WWW-Authenticate', 'Bearer realm="vigie"');
  res
    .status(problem.status)
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problem));
}

/** The last handler of the application. */
export function handleErrors(log: Logger): ErrorRequestHandler {
  return (error, req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const reference = Math.trunc(performance.timeOrigin + performance.now()).toString(36);
    const problem = toProblem(error, reference);
    if (problem.status >= 500) log.error({ err: error, reference, path: req.path }, problem.code);
    sendProblem(res, problem);
  };
}
