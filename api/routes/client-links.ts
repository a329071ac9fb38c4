// Where a client validates a CRA, without an account: the address is the proof. One plain page, no script; the answer is a
// form. POST /api/client-links makes the address.

import express, { type Router } from 'express';
import { z } from 'zod';
import {
  answerClientLink,
  makeClientLink,
  readClientLink,
  type ClientLink,
  type LinkState,
} from '../../db/client-links.ts';
import type { Person } from '../../db/users.ts';
import { sayDate, sayDays, sayMonth } from '../../domain/french.ts';
import type { CommandProcess } from './commands.ts';
import { statusOf } from './commands.ts';
import { limitByAddress } from './limits.ts';
import { refuse } from './problems.ts';

/** The address to send to the client, shown once: only the digest of its secret is kept. */
export async function makeLinkForClient(
  process: CommandProcess & { publicUrl: string },
  person: Person,
  sheet: { consultant: string; month: string; project: string },
) {
  const made = await makeClientLink(process.appSql, sheet, person.userId, process.today());
  if (made.state === 'refused') throw refuse(statusOf(made.code), made.code, made.sentence);
  return { id: made.id, address: `${process.publicUrl}/lien/cra/${made.token}`, expires_on: made.expiresOn };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => `&#${character.codePointAt(0) ?? 0};`);
}

function writePage(nonce: string, title: string, body: string): string {
  return `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style nonce="${escapeHtml(nonce)}">
body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
table{border-collapse:collapse;width:100%}td,th{padding:.3rem .5rem;border-bottom:1px solid #d0d7de;text-align:left}
td:last-child,th:last-child{text-align:right}label{display:block;margin:.8rem 0}input{font:inherit;padding:.3rem;width:100%;box-sizing:border-box}
button{font:inherit;padding:.5rem 1rem;margin:.4rem .6rem 0 0}
</style></head><body><main><h1>${escapeHtml(title)}</h1>
${body}
</main></body></html>`;
}

const CLOSED: Readonly<Record<Exclude<LinkState, 'open'>, string>> = {
  unknown: 'Ce lien n’existe pas.',
  used: 'Ce lien a déjà servi : la réponse est enregistrée.',
  expired: 'Ce lien a plus de trente jours : demandez-en un nouveau.',
  changed: 'Ce compte rendu a changé depuis l’envoi du lien : demandez-en un nouveau.',
};

function writeSheet(link: ClientLink): string {
  const total = link.days.reduce((sum, [, , quarters]) => sum + quarters, 0);
  const rows = link.days.map(
    ([date, , quarters]) => `<tr><td>${sayDate(date)}</td><td>${sayDays(quarters / 4)}</td></tr>`,
  );
  return `<p>${escapeHtml(link.name)}, ${escapeHtml(link.title ?? link.project)}, ${sayMonth(link.month)}.</p>
<table><thead><tr><th>Jour</th><th>Travaillé</th></tr></thead><tbody>${rows.join('')}
<tr><th>Total</th><th>${sayDays(total / 4)}</th></tr></tbody></table>
<form method="post">
<label>Votre nom<input name="by" required maxlength="200" autocomplete="name"></label>
<label>Jours que vous comptez, en cas d’écart<input name="days" inputmode="decimal" maxlength="8"></label>
<button name="answer" value="valider">Valider</button><button name="answer" value="ecart">Signaler un écart</button>
</form>`;
}

const answered = z.object({
  by: z.string().trim().min(1).max(200),
  answer: z.enum(['valider', 'ecart']),
  days: z
    .string()
    .trim()
    .regex(/^(\d{1,3}([.,](25|5|50|75|0|00))?)?$/u)
    .default(''),
});

/** Mounted at /lien/cra. */
export function openClientLinks(process: CommandProcess): Router {
  const pages = express.Router();
  const answer = (res: express.Response, status: number, title: string, body: string): void => {
    res
      .status(status)
      .set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' })
      .type('html')
      .send(writePage(String(res.locals['nonce']), title, body));
  };
  const close = (res: express.Response, state: Exclude<LinkState, 'open'>): void =>
    answer(res, state === 'unknown' ? 404 : 410, 'Lien fermé', `<p>${CLOSED[state]}</p>`);
  pages.use(limitByAddress());
  pages.get('/:token', async (req, res) => {
    const { state, link } = await readClientLink(process.appSql, req.params.token, process.today());
    if (state !== 'open' || link === null) return close(res, state === 'open' ? 'unknown' : state);
    answer(res, 200, 'Compte rendu d’activité à valider', writeSheet(link));
  });
  pages.post('/:token', express.urlencoded({ extended: false, limit: '10kb' }), async (req, res) => {
    const given = answered.safeParse(req.body);
    const wantsDays = given.success && given.data.answer === 'ecart' && given.data.days === '';
    if (!given.success || wantsDays)
      return answer(
        res,
        400,
        'Réponse incomplète',
        '<p>Il faut votre nom et, en cas d’écart, vos jours (par quarts : 18,5).</p>',
      );
    const { by, days, answer: choice } = given.data;
    const done = await answerClientLink(
      process.appSql,
      req.params.token ?? '',
      { by, days: choice === 'ecart' ? Number(days.replace(',', '.')) : null },
      process.today(),
    );
    if (done.state === 'refused') return answer(res, 409, 'Non enregistré', `<p>${escapeHtml(done.sentence)}</p>`);
    if (done.state === 'done')
      return answer(
        res,
        200,
        'Merci',
        `<p>${choice === 'valider' ? 'Ces jours sont validés.' : 'L’écart est signalé.'}</p>`,
      );
    close(res, done.state === 'open' ? 'unknown' : done.state);
  });
  return pages;
}
