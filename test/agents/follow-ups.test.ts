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

describe('la liste d’où l’on a pris une ligne', () => {
  test('« et le plus haut ? » après « le plus bas », puis l’écart des deux', async () => {
    const people = (firm.report('occupancy', { month: '2026-10' }) as { months: { consultants: Row[] }[] }).months[0];
    const ranked = (people?.consultants ?? []).filter(({ tace }) => typeof tace === 'number').toSorted(by('tace'));
    const turns = ['TACE par consultant en octobre', 'le plus bas', 'et le plus haut ?'];
    const [low, high] = [ranked[0], ranked.at(-1)];
    expect(figuresOf(await ask(turns), 'tace')).toEqual({ [high?.code ?? '']: high?.['tace'] });
    const apart = await ask([...turns, 'l’écart ?']);
    expect(Object.values(figuresOf(apart, 'tace_difference'))[0]).toBeCloseTo(
      Number(high?.['tace']) - Number(low?.['tace']),
      4,
    );
  });

  test('« le moins rentable » reste dans la période de la liste', async () => {
    const [worst] = projects(OCTOBER)
      .filter(({ margin_rate: rate }) => rate !== null)
      .toSorted(by('margin_rate'));
    const told = figuresOf(await ask(['marge par projet en octobre', 'le moins rentable']), 'margin_rate');
    expect(told).toEqual({ [worst?.code ?? '']: worst?.['margin_rate'] });
  });

  test('d’un classement des premiers, le dernier de tous n’est pas dit', async () => {
    expect((await ask(['top 2 des clients en CA', 'le plus petit ?'])).outcome).toBe('abstained');
  });

  test('le total d’une liste est le sien, et non celui de la société', async () => {
    const answer = await ask(['les projets de CL002', 'leur CA ?', 'le total ?']);
    const sum = projects()
      .filter(({ client }) => client === 'CL002')
      .reduce((total, { revenue }) => total + Number(revenue), 0);
    expect(Number(figuresOf(answer, 'revenue')['total'])).toBeCloseTo(sum, 2);
  });
});

describe('ce qui ne passe pas d’un tour à l’autre', () => {
  test('la période d’une marge n’est pas celle d’un solde', async () => {
    const owed = rows('receivables', 'clients').find(({ code }) => code === 'CL001');
    const turns = ['CA de CL001', 'et en 2025 ?', 'ils nous doivent combien ?'];
    expect(figuresOf(await ask(turns), 'balance')).toEqual({ CL001: owed?.['balance'] });
  });

  test('« vs septembre » compare au mois d’avant dit, et non au dernier', async () => {
    const answer = await ask(['CA juillet', 'vs septembre']);
    const [july, september] = [{ from: '2026-07-01', 'as-of': '2026-07-31' }, SEPTEMBER].map(
      (args) => (firm.report('margin', args) as { total: Row }).total['revenue'],
    );
    expect(answer.figures.filter(({ name }) => name === 'revenue').map(({ value }) => value)).toEqual([
      july,
      september,
    ]);
  });

  test('une question après un souhait ne dépose rien', async () => {
    const answer = await ask(['propose quelqu’un pour O0008', 'et le premier, c’est qui ?'], 'commercial');
    expect(answer.proposals).toEqual([]);
  });

  test('l’avoir est fait sur la facture montrée', async () => {
    const answer = await ask(['factures de CL003', 'la dernière', 'fais un avoir dessus'], 'adv');
    expect(answer.answer).toContain('F2026-00019');
    expect(answer.proposals.map(({ command }) => command)).toEqual(['issue_credit_note']);
  });

  test('« mets-le sur… » est la personne montrée ; sans personne, elle est demandée', async () => {
    const answer = await ask(['qui est dispo en novembre', 'le plus dispo', 'mets-le sur P005 à 10 %']);
    expect(
      answer.tools
        .filter(({ name }) => name === 'propose_assign_consultant')
        .map(({ args }) => (args as { consultant: string }).consultant),
    ).toEqual(['C002']);
    expect((await ask(['marge de P003', 'mets-le sur P005'])).outcome).toBe('asked_back');
  });

  test('la sorte de congé reste celle qui a été dite', async () => {
    const answer = await ask(['pose un RTT le 12 novembre', 'non, le 13'], 'consultant', 'C002');
    expect(answer.answer).toMatch(/RTT.*13\/11\/2026/);
  });

  test('un rang n’est un choix offert que s’il est dit seul', async () => {
    const answer = await ask(['je veux poser des congés', 'valide la première'], 'consultant', 'C002');
    expect(answer.proposals).toEqual([]);
  });
});

