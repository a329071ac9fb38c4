// Staffing on a real firm: what the report offers is what the commands take, and its figures are those of the other
// reports. What is supposed is not saved.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { solveStaffing } from '../../api/staffing/solve-staffing.ts';
import { skills_map, staffing, what_if } from '../../api/contract/staffing-outputs.ts';
import { generateDemoFirm } from '../../db/demo/firm.ts';
import { readFactsToStaff, readReport } from '../../db/reports/read-report.ts';
import { ReportOptionError } from '../../db/reports/report-option.ts';
import { STAFFING_AIMS } from '../../domain/staffing/alternatives.ts';
import { DEFAULT_PLAN_SETTINGS } from '../../domain/staffing/plan-problem.ts';
import { approveAndExecute } from './approve.ts';
import { openDesk, type Desk } from './desk.ts';
import { readExample } from './firm-files.ts';
import { loadFirm } from './load-firm.ts';
import { addPerson } from './people.ts';
import { commandNamed } from './run-command.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

type Args = Readonly<Record<string, string>>;
const available = z.object({ consultants: z.array(z.object({ code: z.string(), days: z.number() })) });

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.database.drop());

const ask = async (args: Args) => staffing.parse(await desk.report('staffing', args));
const askOne = async (args: Args) => {
  const [need] = (await ask(args)).needs;
  if (!need) throw new Error('no need is answered');
  return need;
};
const refusal = async (name: 'staffing' | 'what_if', args: Args): Promise<string> => {
  const error: unknown = await desk.report(name, args).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ReportOptionError)) throw new Error(`${name} was not refused`);
  return error.message;
};

describe('un besoin', () => {
  test('les trois besoins de O0008 ont chacun trois possibilités, de trois personnes', async () => {
    const { needs } = await ask({ opportunity: 'O0008' });
    expect(needs.map(({ id, days, daily_rate }) => [id, days, daily_rate])).toEqual([
      ['O0008:Chef de projet', 38, 640],
      ['O0008:Développeur senior', 6, 560],
      ['O0008:Architecte', 35, 780],
    ]);
    for (const { alternatives } of needs) {
      expect(alternatives.map(({ aim }) => aim)).toEqual(['balance', 'margin', 'stability']);
      expect(new Set(alternatives.map(({ consultant }) => consultant)).size).toBe(3);
    }
  });

  test('qui est libre l’est autant de jours que le dit le rapport available', async () => {
    const range = { from: '2026-11-02', to: '2026-12-31' };
    const [need, free] = [
      await askOne({ ...range, profile: 'Développeur' }),
      available.parse(await desk.report('available', range)),
    ];
    const shown = [...need.candidates, ...need.blocked].filter(({ free_days }) => free_days > 0);
    expect(new Map(shown.map(({ code, free_days }) => [code, free_days]))).toEqual(
      new Map(free.consultants.map(({ code, days }) => [code, days])),
    );
    expect(shown.length).toBeGreaterThan(3);
    expect(need.alternatives).toEqual([]);
  });

  test('la marge offerte est celle des jours offerts, au coût de la personne ou au coût standard', async () => {
    const real = await askOne({ opportunity: 'O0008', profile: 'Chef de projet' });
    const standard = await askOne({ opportunity: 'O0008', profile: 'Chef de projet', costs: 'standard' });
    const marginOf = (need: typeof real) => need.candidates.find(({ code }) => code === 'C003')?.margin;
    // C003 offers 34 days sold 640; CJM 386.16 from 2026-07, planned 390.
    const [cost] = await desk.app<{ cents: number }[]>`
      select daily_cost_cents as cents from cost_rates r join consultants c on c.id = r.consultant_id
      where c.code = 'C003' and r.starts_on <= '2026-10-31' order by r.starts_on desc limit 1`;
    expect(marginOf(real)).toBe(Math.round(34 * (64_000 - (cost?.cents ?? 0))) / 100);
    expect(marginOf(standard)).toBe(34 * (640 - 390));
    expect(await ask({ opportunity: 'O0008', costs: 'standard' })).toMatchObject({ costs: 'standard' });
  });

  test('les compétences exigées écartent, et l’on dit au plus près qui manque de quoi', async () => {
    const need = await askOne({ skills: 'Gestion de projet:5', from: '2026-12-01', to: '2026-12-31' });
    expect(need).toMatchObject({ feasible: 0, candidates: [], nearest_miss: { constraint: 'skills' } });
    expect(need.message).toMatch(/^Le besoin ne dit pas combien de jours|Personne ne peut le prendre/);
    const found = await askOne({ skills: 'AWS:5', from: '2027-01-04', to: '2027-03-31' });
    expect(found.candidates.map(({ code }) => code)).toEqual(['C008']);
  });

  test('sans dates ni besoins décrits, c’est dit ; ce qui n’existe pas est refusé', async () => {
    await desk.write((tx) => tx`update opportunities set planned_end_on = null where code = 'O0009'`);
    expect(await askOne({ opportunity: 'O0009' })).toMatchObject({
      gaps: ['dates'],
      candidates: [],
      alternatives: [],
      message: expect.stringContaining('pas de dates'),
    });
    expect(await refusal('staffing', { opportunity: 'O9999' })).toBe('Opportunité inconnue : O9999.');
    expect(await refusal('staffing', { project: 'P999' })).toBe('Projet inconnu : P999.');
    expect(await refusal('staffing', { replace: 'C999' })).toBe('Consultant inconnu : C999.');
    expect(await refusal('staffing', { from: '2026-12-31', to: '2026-12-01' })).toContain('est après');
  });
});

