// What a question narrows itself by is heard or the question is not answered: an unknown name, a state, a month or a
// threshold that would be dropped makes of the answer that of another question. And what only tells or asks proposes
// nothing.
import { describe, expect, test } from 'vitest';
import { figuresOf, openExampleTalk } from './talk.ts';

const { ask } = openExampleTalk();

describe('un nom ou un mot inconnu', () => {
  test.each([
    'pipe de marc',
    'CA du pôle data',
    'marge de lamarche',
    'marge lamarche',
    'CA par agence de lyon',
    'is there bench for dupont',
    'intercontrat des dev juniors',
  ])('rien n’est dit pour la société à sa place : « %s »', async (question) => {
    const answer = await ask(question);
    expect(answer.outcome).toBe('abstained');
    expect(answer.figures).toEqual([]);
  });

  test.each([
    'relance fabien pour son cra',
    "relance les cra de l'agence de lyon",
    'facture octobre pour renault',
    'approuve la demande de congé de fabien',
    'valide le cra de fabien',
  ])('rien n’est proposé pour d’autres : « %s »', async (wish) => {
    const answer = await ask(wish);
    expect(answer.proposals).toEqual([]);
    expect(answer.outcome).toBe('abstained');
  });

  test('pour qui l’on demande ne restreint rien', async () => {
    expect((await ask('donne moi le TACE d’octobre pour le codir')).outcome).toBe('answered');
  });

  test.each([
    ['quel client rapporte le plus de marge', 'CL001'],
    ['which client brings the most margin in euros', 'CL001'],
  ])('un verbe n’est le nom de personne : « %s »', async (question, client) => {
    expect(Object.keys(figuresOf(await ask(question), 'margin'))).toEqual([client]);
  });
});

describe('ce qui restreint une question', () => {
  test.each([
    'CA des projets en régie et au forfait agile en 2019',
    'factures en retard de P001',
    "qui est dispo chez Banque de l'Ouest",
    'délai de facturation de Groupe Hélios',
    'DSO de Groupe Hélios',
  ])('n’est pas laissé de côté : « %s »', async (question) => {
    expect((await ask(question)).outcome).toBe('abstained');
  });
});

describe('ce qui est dit ou demandé', () => {
  test.each([
    'facturé à CL002 en septembre',
    'relance faite à Groupe Hélios ?',
    'dernière relance Groupe Hélios',
    "clôture d'octobre faite ?",
    'octobre est clôturé ?',
    'un avoir a été fait sur F2026-00015 ?',
    'jalons de P003',
    'prochain jalon de P003 ?',
    'le jalon J3 de P003 est recetté ?',
    'recettes du mois',
    'les jalons non recettés',
  ])('n’ordonne rien : « %s »', async (words) => {
    const answer = await ask(words);
    expect(answer.proposals).toEqual([]);
    expect(answer.outcome).not.toBe('proposed');
  });

  test.each([
    ['Le jalon J3 de P003 est recetté', 'accept_milestone'],
    ['recette du jalon J3 de P003', 'accept_milestone'],
    ['Relance de paiement pour Groupe Hélios', 'send_dunning'],
  ])('une chose faite qu’on enregistre est proposée : « %s »', async (words, command) => {
    expect((await ask(words)).proposals.map((one) => one.command)).toContain(command);
  });
});

describe('les jalons', () => {
  test('le prochain est le premier à venir', async () => {
    const { answer } = await ask('prochain jalon de P003 ?');
    expect(answer).toContain('J3');
    expect(answer).not.toContain('J2');
  });

  test('ceux en retard sont nommés un à un', async () => {
    const { answer } = await ask('jalons en retard');
    expect(answer).toMatch(/P004 J1[\s\S]*P004 J2/);
  });
});
