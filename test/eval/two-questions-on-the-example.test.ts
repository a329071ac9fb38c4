// Two questions in one sentence, each of its own report: both are answered, each with its figure and its source, and what
// one part leaves unsaid is taken from the other; who may not read one of them is still told the other.
import { describe, expect, test } from 'vitest';
import type { Answer } from '../../agents/turn.ts';
import { openExampleTalk } from './talk.ts';

const { firm, ask } = openExampleTalk();

type Told = readonly [name: string, subject: string, value: number];
const toldIn = ({ figures }: Answer): Told[] =>
  figures.map(({ name, subject, value }) => [name, subject, Number(value)]);

type Row = Record<string, number> & { code: string };
function rowOf(report: string, list: string, code: string, args?: Record<string, string>): Row {
  const found = (firm.report(report, args) as Record<string, Row[]>)[list]?.find((row) => row.code === code);
  if (found === undefined) throw new Error(`${code} is not in ${report}`);
  return found;
}
const ofProject = (code: string, field: string): Told => [
  field,
  code,
  Number(rowOf('margin', 'projects', code)[field]),
];
const toInvoice = (code: string): Told => ['total', code, Number(rowOf('billing', 'projects', code)['total'])];
const balanceOf = (code: string): Told => ['balance', code, Number(rowOf('receivables', 'clients', code)['balance'])];

describe('deux questions en une phrase', () => {
  test.each<[string, readonly Told[], readonly string[]]>([
    [
      'Quelle est la marge de P002 et combien reste-t-il à facturer ?',
      [ofProject('P002', 'margin'), toInvoice('P002')],
      ['report:margin', 'report:billing'],
    ],
    [
      'What is the margin of P002 and how much is left to invoice?',
      [ofProject('P002', 'margin'), toInvoice('P002')],
      ['report:margin', 'report:billing'],
    ],
    ['la marge et le reste à facturer de P004', [ofProject('P004', 'margin'), toInvoice('P004')], ['report:billing']],
    [
      'combien CL003 nous doit et quelle marge fait-on avec eux ?',
      [
        balanceOf('CL003'),
        ['margin', 'CL003', Number(rowOf('margin', 'clients', 'CL003', { by: 'client' })['margin'])],
      ],
      ['report:receivables', 'report:margin'],
    ],
    ['marge de P002 et CA de P004', [ofProject('P002', 'margin'), ofProject('P004', 'revenue')], ['report:margin']],
    [
      'Quelle est la marge de P003 ? Et le reste à faire ?',
      [ofProject('P003', 'margin'), ofProject('P003', 'remaining_days')],
      ['report:margin'],
    ],
  ])('« %s »', async (question, expected, sources) => {
    const answer = await ask(question);
    for (const told of expected) expect(toldIn(answer)).toContainEqual(told);
    for (const source of sources) expect(answer.figures.some((one) => one.source.startsWith(source))).toBe(true);
  });

  test('la période dite une fois vaut pour les deux', async () => {
    const answer = await ask('taux de marge et taux d’occupation en septembre');
    expect(answer.figures.map(({ source }) => source.split('?')[0])).toEqual(
      expect.arrayContaining(['report:margin', 'report:occupancy']),
    );
    expect(answer.answer.match(/septembre 2026|30\/09\/2026/g)?.length).toBeGreaterThanOrEqual(2);
  });

  test('une liste et un chiffre', async () => {
    const answer = await ask('CA de P003 et qui n’a pas rendu son CRA d’octobre ?');
    expect(toldIn(answer)).toContainEqual(ofProject('P003', 'revenue'));
    expect(answer.answer).toContain('(C008)');
  });
});

describe('ce qui ne se dit pas', () => {
  test('à l’adv, le coût d’une personne reste tu, le reste est dit', async () => {
    const answer = await ask('combien à facturer en octobre et quel est le CJM de C002 ?', 'adv');
    expect(answer.figures.map(({ name }) => name)).toContain('total');
    expect(answer.figures.map(({ name }) => name)).not.toContain('cjm');
    expect(answer.answer).toMatch(/Votre rôle/);
  });

  test('au commercial, un coût refusé n’empêche pas le reste', async () => {
    const answer = await ask('quel est le cjm de C002 et la marge de CL003 ?', 'commercial');
    expect(answer.figures.map(({ name }) => name)).not.toContain('cjm');
    expect(answer.figures.map(({ subject }) => subject)).toContain('CL003');
  });

  test('au consultant, ce que l’on coûte reste tu, ses jours sont dits', async () => {
    const answer = await ask('combien je coûte et combien de jours j’ai faits en octobre ?', 'consultant', 'C002');
    expect(new Set(answer.figures.map(({ name }) => name))).toEqual(new Set(['billable_days']));
  });

  test('au consultant, le projet des autres reste inconnu', async () => {
    const answer = await ask('mon TACE d’octobre et la marge de P004', 'consultant', 'C002');
    expect(answer.figures.every(({ name }) => name === 'tace' || name === 'occupation')).toBe(true);
    expect(answer.answer).toMatch(/Je ne connais pas « P004 »/);
  });
});

test('une phrase qui n’a qu’une question n’a qu’une réponse', async () => {
  const answer = await ask('CA et coût de P004');
  expect(answer.tools.filter(({ name }) => name.startsWith('report_'))).toHaveLength(1);
});