describe('une possibilité choisie', () => {
  test('est prise par sa commande : le besoin baisse d’autant, et la personne est moins libre', async () => {
    const need = await askOne({ opportunity: 'O0011', profile: 'Développeur' });
    const [first] = need.alternatives;
    if (first?.command !== 'assign_consultant') throw new Error('no alternative to assign');
    expect(await desk.run(first.command, first.input, 'direction')).toMatchObject({ state: 'done' });
    const after = await askOne({ opportunity: 'O0011', profile: 'Développeur' });
    expect(after.days).toBe(Math.max(0, (need.days ?? 0) - first.days));
  });

  test('toutes celles d’un projet passent ; la même deux fois est refusée, la personne étant prise', async () => {
    const need = await askOne({ project: 'P001' });
    expect(need.kind).toBe('project');
    const inputs = need.alternatives;
    expect(inputs.length).toBeGreaterThan(1);
    for (const { command, input } of inputs)
      expect(await desk.run(command, input, 'direction')).toMatchObject({ state: 'done' });
    const [again] = inputs;
    // A share that leaves no room for itself twice.
    const doubled = again && 'quota' in again.input ? { ...again.input, project: 'P004', quota: 1 } : {};
    expect(await desk.run('assign_consultant', doubled, 'direction')).toMatchObject({
      state: 'refused',
      code: 'overload',
    });
  });

  test('remplacer C008 : à chacun ce que la commande accepte', async () => {
    const need = await askOne({ replace: 'C008' });
    expect(need).toMatchObject({
      kind: 'replacement',
      replaces: { assignment: 'A0012', consultant: 'C008' },
      skills_from: 'replaced',
    });
    expect(need.candidates.map(({ code }) => code)).not.toContain('C008');
    const [first] = need.alternatives;
    expect(first?.replaced).toEqual([{ assignment: 'A0012', consultant: 'C008', status: 'ferme' }]);
    expect(await desk.run(first?.command ?? '', first?.input, 'direction')).toMatchObject({ state: 'done' });
  });
});

describe('les poids de la maison', () => {
  const staffingWeights = { place: 60, profile: 0 };

  test('se décident à deux, et changent les scores de tous', async () => {
    const before = await askOne({ opportunity: 'O0010', profile: 'Architecte' });
    expect(await desk.run('set_policy', { staffingWeights }, 'direction')).toMatchObject({ state: 'needs_approval' });
    expect(await desk.run('set_policy', { staffingWeights: { place: 0 } }, 'direction')).toMatchObject({
      code: 'input_invalid',
    });
    const second = await addPerson(desk.app, 'deuxieme@esn-bureau.fr', ['direction']);
    const asker = await addPerson(desk.app, 'premiere@esn-bureau.fr', ['direction']);
    const command = commandNamed('set_policy');
    await approveAndExecute(
      desk.app,
      { command, askerId: asker, today: '2026-10-31', input: { staffingWeights } },
      second,
    );
    const { weights, needs } = await ask({ opportunity: 'O0010', profile: 'Architecte' });
    expect(weights).toMatchObject({ place: 60, profile: 0, skills: 20 });
    expect(needs[0]?.candidates.map(({ score }) => score)).not.toEqual(before.candidates.map(({ score }) => score));
    // Terms are what they were: only what they weigh has changed.
    const valueOf = (need: typeof before | undefined) =>
      need?.candidates.find(({ code }) => code === 'C001')?.terms.map(({ value }) => value);
    expect(valueOf(needs[0])).toEqual(valueOf(before));
  });
});

