// A client validates a CRA by a link, without an account: the days are shown, the answer is recorded once, for the content
// that was shown.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readReport } from '../../db/reports/read-report.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { openTestApi, readProblem, type TestApi } from './test-api.ts';

const MONTH = '2026-10';
type Sheet = { consultant: string; project: string; days: number };

let api: TestApi;
let adv: string;
let direction: string;
let consultant: string;
let sheets: Sheet[] = [];

beforeAll(async () => {
  api = await openTestApi({ readReport });
  await loadFirm(api.database.app, readExample());
  adv = (await api.addPerson('adv@esn.fr', ['adv'])).key;
  direction = (await api.addPerson('direction@esn.fr', ['direction'])).key;
  consultant = (await api.addPerson('passant@esn.fr', ['consultant'])).key;
  sheets = [
    ...(await api.database.app<Sheet[]>`
      select c.code as consultant, p.code as project, sum(r.quarter_days)::int / 4.0::float8 as days
      from time_rows r join consultants c on c.id = r.consultant_id join projects p on p.id = r.project_id
      where r.worked_on between '2026-10-01' and '2026-10-31' and r.state <> 'brouillon'
        and p.contract_kind <> 'interne'
      group by 1, 2 having count(*) > 5 order by 1, 2`),
  ];
});
afterAll(() => api.close());

