// Questions of staffing put to the built-in model on the example firm: each need its answer and its proposal, a
// supposition made into proposals when it is asked, and what is only read proposes nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBuiltInAssistant, type Assistant } from '../../api/assistant/assistant.ts';
import { openAssistantFirm, type AssistantFirm, type Seat } from './assistant-firm.ts';

let firm: AssistantFirm;
let assistant: Assistant;
beforeAll(async () => {
  firm = await openAssistantFirm();
  assistant = openBuiltInAssistant();
});
afterAll(() => firm.database.drop());

const ask = (text: string, seat: Seat = 'direction', chat?: string) =>
  firm.ask(assistant, seat, text, chat === undefined ? {} : { chat });
const commandsOf = ({ proposals }: { proposals: readonly { command: string }[] }) =>
  proposals.map(({ command }) => command);

describe('the staffing of a deal', () => {
  it.each(['Quel est le meilleur staffing pour O0010 ?', 'best staffing for O0010'])(
    'gives each need its three people and its own proposal: %s',
    async (text) => {
      const answer = await ask(text);
      expect(answer.outcome).toBe('proposed');
      expect(commandsOf(answer)).toEqual(['assign_consultant', 'assign_consultant']);
      for (const need of ['Développeur senior', 'Architecte']) expect(answer.answer).toContain(`${need} (O0010`);
      expect(answer.answer.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(6);
      expect(answer.answer.length).toBeLessThan(2500);
    },
  );

  it('says why nobody can replace somebody, and who is nearest', async () => {
    const answer = await ask('Qui peut remplacer C002 ?');
    expect(answer).toMatchObject({ outcome: 'answered', proposals: [] });
    expect(answer.answer).toMatch(/au plus près, .* : Déjà pris/);
  });
});

describe('a supposition', () => {
  it('is told with what it opens and what is ready, and proposes nothing by itself', async () => {
    const answer = await ask('Et si C003 part le 1er décembre ?');
    expect(answer).toMatchObject({ outcome: 'answered', proposals: [] });
    expect(answer.answer).toContain('P004, Chef de projet');
    expect(answer.answer).toContain('Changements prêts');
  });

  it('becomes proposals in the same breath, or at the next word', async () => {
    const once = await ask('si on gagne O0011, que se passe-t-il ? propose');
    expect(commandsOf(once)).toEqual(['win_opportunity', 'assign_consultant', 'assign_consultant']);
    const first = await ask('Et si C003 part le 1er décembre ?');
    const then = await ask('dépose-les', 'direction', first.chat);
    expect(then.outcome).toBe('proposed');
    expect(commandsOf(then)).toEqual(['replace_consultant']);
  });

  it('is refused to who may not read it', async () => {
    expect(await ask('Et si C003 part en décembre ? propose', 'commercial')).toMatchObject({
      outcome: 'refused',
      proposals: [],
    });
  });
});

describe('what is only read', () => {
  const read: readonly (readonly [string, RegExp])[] = [
    ['qui connaît Java niveau 4 et est libre en janvier ?', /C004.*Java 4\/4/],
    ['Un profil Kubernetes libre en janvier à moins de 500 € par jour', /C002.*Kubernetes/],
    ['Quelles compétences une seule personne détient-elle ?', /Java : .*\(C004\)/],
    ['quelles compétences sont à risque ?', /Java : .*\(C004\)/],
    ['Quels besoins n’ont personne ?', /P003, Développeur .*Personne ne peut/],
    ['Quels besoins ouverts faut-il staffer ?', /O0010, Architecte/],
    [
      'jusqu’à quand recruter un développeur ?',
      /Développeur : moins de la moitié des jours occupés dès la semaine du 30\/11\/2026/,
    ],
    ['La prévision de charge est-elle fiable ?', /la fourchette .* que « probabilité × charge »/],
  ];

  it.each(read)('%s', async (text, said) => {
    const answer = await ask(text);
    expect(answer).toMatchObject({ outcome: 'answered', proposals: [] });
    expect(answer.answer).toMatch(said);
  });

  it('leaves the questions beside alone', async () => {
    expect((await ask('Quels projets sont à risque ?')).tools.map(({ name }) => name)).toContain('report_drift');
    expect((await ask('Qui est disponible en décembre ?')).tools.map(({ name }) => name)).toContain('report_available');
    expect((await ask('qui a des besoins de formation ?')).outcome).toBe('abstained');
  });

  it('is no door to who may not read staffing', async () => {
    expect((await ask('Quels besoins ouverts faut-il staffer ?', 'consultant')).outcome).toBe('refused');
  });
});
