// The API as the contract types it, and its refusals as errors that a screen can show.

import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { JsonifiedClient } from '@orpc/openapi-client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { BOOK_FILE_NOTES, type BookFileName } from '../../api/contract/book-files.ts';
import type { answer, figure } from '../../api/contract/chats.ts';
import type { effect } from '../../api/contract/commands.ts';
import { contract } from '../../api/contract/contract.ts';
import type { craLookUps } from '../../api/contract/cra-look-ups.ts';
import type { lookUps } from '../../api/contract/look-ups.ts';
import { problem, type Problem } from '../../api/contract/problem.ts';
import type { proposalDetail, shownProposal } from '../../api/contract/proposals.ts';
import type { shownQuotes } from '../../api/contract/quotes.ts';
import type { ReportName } from '../../domain/report-names.ts';
import type { ProposalState } from '../../domain/proposals.ts';

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

export type Me = Awaited<ReturnType<typeof client.session.me>>;

/** What waits for the person, or what they asked for; decided ones with another state. */
export function proposalsQuery(state: ProposalState | undefined) {
  return queryOptions({
    queryKey: ['proposals', state],
    queryFn: async () => {
      const { proposals } = await client.proposals.list(state === undefined ? {} : { state });
      return proposals as ShownProposal[];
    },
  });
}

export function proposalQuery(id: string) {
  return queryOptions({
    queryKey: ['proposal', id],
    queryFn: async () => (await client.proposals.find({ id })) as ProposalDetail,
  });
}

/** Who decides for whom, until when. */
export const delegationsQuery = queryOptions({
  queryKey: ['delegations'],
  queryFn: () => client.delegations.list(),
});
export type ShownDelegation = Awaited<ReturnType<typeof client.delegations.list>>['given'][number];

export type Decision = Parameters<typeof client.proposals.decide>[0];

export async function decide(decision: Decision) {
  const { proposal, ...told } = await client.proposals.decide(decision);
  return { ...told, proposal: proposal as ProposalDetail };
}

/**
 * The effect that a change would have now. Not among the contract's procedures: each command has its own input.
 * @throws {ProblemError} what the rules refuse.
 */
export async function previewCommand(command: string, input: unknown): Promise<ShownEffect> {
  return (await previewChange(command, input)).effect;
}

/** Its effect, and whether a second person decides on it (tier 2). @throws {ProblemError} what the rules refuse. */
export async function previewChange(command: string, input: unknown): Promise<{ effect: ShownEffect; tier: 1 | 2 }> {
  const answer = await post(`/api/commands/${command}?preview=1`, input);
  return (await answer.json()) as { effect: ShownEffect; tier: 1 | 2 };
}

export function previewQuery(command: string, input: unknown) {
  return queryOptions({
    queryKey: ['preview', command, input],
    queryFn: () => previewCommand(command, input),
    // A refusal is an answer.
    retry: false,
  });
}

/** Does it, or files it for a second person: `proposal` then says where it waits. */
export async function runCommand(command: string, input: unknown): Promise<{ proposal: { id: string } | null }> {
  const told = (await (await post(`/api/commands/${command}`, input)).json()) as { proposal?: { id: string } };
  return { proposal: told.proposal ?? null };
}

function post(path: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  const address = `${window.location.origin}${path}`;
  return call(new Request(address, { method: 'POST', headers, body: JSON.stringify(body) }), {});
}

/** The commands and their inputs: they change with the version of Vigie alone. */
export const commandsQuery = queryOptions({
  queryKey: ['commands'],
  queryFn: () => client.commands.list(),
  staleTime: Infinity,
});

export const chatsQuery = queryOptions({ queryKey: ['chats'], queryFn: () => client.chats.list() });

export function chatQuery(id: string) {
  return queryOptions({
    queryKey: ['chat', id],
    queryFn: async () => (await client.chats.find({ id })) as Omit<Chat, 'turns'> & { turns: ChatTurn[] },
  });
}

/** @param code of an opportunity or a project, number of an invoice. */
export function whereQuery(code: string) {
  return queryOptions({ queryKey: ['where', code], queryFn: () => client.where.find({ code }) });
}

export type WhereStands = Awaited<ReturnType<typeof client.where.find>>;

/** To try the model costs it two questions: once a visit, or when asked again. */
export const modelQuery = queryOptions({
  queryKey: ['model'],
  queryFn: () => client.model.try(),
  staleTime: Infinity,
  retry: false,
});

export type TriedModel = Awaited<ReturnType<typeof client.model.try>>;

/** @param month 'YYYY-MM' */
export function monthEndQuery(month: string) {
  return queryOptions({ queryKey: ['month-end', month], queryFn: () => client.monthEnds.find({ month }) });
}
export type MonthEnd = Awaited<ReturnType<typeof client.monthEnds.find>>;

export const documentsQuery = queryOptions({ queryKey: ['documents'], queryFn: () => client.documents.list() });
export type ShownDocument = Awaited<ReturnType<typeof client.documents.list>>['documents'][number];

export function passagesQuery(words: string) {
  return queryOptions({ queryKey: ['documents', words], queryFn: () => client.documents.search({ q: words }) });
}
export type Passage = Awaited<ReturnType<typeof client.documents.search>>['passages'][number];

/** What the names say a code is of; a code that nobody knows is refused by the command, which says so. */
async function subjectOf(about: string): Promise<Record<string, string>> {
  if (about === '') return {};
  const { clients, projects } = await client.names.names();
  const kind = about in clients ? 'client' : about in projects ? 'project' : 'consultant';
  return { [kind]: about };
}

