// The page that a client sees: the days of each person, what is answered, and a form for what waits. One plain page, no
// script, nothing but days: no price, no cost. It is read on a phone as well.

import type { ClientPage, ClientSheet, ClosedPage, SheetState } from '../../db/client-links.ts';
import { sayDate, sayDays, sayMonth } from '../../domain/french.ts';

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => `&#${character.codePointAt(0) ?? 0};`);
}

const STYLE = `
:root{color-scheme:light dark;--page:#fff;--ink:#1b1f24;--line:#d0d7de;--quiet:#57606a;--ground:#f6f8fa;--accent:#17406b;--on-accent:#fff}
@media (prefers-color-scheme:dark){:root{--page:#0d1117;--ink:#e6edf3;--line:#3d444d;--quiet:#9da7b3;--ground:#161b22;--accent:#8ab8e6;--on-accent:#0d1117}}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:1.5rem auto;padding:0 1rem;overflow-wrap:anywhere;background:var(--page);color:var(--ink)}
h1{font-size:1.4rem;line-height:1.25}h2{font-size:1.05rem;margin:0}
.quiet{color:var(--quiet)}.said{background:var(--ground);border-left:3px solid var(--accent);padding:.6rem .8rem}
details{border:1px solid var(--line);border-radius:6px;margin:.8rem 0;padding:.2rem .8rem}
summary{padding:.5rem 0;cursor:pointer}summary h2{display:inline}
table{border-collapse:collapse;width:100%}td,th{padding:.3rem .3rem;border-bottom:1px solid var(--line);text-align:left;font-variant-numeric:tabular-nums}
th:last-child,td:last-child{text-align:right}td input{width:4.5rem;text-align:right}
label{display:block;margin:.8rem 0}input,textarea,button{font:inherit;padding:.35rem .5rem;max-width:100%}
label input,textarea{display:block;width:100%}
button{border:1px solid var(--accent);border-radius:6px;padding:.5rem 1rem;margin:.4rem .6rem .8rem 0;background:transparent;color:inherit}
button[value=valider]{background:var(--accent);color:var(--on-accent)}
`;

export function writePage(nonce: string, title: string, body: string): string {
  return `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style nonce="${escapeHtml(nonce)}">${STYLE}</style></head><body><main><h1>${escapeHtml(title)}</h1>
${body}
</main></body></html>`;
}

export const CLOSED_WORDS: Readonly<Record<ClosedPage | Exclude<SheetState, 'open'>, string>> = {
  unknown: 'Ce lien n’existe pas.',
  expired: 'Ce lien a plus de trente jours : demandez-en un nouveau.',
  accepted: 'Votre réponse est déjà enregistrée.',
  contested: 'Votre réponse est déjà enregistrée.',
  changed: 'Ce compte rendu a changé depuis l’envoi du lien : demandez-en un nouveau.',
};

const STATE_WORDS: Readonly<Record<SheetState, string>> = {
  open: 'à valider',
  accepted: 'validé',
  contested: 'contesté',
  changed: 'a changé depuis',
};

const totalOf = (sheet: ClientSheet): number => sheet.days.reduce((sum, { quarterDays }) => sum + quarterDays, 0);

/** How a client's days are written in a field: 0,5. */
const fieldDays = (quarterDays: number): string => String(quarterDays / 4).replace('.', ',');

function writeDays(sheet: ClientSheet): string {
  const isOpen = sheet.state === 'open';
  const rows = sheet.days.map(({ date, quarterDays }) => {
    const label = `Jours que vous comptez le ${sayDate(date)}`;
    const field = `<td><input name="jour-${date}" inputmode="decimal" maxlength="5" value="${fieldDays(quarterDays)}" aria-label="${label}"></td>`;
    return `<tr><td>${sayDate(date)}</td><td>${sayDays(quarterDays / 4)}</td>${isOpen ? field : ''}</tr>`;
  });
  return `<table><thead><tr><th scope="col">Jour</th><th scope="col">Travaillé</th>${isOpen ? '<th scope="col">Pour vous</th>' : ''}</tr></thead>
<tbody>${rows.join('')}</tbody></table>`;
}

function writeForm(sheet: ClientSheet): string {
  return `<form method="post"><input type="hidden" name="consultant" value="${escapeHtml(sheet.consultant)}">
${writeDays(sheet)}
<label>Votre nom<input name="by" required maxlength="200" autocomplete="name"></label>
<label>En cas d’écart, ce qui ne va pas<textarea name="comment" rows="2" maxlength="2000"></textarea></label>
<button name="answer" value="valider">Valider ces ${sayDays(totalOf(sheet) / 4)}</button><button name="answer" value="ecart">Contester</button>
</form>`;
}

function writeSheet(sheet: ClientSheet, isFirst: boolean): string {
  const { name, state, answer } = sheet;
  const who = answer === null ? '' : ` par ${escapeHtml(answer.by)} le ${sayDate(answer.on)}`;
  const body =
    state === 'open' ? writeForm(sheet) : state === 'changed' ? `<p>${CLOSED_WORDS.changed}</p>` : writeDays(sheet);
  return `<details${isFirst ? ' open' : ''}><summary><h2>${escapeHtml(name)}</h2>, ${sayDays(totalOf(sheet) / 4)} <span class="quiet">${STATE_WORDS[state]}${who}</span></summary>
${body}</details>`;
}

/** @param said what was just answered. */
export function writeSheets(page: ClientPage, said: string | null): string {
  const first = page.sheets.find(({ state }) => state === 'open');
  const left = page.sheets.filter(({ state }) => state === 'open').length;
  const waiting = left === 0 ? 'Rien n’attend plus votre réponse.' : `${left} à valider.`;
  return `${said === null ? '' : `<p class="said" role="status">${escapeHtml(said)}</p>`}
<p>${escapeHtml(page.title ?? page.project)}, ${sayMonth(page.month)}. <span class="quiet">${waiting}</span></p>
${page.sheets.map((sheet) => writeSheet(sheet, sheet === first)).join('\n')}
<p class="quiet">Page ouverte jusqu’au ${sayDate(page.expiresOn)}.</p>`;
}
