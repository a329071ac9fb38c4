// The team of somebody is the people whom they manage, and not themselves nor the firm.
import { describe, expect, test } from 'vitest';
import { figuresOf, openExampleTalk } from './talk.ts';

const { ask } = openExampleTalk();

describe('les chiffres d’une équipe', () => {
  test('la marge est celle de chacun, et leur somme, sans le responsable', async () => {
    const answer = await ask(['marge de l’équipe de François Blanchard']);
    const margins = figuresOf(answer, 'margin');
    const { total: _total, ...people } = margins;
    expect(Object.keys(people)).toContain('C002');
    expect(Object.keys(people)).not.toContain('C003');
  });

  test('un taux ne s’additionne pas', async () => {
    const answer = await ask(['TACE de l’équipe de François Blanchard en octobre']);
    const tace = figuresOf(answer, 'tace');
    expect(Object.keys(tace).every((code) => /^C\d+$/.test(code))).toBe(true);
    expect(Object.keys(tace)).not.toContain('C003');
  });

  test('la charge de mon équipe se dit par ses jours libres, jamais par le total de la société', async () => {
    const { answer } = await ask(['mon équipe en décembre elle est chargée ?'], 'responsable', 'C003');
    expect(answer).not.toContain('Total de la société');
  });
});

test('qui de mon équipe est en congé : les absences de ses gens seuls', async () => {
  const { answer } = await ask(['qui de mon équipe est en congé en décembre ?'], 'responsable', 'C003');
  expect(answer).toContain('C002');
  expect(answer).not.toMatch(/C003|C004|C006|C008/);
});
