// Second, third and fourth turns on the example firm: they are of the row, the figure and the period that the answer before
// showed, and what cannot be told of them is asked back or left untold.
import { describe, expect, test } from 'vitest';
import { figuresOf, openExampleTalk } from '../eval/talk.ts';

const { firm, ask } = openExampleTalk();

type Row = Readonly<Record<string, number | string | null>> & { readonly code: string };
const rows = (report: string, list: string, args = {}): Row[] =>
  (firm.report(report, args) as Record<string, Row[]>)[list] ?? [];
const projects = (args = {}): Row[] => rows('margin', 'projects', args);
const OCTOBER = { from: '2026-10-01', 'as-of': '2026-10-31' };
const SEPTEMBER = { from: '2026-09-01', 'as-of': '2026-09-30' };
const byClient = (args: object): Row[] => rows('margin', 'clients', { by: 'client', ...args });
const fieldOf = (list: readonly Row[], code: string, field: string): Row[string] | undefined =>
  list.find((row) => row.code === code)?.[field];
const by = (field: string) => (a: Row, b: Row) => Number(a[field]) - Number(b[field]);
const drifting = (): Row[] => rows('drift', 'projects').filter(({ severity }) => severity !== 'blind');

describe('la ligne dont on parle', () => {
  test('le pire client d’octobre, puis « lui » en septembre', async () => {
    const [worst] = byClient(OCTOBER).toSorted(by('margin_rate'));
    const code = worst?.code ?? '';
    const turns = ['marge octobre', 'par client', 'le pire'];
    expect(figuresOf(await ask(turns), 'margin')).toEqual({ [code]: worst?.['margin'] });
    const then = figuresOf(await ask([...turns, 'et en septembre pour lui ?']), 'margin');
    expect(then).toEqual({ [code]: fieldOf(byClient(SEPTEMBER), code, 'margin') });
  });

  test('le pire projet, pourquoi, qui y travaille, et son reste à faire', async () => {
    const worst = drifting().toSorted(by('impact')).at(-1);
    const turns = ['quels projets dérivent', 'le pire, pourquoi ?'];
    const why = await ask(turns);
    expect(figuresOf(why, 'impact')).toEqual({ [worst?.code ?? '']: worst?.['impact'] });
    expect(why.answer).toMatch(/Causes/);
    const people = await ask([...turns, 'qui bosse dessus ?']);
    expect(people.answer).toMatch(/C002 : P003[^]*C003 : P003/);
    expect(people.answer).not.toMatch(/P00[1245]/);
    const left = await ask([...turns, 'qui bosse dessus ?', 'et son reste à faire ?']);
    expect(figuresOf(left, 'remaining_days')).toEqual({ P003: fieldOf(projects(), 'P003', 'remaining_days') });
  });

  test.each([
    ['le 2e', 1],
    ['la dernière', -1],
    ['le premier, pourquoi ?', 0],
  ])('« %s » est une ligne de la réponse', async (rank, at) => {
    const row = drifting().toSorted(by('impact')).toReversed().at(at);
    expect(figuresOf(await ask(['quels projets dérivent', rank]), 'impact')).toEqual({
      [row?.code ?? '']: row?.['impact'],
    });
  });

  test('« leur marge » est celle des lignes montrées, et non de la société', async () => {
    const told = figuresOf(await ask(['quels projets dérivent', 'leur marge ?']), 'margin');
    expect(told).toEqual(Object.fromEntries(drifting().map(({ code }) => [code, fieldOf(projects(), code, 'margin')])));
  });

  test('« lequel » cherche parmi les lignes montrées', async () => {
    const [best] = projects()
      .filter(({ client }) => client === 'CL002')
      .toSorted(by('revenue'))
      .toReversed();
    const told = figuresOf(await ask(['les projets de CL002', 'lequel a le plus gros CA ?']), 'revenue');
    expect(told).toEqual({ [best?.code ?? '']: best?.['revenue'] });
  });

  test('« sans le premier » montre les autres', async () => {
    const told = figuresOf(await ask(['quels projets dérivent', 'et sans le premier ?']), 'impact');
    const [, ...others] = drifting().toSorted(by('impact')).toReversed();
    expect(Object.keys(told).toSorted()).toEqual(others.map(({ code }) => code).toSorted());
  });

  test('un pronom qui peut être plusieurs lignes est demandé, avec ces lignes-là', async () => {
    const answer = await ask(['quels projets dérivent', 'quel est son responsable ?']);
    expect(answer.outcome).toBe('asked_back');
    expect(answer.choices.map((choice) => choice.slice(0, 4)).toSorted()).toEqual(
      drifting()
        .map(({ code }) => code)
        .toSorted(),
    );
  });

  test('le chef de projet de la dernière ligne est son responsable, et non un profil', async () => {
    const answer = await ask(['quels projets dérivent', 'le dernier, c’est qui le chef de projet ?']);
    const last = drifting().toSorted(by('impact'))[0];
    const manager = firm.projects.find(({ code }) => code === last?.code)?.manager ?? '';
    expect(answer.answer).toContain(`(${manager})`);
  });

  test('après « en orange », « les rouges » sont les rouges', async () => {
    const told = figuresOf(await ask(['quels projets dérivent', 'et en orange ?', 'et les rouges ?']), 'impact');
    const red = drifting().filter(({ severity }) => severity === 'red');
    expect(Object.keys(told).toSorted()).toEqual(red.map(({ code }) => code).toSorted());
  });
});

