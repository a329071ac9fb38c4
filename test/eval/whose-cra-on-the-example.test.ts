// Whose timesheet is spoken of: an order to validate is no question, and the days of several people are not one's.
import { describe, expect, test } from 'vitest';
import { openExampleTalk } from './talk.ts';

const { ask } = openExampleTalk();

describe('valider des CRA', () => {
  test('ceux qui attendent sont offerts au choix quand personne n’est nommé', async () => {
    const answer = await ask(['valide les CRA d’octobre']);
    expect(answer.outcome).toBe('asked_back');
    expect(answer.choices).toContain('Valide le CRA de Yann Bonnet (C002)');
  });

  test('chacune des personnes nommées a sa proposition', async () => {
    const answer = await ask(['valide les CRA d’octobre d’Étienne Nguyên et de Yann Bonnet']);
    const told = answer.proposals.map(({ effect }) => effect).join(' ');
    expect(new Set(answer.proposals.map(({ command }) => command))).toEqual(new Set(['validate_timesheet']));
    expect(told).toContain('C001');
    expect(told).toContain('C002');
  });

  test('les CRA d’une équipe sont ceux des gens dont la personne est responsable', async () => {
    const answer = await ask(['valide les CRA d’octobre de l’équipe de François Blanchard']);
    expect(answer.proposals.map(({ effect }) => effect).join(' ')).toContain('C002');
    expect(answer.answer).not.toContain('Blanchard (C003)');
  });

  test('une équipe que personne ne compose ne vaut aucune affirmation', async () => {
    const answer = await ask(['valide les cra de mon équipe'], 'adv');
    expect(answer.outcome).toBe('abstained');
    expect(answer.answer).not.toMatch(/Oui|Non|complet/);
  });

  test('un refus n’est pas répondu comme une question', async () => {
    const answer = await ask(['refuse le CRA de Yann Bonnet, il manque un jour']);
    expect(answer.outcome).toBe('abstained');
    expect(answer.answer).toContain('motif');
  });
});

test('le CRA d’un autre n’est pas dit complet à qui ne le voit pas', async () => {
  const answer = await ask(['le CRA d’Étienne est complet ?'], 'consultant', 'C002');
  expect(answer.outcome).toBe('abstained');
});
