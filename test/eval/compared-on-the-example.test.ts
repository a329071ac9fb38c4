// « mieux ou moins bien ? », « en hausse ou en baisse ? »: between two things or two periods, both figures are told, how
// far apart they are, and the answer in words; each worked out here from the oracle's reports.
import { describe, expect, test } from 'vitest';
import { figuresOf, openExampleTalk } from './talk.ts';

const { firm, ask } = openExampleTalk();

type Row = { code: string; margin: number; revenue: number; cost: number; days: number };
const project = (code: string): Row | undefined =>
  (firm.report('margin') as { projects: Row[] }).projects.find((row) => row.code === code);
const earned = (from: string, day: string): Row =>
  (firm.report('margin', { from, 'as-of': day }) as unknown as { total: Row }).total;
const tace = (month: string): number =>
  (firm.report('occupancy', { month }) as { months: { total: { tace: number } }[] }).months[0]?.total.tace ??
  Number.NaN;

const round = (value: number): number => Math.round(value * 10_000) / 10_000;

describe('deux projets', () => {
  test.each(['P002 marge mieux ou moins bien que P004 ?', 'does P002 do better or worse than P004?'])(
    'le mieux margé est dit, et de combien : « %s »',
    async (question) => {
      const answer = await ask(question);
      const [one, other] = [Number(project('P002')?.margin), Number(project('P004')?.margin)];
      expect(figuresOf(answer, 'margin')).toEqual({ P002: one, P004: other });
      expect(Object.values(figuresOf(answer, 'margin_difference'))).toEqual([round(other - one)]);
      expect(answer.answer).toMatch(/\(P004\) (?:fait mieux que|does better than) .*\(P002\)/);
    },
  );

  test('qui coûte plus n’en fait pas mieux pour autant', async () => {
    const answer = await ask('lequel coûte le plus cher, P002 ou P004 ?');
    const apart = round(Number(project('P002')?.cost) - Number(project('P004')?.cost));
    expect(Object.values(figuresOf(answer, 'cost_difference'))).toEqual([apart]);
    expect(answer.answer).toMatch(/\(P002\) est au-dessus de .*\(P004\)/);
  });

  test('seulement nommés, ils ne sont pas comparés', async () => {
    expect(figuresOf(await ask('marge de P002 et de P004'), 'margin_difference')).toEqual({});
  });
});

describe('deux périodes', () => {
  test.each([
    'TACE en hausse ou en baisse par rapport à septembre ?',
    'le TACE est-il en baisse ?',
    'TACE d’octobre : mieux ou moins bien que septembre ?',
    'est-on meilleur en TACE qu’en septembre ?',
  ])('le mois nommé est celui d’avant : « %s »', async (question) => {
    const answer = await ask(question);
    expect(figuresOf(answer, 'tace_difference')).toEqual({ total: round(tace('2026-10') - tace('2026-09')) });
    expect(answer.answer).toContain('En baisse (moins bien) de septembre 2026 à octobre 2026');
  });

  test('un coût qui baisse est un mieux', async () => {
    const answer = await ask('coût d’octobre vs septembre');
    const apart = earned('2026-10-01', '2026-10-31').cost - earned('2026-09-01', '2026-09-30').cost;
    expect(figuresOf(answer, 'cost_difference')).toEqual({ total: round(apart) });
    expect(answer.answer).toContain('En baisse (mieux)');
  });

  test('un jour passé l’est à aujourd’hui', async () => {
    const answer = await ask('DSO mieux ou moins bien qu’à fin août ?');
    const dso = (day: string): number => (firm.report('receivables', { 'as-of': day }) as { dso: number }).dso;
    expect(Object.values(figuresOf(answer, 'dso_difference'))).toEqual([round(dso('2026-10-31') - dso('2026-08-31'))]);
  });

  test('depuis un mois, les mois sont dits l’un après l’autre', async () => {
    const answer = await ask('évolution du CA depuis juillet');
    expect(answer.figures.filter(({ name }) => name === 'revenue')).toHaveLength(4);
    const apart = earned('2026-10-01', '2026-10-31').revenue - earned('2026-07-01', '2026-07-31').revenue;
    expect(figuresOf(answer, 'revenue_difference')).toEqual({ total: round(apart) });
  });
});

test('« c’est mieux qu’en octobre ? » compare ce qui vient d’être dit', async () => {
  const answer = await ask(['TACE en septembre', 'mieux qu’en octobre ?']);
  expect(figuresOf(answer, 'tace_difference')).toEqual({ total: round(tace('2026-10') - tace('2026-09')) });
});