describe('le chiffre et la période dont on parle', () => {
  test('« pourquoi c’est bloqué » reste dans le mois', async () => {
    const answer = await ask(['qu’est-ce qui reste à facturer de septembre ?', 'pourquoi c’est bloqué ?'], 'adv');
    expect(answer.tools.map(({ args }) => (args as { month?: string }).month)).toContain('2026-09');
  });

  test('« il reste combien de jours » est du projet, et non sa dérive', async () => {
    const turns = ['où en est P003', 'et la dérive vient d’où ?', 'reste combien de jours ?'];
    expect(figuresOf(await ask(turns), 'remaining_days')).toEqual({
      P003: fieldOf(projects(), 'P003', 'remaining_days'),
    });
  });

  test('le total est celui de ce qui vient d’être dit un par un', async () => {
    const answer = await ask(['jours restants P003', 'et P005', 'et le total']);
    const sum = ['P003', 'P005'].reduce((days, code) => days + Number(fieldOf(projects(), code, 'remaining_days')), 0);
    expect(figuresOf(answer, 'remaining_days')['total']).toBe(sum);
  });

  test('deux taux ne s’additionnent pas', async () => {
    expect((await ask(['TACE de C001 en octobre', 'et C002 ?', 'les deux réunis'])).outcome).toBe('abstained');
  });

  test('deux mois de suite, ensemble, sont une période', async () => {
    const both = firm.report('margin', { from: '2026-08-01', 'as-of': '2026-09-30' }) as { total: Row };
    const told = figuresOf(await ask(['marge septembre', 'et août ?', 'les deux ensemble ?']), 'margin');
    expect(told).toEqual({ total: both.total['margin'] });
  });

  test.each(['écart ?', 'ça monte ?', 'lequel des deux est le mieux ?'])(
    '« %s » compare les deux mois',
    async (asked) => {
      const answer = await ask(['marge septembre', 'et août ?', asked]);
      const [september, august] = [SEPTEMBER, { from: '2026-08-01', 'as-of': '2026-08-31' }].map(
        (args) => (firm.report('margin', args) as { total: Row }).total['margin'],
      );
      expect(figuresOf(answer, 'margin_difference')['total']).toBeCloseTo(Number(september) - Number(august), 2);
    },
  );

  test('le DSO monte-t-il ? : celui d’alors et celui du jour', async () => {
    const answer = await ask(['dso', 'il y a 2 mois ?', 'ça monte ?']);
    expect(answer.figures.filter(({ name }) => name === 'dso')).toHaveLength(2);
    expect(figuresOf(answer, 'revenue')).toEqual({});
  });

  test('« de combien » est ce qui dépasse', async () => {
    const answer = await ask(['les bons de commande dépassés', 'de combien ?']);
    const over = rows('orders', 'orders').filter(({ used, amount }) => Number(used) > Number(amount));
    const told = Object.values(figuresOf(answer, 'used_difference')).map(Number);
    expect(told).toHaveLength(over.length);
    over.forEach(({ used, amount }, at) => expect(told[at]).toBeCloseTo(Number(used) - Number(amount), 2));
  });

  test('« on a fait combien déjà » est la part faite de l’atterrissage', async () => {
    const answer = await ask(['atterrissage T4', 'on a fait combien déjà ?']);
    expect(Object.keys(figuresOf(answer, 'done_revenue'))).toEqual(['total']);
  });

  test('« dont gagnées », d’affaires, ne parle de nul salaire', async () => {
    const answer = await ask(['opportunités de CL001', 'dont combien de gagnées ?']);
    const won = firm.deals.filter(({ client, stage }) => client === 'CL001' && stage === 'gagnee');
    expect(won.length).toBeGreaterThan(0);
    for (const { code } of won) expect(answer.answer).toContain(code);
  });

  test('la même réponse n’est pas dite deux fois à deux questions', async () => {
    expect((await ask(['TACE de C001 en octobre', 'en % ?'])).outcome).toBe('abstained');
    const turns = ['quels projets dérivent', 'pourquoi ?'];
    expect((await ask(turns)).answer).toMatch(/^Voici pourquoi/);
    expect((await ask([...turns, 'pourquoi ?'])).outcome).toBe('abstained');
  });

  test('ce par quoi on ne découpe pas est dit, et la suite reprend ce qui précédait', async () => {
    const turns = ['marge octobre par client', 'dont à Nantes ?'];
    expect((await ask(turns)).outcome).toBe('abstained');
    const [worst] = byClient(OCTOBER).toSorted(by('margin_rate'));
    expect(Object.keys(figuresOf(await ask([...turns, 'le pire ?']), 'margin'))).toEqual([worst?.code]);
  });
});

