// A part of what was just told (« dont combien… ? »), a question and a wish in one sentence, and wordings that were once
// answered by another figure.
import { describe, expect, test } from 'vitest';
import { figuresOf, openExampleTalk } from './talk.ts';

const { ask } = openExampleTalk();

describe('« dont combien… »', () => {
  test.each([
    [['combien de factures en retard ?', 'dont combien pour CL003 ?'], 2],
    [['combien de factures en retard ?', 'dont combien à plus de 30 jours ?'], 1],
    [['combien de projets en dérive ?', 'dont combien en rouge ?'], 3],
    [['combien de projets en dérive ?', 'dont combien pour CL001 ?'], 2],
    [['how many drifting projects?', 'of which how many in red?'], 3],
    [['combien de projets en cours ?', 'dont combien au forfait ?'], 1],
    [['combien de projets en cours ?', 'dont combien en dérive ?'], 6],
  ] as const)('%j', async (turns, count) => {
    expect(Object.values(figuresOf(await ask(turns), 'count'))).toEqual([count]);
  });

  test('dont quel montant : ce qui reste dû des mêmes factures', async () => {
    const answer = await ask(['combien de factures en retard ?', 'dont quel montant à plus de 30 jours ?']);
    expect(figuresOf(answer, 'left')['total']).toBe(2510);
  });

  test('ce qui ne se découpe pas ainsi n’est pas remplacé par une autre question', async () => {
    const answer = await ask(['combien de factures en retard ?', 'dont combien bloquées ?']);
    expect(answer.outcome).toBe('abstained');
    expect(answer.figures).toEqual([]);
  });
});

describe('une question et un vœu en une phrase', () => {
  test.each([
    ['combien d’heures manque-t-il à C008 en octobre, et relance-le', 'remind_timesheets', /C008/],
    ['quels clients sont en retard de paiement et relance CL003', 'send_dunning', /11 620,00 €/],
    ['how much does CL003 owe, and send them a reminder', 'send_dunning', /€20,730\.00/],
    ['relance CL003 et combien nous doit-il ?', 'send_dunning', /20 730,00 €/],
    ['combien à facturer en octobre ? émets les factures', 'issue_invoices', /61 277,67 €/],
  ])('« %s » : la réponse, et la proposition', async (question, command, said) => {
    const answer = await ask([question]);
    expect(answer.proposals.map((one) => one.command)).toContain(command);
    expect(answer.answer.replaceAll(/[\u00A0\u202F]/g, ' ')).toMatch(said);
  });

  test('un nom après « et » n’ordonne rien', async () => {
    const answer = await ask(['Quel est le délai médian entre la fin de période et la facture en septembre ?']);
    expect(answer.proposals).toEqual([]);
  });
});

describe('ce qui était répondu par un autre chiffre', () => {
  test('des factures en retard sont comptées, non celles émises', async () => {
    expect(figuresOf(await ask(['combien de factures en retard ?']), 'count')).toEqual({ total: 2 });
    expect(figuresOf(await ask(['how many overdue invoices?']), 'count')).toEqual({ total: 2 });
  });

  test('les impayés de plus de 30 jours sont ces factures, et non tout ce que doit leur client', async () => {
    expect(figuresOf(await ask(['combien d’impayés à plus de 30 jours']), 'left')['total']).toBe(2510);
  });

  test('ce qu’on doit encaisser en décembre est à venir', async () => {
    const answer = await ask(['combien on doit encaisser en décembre'], 'adv');
    expect(figuresOf(answer, 'left')['total']).toBe(7068);
    expect(answer.answer).not.toContain('2025');
  });

  test('la marge d’une équipe n’est pas celle de qui la dirige', async () => {
    expect((await ask(['marge de l’équipe d’Étienne Nguyên'])).outcome).toBe('abstained');
  });

  test.each(['remplace Yann Bonnet sur P0930', 'O0949 gagnée !'])(
    '« %s » : un code inconnu n’est pas remplacé par un autre',
    async (question) => {
      const answer = await ask([question]);
      expect(answer.proposals).toEqual([]);
      expect(answer.answer).toMatch(/Je ne connais pas « [PO]09\d\d »/);
    },
  );

  test('valider les CRA d’une équipe ne dit rien du CRA de qui le demande', async () => {
    const answer = await ask(['valide les cra d’octobre de mon équipe'], 'adv');
    expect(answer.answer).not.toMatch(/^(?:Oui|Non)/);
  });
});
