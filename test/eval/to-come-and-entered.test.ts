// The revenue that is still to be produced, and the time entered on one day or in one week.
import { describe, expect, test } from 'vitest';
import { figuresOf, openExampleTalk } from './talk.ts';

const { ask } = openExampleTalk();

describe('le CA qui reste à produire', () => {
  test.each([
    'CA restant à produire',
    'quel est notre carnet de commandes ?',
    'backlog',
    'what is our remaining revenue?',
  ])('« %s » : le CA à terminaison moins le CA produit', async (question) => {
    const answer = await ask([question]);
    const landed = Number(figuresOf(answer, 'eac_revenue')['total']);
    const earned = Number(figuresOf(answer, 'revenue')['total']);
    expect(earned).toBe(230_549.18);
    expect(figuresOf(answer, 'eac_revenue_difference')['total']).toBeCloseTo(landed - earned, 2);
  });

  test('d’ici la fin du trimestre, c’est ce que l’atterrissage prévoit encore', async () => {
    const answer = await ask(['CA restant à produire au T4']);
    expect(Object.keys(figuresOf(answer, 'planned_revenue'))).toEqual(['total']);
  });

  test('le retard de facturation n’en est pas', async () => {
    expect(figuresOf(await ask(['backlog de facturation']), 'eac_revenue_difference')).toEqual({});
  });
});

describe('le temps d’un jour, d’une semaine', () => {
  test('« hier » est ce jour seul, et non tout le temps jusqu’à lui', async () => {
    const answer = await ask(['hier, combien de jours saisis ?']);
    expect(Object.values(figuresOf(answer, 'days'))).toEqual([4]);
    expect(answer.answer).toContain('brouillon');
  });

  test('« au 30 septembre » reste tout le temps jusqu’à ce jour', async () => {
    const answer = await ask(['au 30 septembre, combien de jours consommés sur P003 ?']);
    expect(figuresOf(answer, 'days')).toEqual({ P003: 72.75 });
  });

  test.each(['la semaine dernière, qui n’a rien saisi ?', 'who entered nothing last week?'])(
    '« %s »',
    async (question) => {
      const { answer } = await ask([question]);
      expect(answer).toContain('C008');
      expect(answer).not.toContain('C001');
    },
  );

  test('une personne lit ce qu’elle a saisi', async () => {
    const answer = await ask(['combien de jours ai-je saisis hier ?'], 'consultant', 'C002');
    expect(Object.values(figuresOf(answer, 'entered_days'))).toEqual([1]);
  });

  test('et ne sait rien des CRA qu’elle ne lit pas', async () => {
    const { answer } = await ask(['qui n’a rien saisi hier ?'], 'consultant', 'C002');
    expect(answer).toContain('CRA que vous lisez');
    expect(answer).not.toContain('C008');
  });
});
