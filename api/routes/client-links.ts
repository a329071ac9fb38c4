// Where a client validates CRAs, without an account: the address is the proof. The answer is a form (client-page.ts).
// POST /api/client-links gives the address to who asks (ask_client_validation sends it by mail).

import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import {
  answerClientPage,
  drawClientLink,
  readClientPage,
  type AnswerOutcome,
  type ClientAnswer,
  type ClientPage,
} from '../../db/client-links.ts';
import type { Person } from '../../db/users.ts';
import { askClientValidation } from '../../domain/commands/cra/ask-client-validation.ts';
import { clientPageAddress } from '../client-page-address.ts';
import { CLOSED_WORDS, escapeHtml, writePage, writeSheets } from './client-page.ts';
import { doCommand, type CommandProcess } from './commands.ts';
import { limitByAddress } from './limits.ts';

type Wish = { project: string; month: string; consultant?: string | undefined };

/** The page of one CRA, or of a project's month: an act, and an address shown once. */
export async function makeLinkForClient(
  process: CommandProcess & { publicUrl: string },
  person: Person,
  { project, month, consultant }: Wish,
) {
  const input = { project, month, mail: false, ...(consultant !== undefined && { consultants: [consultant] }) };
  const { status, body } = await doCommand(process, { command: askClientValidation, input, person, channel: 'api' });
  if (status !== 200) throw new Error('ask_client_validation is done at once');
  const { request, expiresOn } = body.result;
  const secret = await drawClientLink(process.appSql, String(request));
  return {
    id: String(request),
    address: clientPageAddress(process.publicUrl, secret),
    expires_on: String(expiresOn),
  };
}

const answered = z.object({
  consultant: z.string().min(1).max(100),
  by: z.string().trim().min(1).max(200),
  answer: z.enum(['valider', 'ecart']),
  comment: z.string().trim().max(2000).default(''),
});

/** By quarters, as one writes them: 0,5. */
const counted = /^\d{1,2}([.,](25|5|50|75|0|00))?$/u;

/** The days that are not ours, as the form gives them. @returns null: one of them is no number of days. */
function readContestedDays(page: ClientPage, consultant: string, fields: Readonly<Record<string, unknown>>) {
  const sheet = page.sheets.find((one) => one.consultant === consultant);
  const days: { date: string; quarterDays: number }[] = [];
  for (const { date, quarterDays } of sheet?.days ?? []) {
    const told = fields[`jour-${date}`];
    if (told === undefined) continue;
    const text = typeof told === 'string' ? told.trim() : '';
    if (!counted.test(text)) return null;
    const theirs = Number(text.replace(',', '.')) * 4;
    if (theirs !== quarterDays) days.push({ date, quarterDays: theirs });
  }
  return days;
}

/** @returns a sentence: what is missing of the answer. */
function readAnswer(page: ClientPage, fields: unknown): ClientAnswer | string {
  const given = answered.safeParse(fields);
  if (!given.success) return 'Il faut votre nom, puis valider ou contester.';
  const { consultant, by, answer, comment } = given.data;
  const days = readContestedDays(page, consultant, fields as Record<string, unknown>);
  if (days === null) return 'Vos jours se comptent par quarts : 0,5.';
  if (answer === 'valider') {
    if (days.length > 0) return 'Vous avez changé des jours : contestez, ou remettez-les comme ils étaient.';
    return { consultant, by, contest: null };
  }
  if (days.length === 0 && comment === '') return 'Dites quels jours, ou ce qui ne va pas.';
  return { consultant, by, contest: { days, comment } };
}

function send(res: Response, status: number, title: string, body: string): void {
  res
    .status(status)
    .set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' })
    .type('html')
    .send(writePage(String(res.locals['nonce']), title, body));
}

function close(res: Response, why: keyof typeof CLOSED_WORDS): void {
  send(res, why === 'unknown' ? 404 : 410, 'Lien fermé', `<p>${CLOSED_WORDS[why]}</p>`);
}

const TITLE = 'Jours à valider';

/** Nothing of what was asked is there any more: said as such. */
function show(res: Response, page: ClientPage | 'unknown' | 'expired', said: string | null = null): void {
  if (typeof page === 'string') return close(res, page);
  if (page.sheets.every(({ state }) => state === 'changed')) return close(res, 'changed');
  send(res, 200, TITLE, writeSheets(page, said));
}

async function record(process: CommandProcess, req: Request, res: Response): Promise<void> {
  const secret = String(req.params['token']);
  const page = await readClientPage(process.appSql, secret, process.today());
  if (typeof page === 'string') return close(res, page);
  const told = readAnswer(page, req.body);
  if (typeof told === 'string') return send(res, 400, 'Réponse incomplète', `<p>${told}</p>${BACK}`);
  const outcome: AnswerOutcome = await answerClientPage(process.appSql, secret, told, process.today());
  if (outcome.state === 'closed') return close(res, outcome.why);
  if (outcome.state === 'refused') return send(res, 409, 'Non enregistré', `<p>${escapeHtml(outcome.sentence)}</p>`);
  const said = told.contest === null ? 'Merci : ces jours sont validés.' : 'Merci : l’écart est signalé.';
  show(res, await readClientPage(process.appSql, secret, process.today()), said);
}

const BACK = '<p>Revenez à la page précédente : rien n’est enregistré.</p>';

/** Mounted at /lien/cra. */
export function openClientLinks(process: CommandProcess): Router {
  const pages = express.Router();
  pages.use(limitByAddress());
  pages.get('/:token', async (req, res) => {
    show(res, await readClientPage(process.appSql, req.params.token, process.today()));
  });
  // A month of days, a name, a comment.
  pages.post('/:token', express.urlencoded({ extended: false, limit: '20kb' }), (req, res) =>
    record(process, req, res),
  );
  return pages;
}
