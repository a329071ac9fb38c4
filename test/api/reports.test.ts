// Who may read which report, at whose costs: the table of roles and reports, through the HTTP door.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPTIONS_OF_REPORT, REPORT_NAMES, type ReportName } from '../../domain/report-names.ts';
import { ROLES, type Role } from '../../domain/roles.ts';
import { reportInputs } from '../../api/contract/report-inputs.ts';
import { PlainError } from '../../db/plain-error.ts';
import { openTestApi, readProblem, type TestApi } from './test-api.ts';

/** COMMANDS.md: what each role gets of each report, whole… */
const WHOLE: Record<ReportName, Partial<Record<Role, 'real' | 'standard'>>> = {
  margin: {},
  drift: {},
  changes: {},
  landing: {},
  occupancy: {},
  bench: {},
  missions: { commercial: 'standard' },
  available: { commercial: 'standard' },
  anomalies: {},
  cra_checks: {},
  billing: { adv: 'standard' },
  orders: { adv: 'standard' },
  receivables: { adv: 'standard' },
  late: { adv: 'standard' },
  'billing-lag': { adv: 'standard' },
  capacity: { commercial: 'standard', responsable: 'standard', adv: 'standard' },
  pipeline: {},
  rates: {},
  staffing: {},
  what_if: {},
  capacity_weeks: { commercial: 'standard', responsable: 'standard', adv: 'standard' },
  capacity_backtest: { commercial: 'standard', responsable: 'standard', adv: 'standard' },
  plan: {},
  skills_map: {},
  found_money: {},
  vat: {},
  payroll: {},
  accounts: {},
  cash: {},
};
/** …or in part, always at standard costs. */
const PART: Record<ReportName, readonly Role[]> = {
  margin: ['commercial', 'responsable'],
  drift: ['commercial', 'responsable'],
  changes: ['commercial', 'responsable'],
  landing: ['commercial', 'responsable'],
  occupancy: ['responsable', 'consultant'],
  bench: ['responsable', 'consultant'],
  missions: ['responsable', 'consultant'],
  available: ['responsable', 'consultant'],
  anomalies: ['responsable', 'adv', 'consultant'],
  cra_checks: ['responsable', 'adv', 'consultant'],
  billing: ['commercial', 'responsable'],
  orders: ['commercial', 'responsable'],
  receivables: ['commercial'],
  late: ['commercial'],
  'billing-lag': ['commercial'],
  capacity: [],
  pipeline: ['commercial'],
  rates: ['commercial'],
  staffing: ['commercial', 'responsable'],
  what_if: [],
  capacity_weeks: [],
  capacity_backtest: [],
  plan: ['commercial', 'responsable', 'consultant'],
  skills_map: ['commercial', 'responsable', 'consultant'],
  found_money: [],
  vat: [],
  payroll: [],
  accounts: [],
  cash: [],
};

describe('lire un rapport', () => {
  let api: TestApi;
  const keys = new Map<Role, string>();
  const read = (role: Role, path: string): Promise<Response> =>
    fetch(`${api.url}/api/reports/${path}`, { headers: { authorization: `Bearer ${keys.get(role)}` } });

  beforeAll(async () => {
    api = await openTestApi({
      readReport: async (_reader, request) => {
        if (request.args['profile'] === 'Inconnu') throw new PlainError('profile_unknown', 'Aucun profil « Inconnu ».');
        if (request.args['profile'] === 'Panne') throw new Error('a secret of the inside');
        if (request.args['profile'] === 'Absente') throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
        return JSON.stringify(request);
      },
    });
    for (const role of ROLES) keys.set(role, (await api.addPerson(`${role}@esn.fr`, [role])).key);
  });
  afterAll(() => api.close());

  test('les options de l’adresse sont celles du moteur', () => {
    for (const name of REPORT_NAMES) {
      const options = Object.keys(reportInputs[name].shape).toSorted();
      expect([name, options]).toEqual([name, ['as-of', ...OPTIONS_OF_REPORT[name]].toSorted()]);
    }
  });

  test.each(REPORT_NAMES)('%s : chaque rôle a ce que la table lui donne', async (name) => {
    for (const role of ROLES) {
      const args = name === 'changes' ? { since: '2026-09-30' } : {};
      const answer = await read(role, `${name}?${new URLSearchParams(args).toString()}`);
      const costs = role === 'direction' || role === 'daf' ? 'real' : WHOLE[name][role];
      if (costs !== undefined) {
        expect([role, await answer.json()]).toEqual([role, { name, args, today: '2026-10-31', costs }]);
      } else if (PART[name].includes(role)) {
        expect([role, await answer.json()]).toMatchObject([
          role,
          { name, costs: 'standard', part: { asker: { email: `${role}@esn.fr`, consultantCode: null } } },
        ]);
      } else {
        expect([role, await readProblem(answer)]).toMatchObject([role, { status: 403, code: 'report_refused' }]);
      }
    }
  });

  test('la marge par consultant dit ce que chacun coûte : direction et DAF seules', async () => {
    for (const role of ROLES) {
      const { status } = await read(role, 'margin?by=consultant');
      expect([role, status]).toEqual([role, role === 'direction' || role === 'daf' ? 200 : 403]);
    }
    expect(await readProblem(await read('responsable', 'margin?by=consultant'))).toMatchObject({
      code: 'report_refused',
    });
  });

  test('les coûts réels demandés par qui ne les voit pas sont refusés, les coûts standard se demandent toujours', async () => {
    expect(await (await read('daf', 'margin?costs=standard&as-of=2026-10-31&from=2026-08-01')).json()).toEqual({
      name: 'margin',
      args: { 'as-of': '2026-10-31', from: '2026-08-01' },
      today: '2026-10-31',
      costs: 'standard',
    });
    expect(await (await read('daf', 'margin?costs=real')).json()).toMatchObject({ costs: 'real' });
  });

  test.each([
    ['margin?as-of=31/10/2026', 'as-of'],
    ['margin?as-of=2026-02-30', 'as-of'],
    ['margin?as_of=2026-10-31', 'as_of'],
    ['margin?by=manager', 'by'],
    ['margin?as-of=2026-10-31&as-of=2026-09-30', 'as-of'],
    ['occupancy?month=2026-13', 'month'],
    ['capacity?months=0', 'months'],
    ['receivables?costs=standard', 'costs'],
    ['margin?__proto__=1', '__proto__'],
  ])('%s est refusé en nommant l’option', async (path, field) => {
    const problem = await readProblem(await read('direction', path));
    expect(problem).toMatchObject({ status: 400, code: 'input_refused' });
    expect(problem.detail).toContain(field);
  });

  test('un refus du moteur garde son code, une panne ne dit rien de l’intérieur', async () => {
    expect(await readProblem(await read('daf', 'available?profile=Inconnu'))).toEqual({
      status: 422,
      code: 'profile_unknown',
      detail: 'Aucun profil « Inconnu ».',
    });
    expect(await readProblem(await read('daf', 'available?profile=Absente'))).toMatchObject({
      status: 503,
      code: 'database_away',
    });
    const broken = await readProblem(await read('daf', 'available?profile=Panne'));
    expect(broken).toMatchObject({ status: 500, code: 'internal_error' });
    expect(broken.detail).not.toContain('secret');
    expect(api.logged.join()).toContain('a secret of the inside');
  });
});
