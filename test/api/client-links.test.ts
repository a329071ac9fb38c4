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

function answerLink(address: string, fields: Record<string, string>): Promise<Response> {
  return fetch(address, { method: 'POST', body: new URLSearchParams(fields) });
}

async function readSigned(sheet: Sheet | undefined): Promise<unknown> {
  const [row] = await api.database.app`
    select t.client_validation from timesheets t join consultants c on c.id = t.consultant_id join projects p on p.id = t.project_id
    where c.code = ${sheet?.consultant ?? ''} and p.code = ${sheet?.project ?? ''} and t.month = '2026-10-01'`;
  return row?.['client_validation'] ?? null;
}

describe('le lien de validation du client', () => {
  test('montre les jours sans compte, et enregistre la réponse une seule fois', async () => {
    const [sheet] = sheets;
    const address = await makeLink(sheet);
    const page = await fetch(address);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self'");
    const html = await page.text();
    expect(html).toContain('01/10/2026');
    expect(html).not.toContain('<script');

    expect((await answerLink(address, { by: 'Mme <b>Lopez</b>', answer: 'valider', days: '' })).status).toBe(200);
    const signed = { by: 'Mme <b>Lopez</b>', on: '2026-10-31', quarterDays: Number(sheet?.days) * 4 };
    expect(await readSigned(sheet)).toMatchObject({
      ...signed,
      evidence: expect.stringMatching(/^lien [0-9a-f-]{36}$/u),
    });
    const again = await answerLink(address, { by: 'Un autre', answer: 'ecart', days: '1' });
    expect([again.status, await again.text()]).toEqual([410, expect.stringContaining('déjà servi')]);
    expect(await readSigned(sheet)).toMatchObject(signed);
    expect((await fetch(address)).status).toBe(410);
  });

  test('deux réponses en même temps n’en font qu’une', async () => {
    const address = await makeLink(sheets[1]);
    const answers = await Promise.all(
      ['Anne', 'Bruno', 'Chloé'].map((by) => answerLink(address, { by, answer: 'valider' })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const [acts] = await api.database.app`
      select count(*)::int as acts from acts a join client_links k on k.id = a.act_id
      join consultants c on c.id = k.consultant_id where c.code = ${sheets[1]?.consultant ?? ''}`;
    expect(acts).toEqual({ acts: 1 });
  });

  test('un écart se signale en jours, et devient un constat', async () => {
    const [, , sheet] = sheets;
    const address = await makeLink(sheet);
    expect((await answerLink(address, { by: 'M. Petit', answer: 'ecart' })).status).toBe(400);
    expect((await answerLink(address, { by: 'M. Petit', answer: 'ecart', days: '1,5' })).status).toBe(200);
    const report = await fetch(`${api.url}/api/reports/cra_checks?month=${MONTH}`, {
      headers: { authorization: `Bearer ${adv}` },
    });
    const { findings } = (await report.json()) as {
      findings: { check: string; consultant: string; project: string }[];
    };
    expect(findings).toContainEqual(
      expect.objectContaining({ check: 'client_days_differ', consultant: sheet?.consultant, project: sheet?.project }),
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
    expect((await answerLink(address, { by: 'Mme Lopez', answer: 'valider' })).status).toBe(410);
    expect(await readSigned(sheet)).toBeNull();
  });

  test('un lien expire au bout de trente jours, et un lien inventé n’ouvre rien', async () => {
    const [, , , , sheet] = sheets;
    const address = await makeLink(sheet);
    await api.database.owner`update client_links set expires_on = '2026-10-30' where used_at is null`;
    expect(await (await fetch(address)).text()).toContain('trente jours');
    expect((await answerLink(address, { by: 'Mme Lopez', answer: 'valider' })).status).toBe(410);
    expect((await fetch(`${api.url}/lien/cra/${'x'.repeat(43)}`)).status).toBe(404);
  });

  test('n’est fait que par qui peut enregistrer cette validation, et son secret n’est gardé nulle part', async () => {
    const [sheet] = sheets;
    const wish = { consultant: sheet?.consultant, month: MONTH, project: sheet?.project };
    expect((await readProblem(await post('client-links', consultant, wish))).status).toBe(403);
    expect((await readProblem(await post('client-links', adv, { ...wish, month: '2026-13' }))).status).toBe(400);
    const address = await makeLink(sheet);
    const token = address.split('/').at(-1) ?? '';
    await fetch(address);
    const stored = await api.database.owner`select * from client_links`;
    expect(JSON.stringify(stored)).not.toContain(token);
    expect(api.logged.join('\n')).not.toContain(token);
  });
});
