// What is asked is answered, or said not to be told: never the figure of another question, nor the name of another person.
import { describe, expect, test } from 'vitest';
import { figuresOf, openExampleTalk } from './talk.ts';

const { ask } = openExampleTalk();

describe('ce qui est supposé n’est pas répondu par l’état d’aujourd’hui', () => {
  test.each([
    'si on perd 5 % sur les tarifs ça fait quoi ?',
    'impact d’une baisse de 5 % des TJM ?',
    'rates -5% effect',
  ])('« %s » : la marge d’avant et d’après', async (question) => {
    const answer = await ask([question]);
    const [before] = Object.values(figuresOf(answer, 'before_margin'));
    const [after] = Object.values(figuresOf(answer, 'after_margin'));
    expect(Number(after)).toBeLessThan(Number(before));
  });

  test('un projet seul qui décale ne se simule pas', async () => {
    expect((await ask(['si P003 glisse d’un mois'])).outcome).toBe('abstained');
  });
});

describe('« depuis quand ? » n’est l’intercontrat que de gens', () => {
  test('d’un client qui doit, son plus ancien retard', async () => {
    expect(figuresOf(await ask(['combien nous doit CL003 ?', 'depuis quand ?']), 'days')).toEqual({ CL003: 36 });
  });

  test('d’un projet, rien n’est affirmé', async () => {
    expect((await ask(['où en est P003 ?', 'il est bloqué depuis quand ?'])).outcome).toBe('abstained');
  });

  test('après l’intercontrat, les gens', async () => {
    expect((await ask(['qui est en intercontrat ?', 'depuis quand ?'])).outcome).toBe('answered');
  });
});

test.each([
  'CL003 a payé quoi le mois dernier ?',
  'total encaissé depuis janvier',
  'how much did CL003 pay in October?',
])('« %s » : ce qui reste dû n’est pas ce qui est payé', async (question) => {
  const answer = await ask([question]);
  expect(answer.outcome).toBe('abstained');
  expect(answer.figures).toEqual([]);
});

test('mes projets, ça va ? : ceux des miens qui dérivent', async () => {
  const answer = await ask(['les projets ça va ?']);
  const drifting = await ask(['quels projets dérivent ?']);
  expect(figuresOf(answer, 'impact')).toEqual(figuresOf(drifting, 'impact'));
});

describe('la personne nommée est celle qui est affectée', () => {
  test('personne d’autre n’est proposé à la place d’un inconnu', async () => {
    const answer = await ask(['mets Sidonie Vasseur sur P003']);
    expect(answer.outcome).toBe('abstained');
    expect(answer.proposals).toEqual([]);
  });

  test('« dès lundi » est le lundi qui vient', async () => {
    const answer = await ask(['mets Yann Bonnet sur P003 dès lundi']);
    expect(answer.answer).toContain('02/11/2026');
  });
});
