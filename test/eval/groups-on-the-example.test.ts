// What a report or a list counts by something that its rows tell: the manager of projects, the client of invoices, the
// owner of deals.
import { describe, expect, test } from 'vitest';
import { figuresOf, openExampleTalk } from './talk.ts';

const { ask } = openExampleTalk();

/** How many lines each group has, the whole aside. */
async function countsOf(question: string, role?: string): Promise<Record<string, number | string>> {
  const { total: _whole, ...groups } = figuresOf(await ask([question], role), 'count');
  return groups;
}

describe('compter par ce que disent les lignes', () => {
  test.each([
    ['par client, combien de projets en dérive ?', { CL001: 2, CL003: 2, CL002: 1, CL004: 1 }],
    ['projets en rouge par client', { CL003: 2, CL002: 1 }],
    ['how many overdue invoices per client?', { CL003: 2 }],
    ['quels managers ont plus de 2 projets en dérive ?', { C001: 3 }],
    ['combien de consultants par profil ?', { Développeur: 3, 'Chef de projet': 2, 'Développeur senior': 2 }],
    ['affaires perdues par commercial', { 'commercial@esn-exemple.fr': 1 }],
    ['nombre d’affaires gagnées par commercial', { 'commercial@esn-exemple.fr': 8 }],
  ])('« %s »', async (question, counts) => {
    expect(await countsOf(question)).toEqual(counts);
  });

  test('un chiffre s’ajoute de même : ses parts font le tout', async () => {
    const { total, ...parts } = figuresOf(await ask(['quelle est la marge par responsable ?']), 'margin');
    const sum = Object.values(parts).reduce((whole: number, part) => whole + Number(part), 0);
    expect(Object.keys(parts)).toHaveLength(3);
    expect(sum).toBeCloseTo(Number(total), 2);
  });

  test('le taux d’un groupe est celui de ses sommes, non la moyenne des taux', async () => {
    const rates = figuresOf(await ask(['taux de marge par responsable']), 'margin_rate');
    const margins = figuresOf(await ask(['marge par responsable']), 'margin');
    const revenues = figuresOf(await ask(['CA par responsable']), 'revenue');
    for (const code of Object.keys(rates))
      expect(Number(rates[code])).toBeCloseTo(Number(margins[code]) / Number(revenues[code]), 4);
  });
});

describe('le premier d’un classement de groupes', () => {
  test.each([
    ['quel manager a le plus de projets en dérive ?', { C001: 3 }],
    ['which manager has the most drifting projects?', { C001: 3 }],
    ['quel client a le plus de factures en retard ?', { CL003: 2 }],
    ['qui a le plus d’opportunités ouvertes ?', { 'commercial@esn-exemple.fr': 4 }],
  ])('« %s »', async (question, counts) => {
    expect(await countsOf(question)).toEqual(counts);
  });

  test('des égaux sont tous dits', async () => {
    expect(await countsOf('quel client a le plus de bons de commande dépassés ?')).toEqual({ CL001: 1, CL004: 1 });
  });

  test('ce que les lignes ne disent pas n’est pas compté : on dit par quoi elles le sont', async () => {
    const answer = await ask(['factures en retard par commercial']);
    expect(answer.outcome).toBe('abstained');
    expect(answer.answer).toContain('par client');
  });

  test('qui ne lit pas le rapport n’a pas son compte', async () => {
    const answer = await ask(['quel manager a le plus de projets en dérive ?'], 'consultant', 'C002');
    expect(answer.outcome).toBe('refused');
    expect(answer.figures).toEqual([]);
  });
});