/** Files a document under its name. @param about a code, or ''. @throws {ProblemError} what the rules refuse. */
export async function sendDocument(file: File, about: string) {
  const query = new URLSearchParams({ title: file.name, ...(await subjectOf(about)) });
  const address = `${window.location.origin}/api/documents?${query.toString()}`;
  const headers = { 'content-type': file.type === '' ? 'text/plain' : file.type };
  const answer = await call(new Request(address, { method: 'POST', headers, body: file }), {});
  return (await answer.json()) as { sha256: string; reading: { fault: string | null; proposal: string | null } };
}

export const mailsQuery = queryOptions({ queryKey: ['mails'], queryFn: () => client.mails.list() });
export type ShownMail = Awaited<ReturnType<typeof client.mails.list>>['mails'][number];

export const bankQuery = queryOptions({ queryKey: ['bank'], queryFn: () => client.bank.show() });
export type ShownBank = Awaited<ReturnType<typeof client.bank.show>>;

/** What credit notes have left of an invoice, line by line, day by day. */
export function invoiceLinesQuery(number: string) {
  return queryOptions({ queryKey: ['invoice-lines', number], queryFn: () => client.invoices.lines({ number }) });
}
export type InvoiceLines = Awaited<ReturnType<typeof client.invoices.lines>>;

export const quotesQuery = queryOptions({
  queryKey: ['quotes'],
  queryFn: async () => (await client.quotes.list()) as ShownQuotes,
});
export type ShownQuotes = z.infer<typeof shownQuotes>;
export type ShownQuote = ShownQuotes['quotes'][number];

/** @param month 'YYYY-MM' */
export function clientValidationsQuery(month: string) {
  return queryOptions({
    queryKey: ['look-ups', 'list_client_validations', month],
    queryFn: async () => (await client.lookUps.list_client_validations({ month })) as ClientValidations,
  });
}
type ClientValidations = z.infer<(typeof lookUps)['list_client_validations']['output']>;
export type ClientValidation = ClientValidations['validations'][number];

export const noticesQuery = queryOptions({ queryKey: ['notices'], queryFn: () => client.notices.list() });

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

type Options = Readonly<Record<string, string | undefined>>;

/** Any report, as the engine wrote it. @param options as on the command line, 'as-of' for --as-of. */
export function reportQuery(name: ReportName, options: Options) {
  return readQuery('reports', name, options);
}

/** What the assistant looks up. @param name of a look-up: list_projects. */
export function listQuery(name: string, options: Options) {
  return readQuery('look-ups', name, options);
}

function readQuery(kind: 'reports' | 'look-ups', name: string, options: Options) {
  return queryOptions({
    queryKey: [kind, name, options],
    queryFn: () => readDocument(kind, name, options),
  });
}

async function readDocument(kind: 'reports' | 'look-ups', name: string, options: Options): Promise<unknown> {
  const given = Object.entries(options).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const query = new URLSearchParams(given).toString();
  const address = `${window.location.origin}/api/${kind}/${name}${query === '' ? '' : `?${query}`}`;
  return (await call(new Request(address), {})).json();
}

/** A file that the API gives, under the name that it has there. @throws {ProblemError} what the rules refuse. */
export async function takeFile(path: string) {
  const answer = await call(new Request(`${window.location.origin}/api/${path}`), {});
  const file = /filename="?([^";]+)"?/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'vigie';
  return { file, headers: answer.headers, content: await answer.blob() };
}

/** A file of the books, and what is to be known of it. @throws {ProblemError} what cannot be exported. */
export async function takeBookFile(name: BookFileName, options: Readonly<Record<string, string>>) {
  const { headers, ...taken } = await takeFile(`exports/${name}?${new URLSearchParams(options).toString()}`);
  return { ...taken, notes: JSON.parse(decodeURIComponent(headers.get(BOOK_FILE_NOTES) ?? '[]')) as string[] };
}

export type CraDays = z.infer<(typeof craLookUps)['list_cra_days']['output']>;
export type CraProgress = z.infer<(typeof craLookUps)['list_cra_progress']['output']>;
export type CraExpenses = z.infer<(typeof craLookUps)['list_expenses']['output']>;

/** @param month 'YYYY-MM'. @param consultant whose CRA; undefined: one's own. */
export function craDaysQuery(month: string, consultant: string | undefined) {
  const options = { month, consultant };
  return queryOptions({
    queryKey: ['look-ups', 'list_cra_days', options],
    queryFn: async () => (await readDocument('look-ups', 'list_cra_days', options)) as CraDays,
  });
}

export function craProgressQuery(month: string) {
  return queryOptions({
    queryKey: ['look-ups', 'list_cra_progress', month],
    queryFn: async () => (await readDocument('look-ups', 'list_cra_progress', { month })) as CraProgress,
  });
}

export function expensesQuery(month: string) {
  return queryOptions({
    queryKey: ['look-ups', 'list_expenses', month],
    queryFn: async () => (await readDocument('look-ups', 'list_expenses', { month })) as CraExpenses,
  });
}

export type DriftReport = Awaited<ReturnType<typeof client.reports.drift>>;
export type DriftingProject = DriftReport['projects'][number];
export type MarginReport = Extract<Awaited<ReturnType<typeof client.reports.margin>>, { projects: unknown }>;
export type ProjectMargin = MarginReport['projects'][number];
export type Names = Awaited<ReturnType<typeof client.names.names>>;
// As the contract has them: what is read-only there stays a list here.
export type ShownEffect = z.infer<typeof effect>;
export type ShownProposal = z.infer<typeof shownProposal>;
export type ProposalDetail = z.infer<typeof proposalDetail>;
export type Evidence = ProposalDetail['evidence'][number];
export type Answer = z.infer<typeof answer>;
export type Figure = z.infer<typeof figure>;
type Chat = Awaited<ReturnType<typeof client.chats.find>>;
export type ChatTurn = Omit<Chat['turns'][number], 'answer'> & { answer: Answer | null };
