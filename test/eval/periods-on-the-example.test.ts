// The days and months of a question, as people tell them: a bare « lundi », three months in a row, a year beside another,
// a month to come.
import { expect, test } from 'vitest';
import { figuresOf, openExampleTalk } from './talk.ts';

const { firm, ask } = openExampleTalk();

const earned = (from: string, day: string): Record<'revenue' | 'margin', number> =>
  (firm.report('margin', { from, 'as-of': day }) as { total: Record<'revenue' | 'margin', number> }).total;

test.each([
  ['qui est off lundi', '02/11/2026'],
  ['qui était absent lundi', '26/10/2026'],
  ['absences de noël', 'du 24/12/2026'],
])('« %s » : le jour est dit', async (question, day) => {
  expect((await ask(question)).answer).toContain(day);
});

test.each(['CA juillet, août et septembre', 'marge juil août sept'])(
  'trois mois de suite sont dits l’un après l’autre : « %s »',
  async (question) => {
    const answer = await ask(question);
    const name = question.startsWith('CA') ? 'revenue' : 'margin';
    const told = answer.figures.filter((one) => one.name === name).map(({ value }) => value);
    expect(told).toEqual([
      earned('2026-07-01', '2026-07-31')[name],
      earned('2026-08-01', '2026-08-31')[name],
      earned('2026-09-01', '2026-09-30')[name],
    ]);
  },
);

test('deux années sont comparées', async () => {
  const answer = await ask('CA 2025 vs 2026');
  expect(answer.figures.filter(({ name }) => name === 'revenue').map(({ value }) => value)).toEqual([
    earned('2025-01-01', '2025-12-31').revenue,
    earned('2026-01-01', '2026-10-31').revenue,
  ]);
});

test('le CA prévu d’un mois à venir n’est pas celui de l’an dernier', async () => {
  expect((await ask('CA prevu novembre')).answer).toMatch(/CA encore prévu .*novembre 2026/);
  const later = await ask('CA prevu decembre');
  expect(later.outcome).toBe('abstained');
  expect(later.figures).toEqual([]);
});

test.each(['cb de jours vendus au T3', 'CA vendu au T3'])(
  'ce qui est vendu ne l’est pas par période : « %s »',
  async (question) => {
    expect((await ask(question)).outcome).toBe('abstained');
  },
);

test('ce qui a été facturé un jour est de ce jour, « au » 30 septembre de tout ce qui précède', async () => {
  expect((await ask('on a facturé quoi vendredi')).answer).toBe('Aucune facture le 30/10/2026.');
  expect((await ask('on a facturé combien au 30 septembre')).answer).toContain('Facturé au 30/09/2026');
});

test('« plus vite » est un délai, non un montant', async () => {
  const answer = await ask('on a facturé plus vite en septembre ?');
  expect(Object.keys(figuresOf(answer, 'median_days'))).toEqual(['2026-09']);
});

test.each([
  ['pose moi vendredi 6 en cp', '06/11/2026'],
  ['pose un rtt le 13', '13/11/2026'],
])('un jour sans son mois est le prochain : « %s »', async (wish, day) => {
  const { proposals } = await ask(wish, 'consultant', 'C002');
  expect(proposals.map(({ command }) => command)).toEqual(['request_absence']);
  expect(proposals[0]?.effect).toContain(day);
});