describe('un souhait sur ce qui vient d’être montré', () => {
  test('« émets-la » est la facture du projet et du mois dont on parle', async () => {
    const answer = await ask(['à facturer octobre', 'dont P002 ?', 'vas-y émets-la'], 'adv');
    expect(answer.proposals.map(({ command }) => command)).toEqual(['issue_invoices']);
    expect(answer.answer).toMatch(/P002.*octobre 2026/);
  });

  test('« relance celle-là » est la facture la plus vieille, seule', async () => {
    const answer = await ask(['factures en retard', 'la plus vieille', 'relance celle-là'], 'adv');
    expect(answer.proposals.map(({ command }) => command)).toEqual(['send_dunning']);
    expect(answer.answer).toContain('F2026-00008');
  });

  test('« depuis quand » est du client qui doit, et « relance-le » aussi', async () => {
    const turns = ['CL003 nous doit combien ?', 'depuis quand ?'];
    expect(Object.keys(figuresOf(await ask(turns, 'adv'), 'days'))).toEqual(['CL003']);
    const answer = await ask([...turns, 'relance-les'], 'adv');
    expect(new Set(answer.proposals.map(({ command }) => command))).toEqual(new Set(['send_dunning']));
    expect(answer.answer).toContain('CL003');
  });

  test('l’affaire la plus avancée est gagnée, et nulle autre', async () => {
    const answer = await ask(['mes opportunités', 'la plus avancée', 'passe-la en gagnée'], 'commercial');
    expect(answer.proposals.map(({ command }) => command)).toEqual(['win_opportunity']);
    expect(answer.answer).toContain('O0011');
  });

  test('« mets-le à 20 » est le reste à faire du projet dont on parle', async () => {
    const answer = await ask(['jours restants P003', 'et P005', 'mets-le à 20']);
    expect(answer.proposals.map(({ command }) => command)).toEqual(['declare_raf']);
    expect(answer.answer).toContain('P005');
  });
});