function post(path: string, key: string, body: unknown): Promise<Response> {
  return fetch(`${api.url}/api/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function makeLink(sheet: Sheet | undefined): Promise<string> {
  const answer = await post('client-links', adv, {
    consultant: sheet?.consultant,
    month: MONTH,
    project: sheet?.project,
  });
  expect(answer.status).toBe(201);
  const { address, expires_on: expiresOn } = (await answer.json()) as { address: string; expires_on: string };
  expect(expiresOn).toBe('2026-11-30');
  return address;
}

/** The answer of a form, for the person of the sheet. */
function answerLink(address: string, sheet: Sheet | undefined, fields: Record<string, string>): Promise<Response> {
  const body = new URLSearchParams({ consultant: sheet?.consultant ?? '', ...fields });
  return fetch(address, { method: 'POST', body });
}

async function readSigned(sheet: Sheet | undefined): Promise<unknown> {
  const [row] = await api.database.app`
    select t.client_validation from timesheets t join consultants c on c.id = t.consultant_id join projects p on p.id = t.project_id
    where c.code = ${sheet?.consultant ?? ''} and p.code = ${sheet?.project ?? ''} and t.month = '2026-10-01'`;
  return row?.['client_validation'] ?? null;
}

describe('la page où le client valide', () => {
  test('montre les jours sans compte ni prix, et enregistre la réponse une seule fois', async () => {
    const [sheet] = sheets;
    const address = await makeLink(sheet);
    const page = await fetch(address);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self'");
    const html = await page.text();
    expect(html).toContain('01/10/2026');
    expect(html).not.toContain('<script');
    expect(html).not.toMatch(/€|tjm|cjm/iu);

    const answer = await answerLink(address, sheet, { by: 'Mme <b>Lopez</b>', answer: 'valider' });
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('ces jours sont validés')]);
    const signed = { by: 'Mme <b>Lopez</b>', on: '2026-10-31', quarterDays: Number(sheet?.days) * 4 };
    expect(await readSigned(sheet)).toMatchObject({ ...signed, evidence: 'page du client' });
    const again = await answerLink(address, sheet, { by: 'Un autre', answer: 'ecart', comment: 'Non' });
    expect([again.status, await again.text()]).toEqual([410, expect.stringContaining('déjà enregistrée')]);
    expect(await readSigned(sheet)).toMatchObject(signed);
    const after = await (await fetch(address)).text();
    expect(after).toContain('validé par Mme &#60;b&#62;Lopez&#60;/b&#62; le 31/10/2026');
    expect(after).not.toContain('<form');
  });

  test('dit à qui l’a demandé ce que le client a répondu', async () => {
    const notices = await api.database.app`
      select n.text from notices n join auth.users u on u.id = n.user_id where u.email = 'adv@esn.fr'`;
    expect(notices.map(({ text }) => String(text))).toContainEqual(expect.stringContaining('a validé les jours de'));
  });

  test('deux réponses en même temps n’en font qu’une', async () => {
    const [, sheet] = sheets;
    const address = await makeLink(sheet);
    const answers = await Promise.all(
      ['Anne', 'Bruno', 'Chloé'].map((by) => answerLink(address, sheet, { by, answer: 'valider' })),
    );
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['200', '410', '410']);
    const [acts] = await api.database.app`
      select count(*)::int as acts from acts where command = 'record_client_validation' and channel = 'web'
        and act_id in (select e.act_id from executions e where e.result -> 'effect' ->> 'sentence' like ${`%${sheet?.consultant ?? ''} sur ${sheet?.project ?? ''}%`})`;
    expect(acts).toEqual({ acts: 1 });
  });

  test('un écart se signale jour par jour, avec ses mots, et devient un constat', async () => {
    const [, , sheet] = sheets;
    const address = await makeLink(sheet);
    const [day] = await api.database.app<{ date: string; quarters: number }[]>`
      select r.worked_on as date, sum(r.quarter_days)::int as quarters from time_rows r
        join consultants c on c.id = r.consultant_id join projects p on p.id = r.project_id
      where c.code = ${sheet?.consultant ?? ''} and p.code = ${sheet?.project ?? ''}
        and r.worked_on between '2026-10-01' and '2026-10-31' group by 1 having sum(r.quarter_days) > 2 order by 1 limit 1`;
    const field = `jour-${day?.date ?? ''}`;
    const petit = { by: 'M. Petit', answer: 'ecart' };
    for (const bad of [petit, { ...petit, [field]: '0,3' }, { by: '', answer: 'ecart' }])
      expect((await answerLink(address, sheet, bad)).status).toBe(400);
    // Days changed, then « valider »: which of the two is meant is asked.
    expect((await answerLink(address, sheet, { ...petit, answer: 'valider', [field]: '0,5' })).status).toBe(400);
    expect(await readSigned(sheet)).toBeNull();
    const contest = { ...petit, [field]: '0,5', comment: 'Parti <à> midi' };
    expect((await answerLink(address, sheet, contest)).status).toBe(200);
    expect(await readSigned(sheet)).toMatchObject({
      quarterDays: Number(sheet?.days) * 4 - (day?.quarters ?? 0) + 2,
      contest: { comment: 'Parti <à> midi', days: [{ date: day?.date, quarterDays: 2 }] },
    });
    const report = await fetch(`${api.url}/api/reports/cra_checks?month=${MONTH}`, {
      headers: { authorization: `Bearer ${adv}` },
    });
    const { findings } = (await report.json()) as { findings: { check: string; sentence: string }[] };
    expect(findings).toContainEqual(
      expect.objectContaining({
        check: 'client_days_differ',
        consultant: sheet?.consultant,
        project: sheet?.project,
        sentence: expect.stringContaining('Parti <à> midi'),
      }),
    );
  });

  test('un CRA changé depuis l’envoi ne se valide plus par ce lien', async () => {
    const [, , , sheet] = sheets;
    const address = await makeLink(sheet);
    const [row] = await api.database.app<{ date: string; occurrence: number }[]>`
      select r.worked_on as date, r.occurrence from time_rows r join consultants c on c.id = r.consultant_id
      join projects p on p.id = r.project_id
      where c.code = ${sheet?.consultant ?? ''} and p.code = ${sheet?.project ?? ''} and r.quarter_days > 1
        and r.worked_on between '2026-10-01' and '2026-10-31' order by 1 limit 1`;
    const corrected = { consultant: sheet?.consultant, project: sheet?.project, ...row, days: 0.25, reason: 'Erreur' };
    expect((await post('commands/correct_time', direction, corrected)).status).toBe(200);
    const page = await fetch(address);
    expect([page.status, await page.text()]).toEqual([410, expect.stringContaining('a changé')]);
    expect((await answerLink(address, sheet, { by: 'Mme Lopez', answer: 'valider' })).status).toBe(410);
    expect(await readSigned(sheet)).toBeNull();
  });

  test('liste tous les CRA du mois du projet, qui se valident un à un', async () => {
    const [project] = await api.database.app<{ code: string; people: string[] }[]>`
      select p.code, array_agg(distinct c.code order by c.code) as people
      from time_rows r join consultants c on c.id = r.consultant_id join projects p on p.id = r.project_id
      where r.worked_on between '2026-09-01' and '2026-09-30' and r.state <> 'brouillon' and p.contract_kind <> 'interne'
      group by 1 having count(distinct c.code) > 1 order by 1 limit 1`;
    const { code = '', people = [] } = project ?? {};
    const answer = await post('client-links', adv, { project: code, month: '2026-09' });
    const { address } = (await answer.json()) as { address: string };
    const html = await (await fetch(address)).text();
    expect(html.match(/<form/gu)).toHaveLength(people.length);
    const [first = ''] = people;
    const signing = { consultant: first, project: code, days: 0 };
    expect((await answerLink(address, signing, { by: 'Mme Lopez', answer: 'valider' })).status).toBe(200);
    expect((await (await fetch(address)).text()).match(/<form/gu)).toHaveLength(people.length - 1);
    const stranger = await answerLink(address, { ...signing, consultant: 'C999' }, { by: 'X', answer: 'valider' });
    expect(stranger.status).toBe(404);
    // What is signed is not asked again.
    const left = await post('commands/ask_client_validation?preview=1', adv, {
      project: code,
      month: '2026-09',
      to: 'client@client.fr',
    });
    const { effect } = (await left.json()) as { effect: { rows: { after: { sheets: { consultant: string }[] } }[] } };
    expect(effect.rows[0]?.after.sheets.map(({ consultant: who }) => who)).toEqual(people.slice(1));
  });

  test('un lien expire au bout de trente jours, et un lien inventé n’ouvre rien', async () => {
    const [, , , , sheet] = sheets;
    const address = await makeLink(sheet);
    await api.database.owner.begin(async (tx) => {
      await tx`alter table client_requests disable trigger require_act`;
      await tx`update client_requests set expires_on = '2026-10-30'`;
      await tx`alter table client_requests enable always trigger require_act`;
    });
    expect(await (await fetch(address)).text()).toContain('trente jours');
    expect((await answerLink(address, sheet, { by: 'Mme Lopez', answer: 'valider' })).status).toBe(410);
    expect((await fetch(`${api.url}/lien/cra/${'x'.repeat(43)}`)).status).toBe(404);
    // One letter changed is another address.
    const forged = address.replace(/.$/u, (last) => (last === 'A' ? 'B' : 'A'));
    expect((await fetch(forged)).status).toBe(404);
  });

  test('n’est demandée que par qui peut enregistrer cette validation, et son secret n’est gardé nulle part', async () => {
    const [sheet] = sheets;
    const wish = { consultant: sheet?.consultant, month: '2026-09', project: sheet?.project };
    expect((await readProblem(await post('client-links', consultant, wish))).status).toBe(403);
    expect((await readProblem(await post('client-links', adv, { ...wish, month: '2026-13' }))).status).toBe(400);
    const { address } = (await (await post('client-links', adv, wish)).json()) as { address: string };
    const token = address.split('/').at(-1) ?? '';
    await fetch(address);
    const stored = [
      await api.database.owner`select * from client_requests`,
      await api.database.owner`select * from client_link_secrets`,
      await api.database.owner`select * from executions`,
    ];
    expect(JSON.stringify(stored)).not.toContain(token);
    expect(api.logged.join('\n')).not.toContain(token);
  });
});