describe('ce qui précède, plus loin', () => {
  test('« lequel » est de tous ceux dont on vient de parler, et non des deux derniers', async () => {
    const codes = ['P003', 'P005', 'P001'];
    const worst = projects()
      .filter(({ code }) => codes.includes(code))
      .toSorted(by('margin_rate'))[0];
    const turns = ['taux de marge P003', 'et P005', 'et P001', 'lequel est le meilleur', 'et le pire ?'];
    expect(figuresOf(await ask(turns), 'margin_rate')).toEqual({ [worst?.code ?? '']: worst?.['margin_rate'] });
  });

  test('« le plus bas », après « mon équipe », n’est pas soi', async () => {
    const people = (firm.report('occupancy', { month: '2026-10' }) as { months: { consultants: Row[] }[] }).months[0];
    const low = (people?.consultants ?? []).filter(({ tace }) => typeof tace === 'number').toSorted(by('tace'))[0];
    const answer = await ask(['TACE de mon équipe en octobre', 'le plus bas'], 'responsable', 'C001');
    expect(Object.keys(figuresOf(answer, 'tace'))).toEqual([low?.code]);
  });

  test('« leur marge », de personne encore, n’est pas celle de la société', async () => {
    expect((await ask(['bonjour', 'leur marge ?'])).figures).toEqual([]);
  });

  test('les affaires de plus de tant sont des affaires, et non des étapes', async () => {
    const answer = await ask(['pipeline pondéré', 'les opportunités de plus de 200 k€'], 'commercial');
    expect(answer.answer).toMatch(/O0008[^]*O0009/);
    expect(answer.answer).not.toContain('O0010');
  });

  test('une affaire qui n’est pas dite est demandée parmi celles qui sont ouvertes', async () => {
    const answer = await ask(['passe-la en gagnée'], 'commercial');
    expect(answer.outcome).toBe('asked_back');
    const open = firm.deals.filter(({ stage }) => !['gagnee', 'perdue'].includes(stage)).map(({ code }) => code);
    expect(answer.choices.every((choice) => open.includes(choice.slice(0, 5)))).toBe(true);
  });

  test('« celle d’octobre » est la même marge', async () => {
    const { total } = firm.report('margin', OCTOBER) as { total: Row };
    expect(figuresOf(await ask(['marge de septembre', 'celle d’octobre']), 'margin')).toEqual({
      total: total['margin'],
    });
  });

  test('« qui le pilote ? » n’est d’aucun mois', async () => {
    const answer = await ask(['marge par projet en octobre', 'le moins rentable', 'qui le pilote ?']);
    expect(answer.answer).toContain(`(${firm.projects.find(({ code }) => code === 'P002')?.manager ?? ''})`);
  });
});

test('« laquelle baisse depuis septembre ? » dit de chacune ce qu’elle a fait', async () => {
  const answer = await ask(['marge P001', 'P002', 'laquelle baisse depuis septembre ?']);
  const moved = ['P001', 'P002'].map(
    (code) => Number(fieldOf(projects(OCTOBER), code, 'margin')) - Number(fieldOf(projects(SEPTEMBER), code, 'margin')),
  );
  const told = figuresOf(answer, 'margin_difference');
  expect(Number(told['P001'])).toBeCloseTo(moved[0] ?? 0, 2);
  expect(Number(told['P002'])).toBeCloseTo(moved[1] ?? 0, 2);
  expect(answer.answer).not.toContain('fait mieux que');
});

test('de trois mois, deux ne disent pas lequel est le pire', async () => {
  expect((await ask(['marge octobre', 'août', 'et juin ?', 'lequel est le pire ?'])).outcome).toBe('abstained');
});
