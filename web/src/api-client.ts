// The API as the contract types it, and its refusals as errors that a screen can show.

import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { JsonifiedClient } from '@orpc/openapi-client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { queryOptions } from '@tanstack/react-query';
import { contract } from '../../api/contract/contract.ts';
import { problem, type Problem } from '../../api/contract/problem.ts';

/** A refusal or a failure of the API: `message` is the French sentence to show. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(told: Pick<Problem, 'status' | 'code' | 'detail'>) {
    super(told.detail);
    this.name = 'ProblemError';
    this.status = told.status;
    this.code = told.code;
  }
}

const UNREACHABLE = { status: 0, code: 'unreachable', detail: 'Vigie ne répond pas. Vérifiez votre connexion.' };

async function readProblem(answer: Response): Promise<ProblemError> {
  const told = problem.safeParse(await answer.json().catch(() => null));
  // What stands in front of Vigie (a proxy) answers in its own way.
  return new ProblemError(told.success ? told.data : { ...UNREACHABLE, status: answer.status });
}

/** Errors leave here as problems, before the contract's codec reads the body. */
async function call(request: Request, init: object): Promise<Response> {
  const answer = await fetch(request, init).catch(() => {
    throw new ProblemError(UNREACHABLE);
  });
  if (!answer.ok) throw await readProblem(answer);
  return answer;
}

type Client = JsonifiedClient<ContractRouterClient<typeof contract>>;

export const client: Client = createORPCClient(
  new OpenAPILink(contract, {
    url: () => `${window.location.origin}/api`,
    fetch: (request, init) => call(request, init),
  }),
);

export const meQuery = queryOptions({ queryKey: ['me'], queryFn: () => client.session.me() });

/** Names change with the firm's files, not with the day. */
export const namesQuery = queryOptions({ queryKey: ['names'], queryFn: () => client.names.names() });

/** @param asOf 'YYYY-MM-DD'; undefined: the firm's day. */
export function driftQuery(asOf: string | undefined) {
  return queryOptions({
    queryKey: ['report', 'drift', asOf],
    queryFn: () => client.reports.drift(asOf === undefined ? {} : { 'as-of': asOf }),
  });
}

/** The margin of every project. @param asOf 'YYYY-MM-DD'; undefined: the firm's day. */
export function marginQuery(asOf: string | undefined) {
  return queryOptions({
    queryKey: ['report', 'margin', asOf],
    queryFn: async () => {
      const margin = await client.reports.margin(asOf === undefined ? {} : { 'as-of': asOf });
      if (!('projects' in margin)) throw new Error('the margin report without `by` lists projects');
      return margin;
    },
  });
}

export type DriftReport = Awaited<ReturnType<typeof client.reports.drift>>;
export type DriftingProject = DriftReport['projects'][number];
export type MarginReport = Extract<Awaited<ReturnType<typeof client.reports.margin>>, { projects: unknown }>;
export type ProjectMargin = MarginReport['projects'][number];
export type Names = Awaited<ReturnType<typeof client.names.names>>;