describe('et si', () => {
  const suppose = async (args: Args) => what_if.parse(await desk.report('what_if', args));
  const acts = async () => (await desk.app<{ n: number }[]>`select count(*)::int as n from acts`)[0]?.n;

  test('les TJM baissent de 5 % : la marge perd 5 % du chiffre d’affaires, au centime près, et rien n’est enregistré', async () => {
    const before = await acts();
    const { before: now, after, difference, supposed } = await suppose({ rate: '-5' });
    expect(supposed).toEqual(['TJM −5 % sur tout.']);
    expect(after.margin).toBeCloseTo(now.margin - 0.05 * now.revenue, 0);
    expect(difference['margin']).toBeCloseTo(after.margin - now.margin, 2);
    expect([after.booked_days, after.bench_cost]).toEqual([now.booked_days, now.bench_cost]);
    expect(await acts()).toBe(before);
  });

  test('C001 part le 1er décembre : ses jours tombent, sa mission cherche quelqu’un', async () => {
    const { before, after, open_needs } = await suppose({ leaves: 'C001', from: '2026-12-01' });
    expect(after.booked_days).toBeLessThan(before.booked_days);
    expect(after.capacity_days).toBeLessThan(before.capacity_days);
    expect(open_needs).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'A0002:C001', starts_on: '2026-12-01', ends_on: '2026-12-31' }),
      ]),
    );
  });

  test('un client décale d’un mois : les mêmes jours plus tard, et moins d’occupation d’ici là', async () => {
    const { months } = await suppose({ slips: 'CL001', months: '1', from: '2026-11-01' });
    const [november] = months;
    expect(november?.month).toBe('2026-11');
    expect(november?.booked_days_after).toBeLessThan(november?.booked_days ?? 0);
  });

  test('une affaire gagnée plus tôt ouvre ses besoins au jour dit', async () => {
    const { open_needs, supposed } = await suppose({ wins: 'O0010', from: '2026-12-01' });
    expect(supposed).toEqual(['O0010 est gagnée, démarrage le 01/12/2026.']);
    expect(open_needs.map(({ id, starts_on }) => [id, starts_on])).toEqual([
      ['O0010:Architecte', '2026-12-01'],
      ['O0010:Développeur senior', '2026-12-01'],
    ]);
  });

  test('sans rien supposer, rien ne change ; ce qui porte sur rien est refusé', async () => {
    const { before, after, supposed } = await suppose({});
    expect([supposed, after]).toEqual([[], before]);
    expect(await refusal('what_if', { leaves: 'C999' })).toBe('Consultant inconnu : C999.');
    expect(await refusal('what_if', { slips: 'CL999' })).toContain('CL999');
    expect(await refusal('what_if', { rate: 'beaucoup' })).toContain('--rate');
  });
});

describe('la carte des compétences', () => {
  test('compte comme les fiches, et nomme ce qu’une seule personne sait faire', async () => {
    const map = skills_map.parse(await desk.report('skills_map', { 'as-of': '2026-10-31' }));
    // The sheets, read apart: C005 has left, C007 is not sold.
    const held = new Map<string, [string, number][]>();
    const lines = (readExample().get('consultants.csv') ?? '').trim().split(/\r?\n/);
    const names = (lines[0] ?? '').split(';');
    for (const line of lines.slice(1)) {
      const cell = (name: string) => line.split(';')[names.indexOf(name)] ?? '';
      if (cell('productif') === 'non' || (cell('date_sortie') !== '' && cell('date_sortie') < '2026-10-31')) continue;
      for (const one of cell('competences')
        .split('|')
        .filter((text) => text !== '')) {
        const [skill = '', level = ''] = one.split(':');
        held.set(skill, [...(held.get(skill) ?? []), [cell('matricule'), Number(level)]]);
      }
    }
    expect(new Map(map.skills.map(({ skill, people }) => [skill, people]))).toEqual(
      new Map([...held].map(([skill, own]) => [skill, own.length])),
    );
    for (const { skill, single, levels } of map.skills) {
      const own = held.get(skill) ?? [];
      const able = own.filter(([, level]) => level >= 3);
      expect([skill, single]).toEqual([skill, able.length === 1 ? able[0]?.[0] : null]);
      expect(levels).toEqual([1, 2, 3, 4, 5].map((level) => own.filter(([, one]) => one === level).length));
    }
    expect(map.single_points.length).toBeGreaterThan(0);
  });
});

describe('la firme de démonstration', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await loadFirm(database.app, generateDemoFirm({ seed: 1, consultants: 30, months: 24, today: '2026-11-22' }).files);
  }, 120_000);
  afterAll(() => database.drop());

  test('a le même plan deux fois, qui tient et sert des besoins', async () => {
    const solve = async () => {
      const facts = await readFactsToStaff(database.reader, {
        name: 'staffing',
        args: {},
        today: '2026-11-22',
        costs: 'real',
      });
      return solveStaffing(facts, DEFAULT_PLAN_SETTINGS, STAFFING_AIMS, 20);
    };
    const [once, twice] = [await solve(), await solve()];
    expect(JSON.stringify(twice)).toBe(JSON.stringify(once));
    expect(once.needs).toBeGreaterThan(5);
    for (const { state, assignments, served_days } of once.alternatives) {
      expect(state).not.toBe('time_limit');
      expect(assignments.length).toBeGreaterThan(0);
      expect(served_days).toBeGreaterThan(0);
    }
  }, 120_000);

  test('tous ses besoins ouverts ont leurs candidats en une réponse', async () => {
    const text = await readReport(database.reader, { name: 'staffing', args: {}, today: '2026-11-22', costs: 'real' });
    const report = staffing.parse(JSON.parse(text));
    expect(report.needs.length).toBe(report.total.needs);
    for (const { candidates, feasible } of report.needs) expect(candidates.length).toBe(Math.min(3, feasible));
  });
});
