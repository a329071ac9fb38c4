// Who sees which needs, and whom they may put there: a commercial their own deals and everybody, a responsable their own
// projects and the people on them, both at standard costs; nobody else but direction and DAF.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skills_map, staffing } from '../../api/contract/staffing-outputs.ts';
import { readReport } from '../../db/reports/read-report.ts';
import type { Role } from '../../domain/roles.ts';
import { changeExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { openTestApi, readProblem, type TestApi } from './test-api.ts';

let api: TestApi;
const keys = new Map<string, string>();

beforeAll(async () => {
  api = await openTestApi({ readReport });
  // O0011 is another commercial's; C007 is the responsable of P001 and P002.
  const files = changeExample(
    'opportunites.csv',
    'Chef de projet:35|Développeur:20;commercial@esn-exemple.fr',
    'Chef de projet:35|Développeur:20;autre@esn.fr',
  );
  await loadFirm(api.database.app, files);
  const people: [string, string, readonly Role[]][] = [
    ['direction', 'direction@esn.fr', ['direction']],
    ['commercial', 'commercial@esn-exemple.fr', ['commercial']],
    ['responsable', 'aicha.nguyen7@esn-exemple.fr', ['responsable']],
    ['yann', 'yann.bonnet2@esn-exemple.fr', ['consultant']],
    ['adv', 'adv@esn.fr', ['adv']],
  ];
  for (const [name, email, roles] of people) keys.set(name, (await api.addPerson(email, roles)).key);
});
afterAll(() => api.close());

const ask = (who: string, path: string): Promise<Response> =>
  fetch(`${api.url}/api/reports/${path}`, { headers: { authorization: `Bearer ${keys.get(who)}` } });
const read = async (who: string, path: string) => {
  const answer = await ask(who, path);
  if (!answer.ok) throw new Error(`${who} ${path}: ${answer.status} ${await answer.text()}`);
  return staffing.parse(await answer.json());
};

describe('les besoins', () => {
  test('un commercial voit les siens, avec tout le monde, au coût standard', async () => {
    const [whole, own] = [await read('direction', 'staffing'), await read('commercial', 'staffing')];
    const targets = (report: typeof own) =>
      new Set(report.needs.map(({ opportunity, project }) => opportunity ?? project));
    expect(targets(whole)).toContain('O0011');
    expect(targets(own)).not.toContain('O0011');
    expect(targets(own)).toContain('O0008');
    expect(own.costs).toBe('standard');
    const one = await read('commercial', 'staffing?opportunity=O0008');
    expect(one.needs[0]?.alternatives).toHaveLength(3);
    expect(one.needs[0]?.considered).toBe((await read('direction', 'staffing?opportunity=O0008')).needs[0]?.considered);
  });

  test('celui d’un autre est comme absent', async () => {
    expect(await readProblem(await ask('commercial', 'staffing?opportunity=O0011'))).toMatchObject({
      status: 400,
      code: 'report_option',
      detail: 'Opportunité inconnue : O0011.',
    });
    expect((await ask('direction', 'staffing?opportunity=O0011')).status).toBe(200);
  });

  test('un responsable voit ceux de ses projets, et les gens qui y travaillent', async () => {
    const own = await read('responsable', 'staffing');
    expect(own.needs.map(({ project }) => project).filter((code) => code !== 'P001' && code !== 'P002')).toEqual([]);
    expect(own.needs.length).toBeGreaterThan(0);
    const people = new Set(
      own.needs.flatMap(({ candidates, blocked }) => [...candidates, ...blocked]).map(({ code }) => code),
    );
    // A0002 and A0003, A0016: C001 on P001, C006 on P002.
    expect([...people].filter((code) => code !== 'C001' && code !== 'C006')).toEqual([]);
    expect(await readProblem(await ask('responsable', 'staffing?project=P003'))).toMatchObject({
      detail: 'Projet inconnu : P003.',
    });
    expect(await readProblem(await ask('responsable', 'staffing?replace=C002'))).toMatchObject({
      detail: 'Consultant inconnu : C002.',
    });
  });

  test('la marge au coût standard ne dit le coût de personne', async () => {
    const [own, whole] = [
      await read('commercial', 'staffing?opportunity=O0010'),
      await read('direction', 'staffing?opportunity=O0010'),
    ];
    for (const need of own.needs) {
      for (const { profile, days, margin, daily_rate } of need.candidates) {
        const planned =
          { Développeur: 270, 'Développeur senior': 340, 'Chef de projet': 390, Architecte: 460 }[profile] ?? 0;
        expect(margin).toBeCloseTo(days * ((daily_rate ?? 0) - planned), 2);
      }
    }
    expect(own.needs[0]?.candidates.map(({ margin }) => margin)).not.toEqual(
      whole.needs[0]?.candidates.map(({ margin }) => margin),
    );
    expect(await readProblem(await ask('commercial', 'staffing?costs=real'))).toMatchObject({
      code: 'real_costs_refused',
    });
  });

  test('ni le consultant ni l’ADV ne les lisent ; supposer est à la direction et au DAF', async () => {
    for (const who of ['yann', 'adv'])
      expect(await readProblem(await ask(who, 'staffing'))).toMatchObject({ status: 403, code: 'report_refused' });
    for (const who of ['commercial', 'responsable', 'adv'])
      expect(await readProblem(await ask(who, 'what_if?rate=-5'))).toMatchObject({ status: 403 });
  });

  test('chacun voit ses compétences, le commercial celles de tous', async () => {
    const holders = async (who: string) => {
      const map = skills_map.parse(await (await ask(who, 'skills_map')).json());
      return new Set(map.skills.flatMap(({ holders: own }) => own.map(({ code }) => code)));
    };
    expect(await holders('yann')).toEqual(new Set(['C002']));
    expect((await holders('commercial')).size).toBeGreaterThan(4);
  });
});
