// A negation, an exclusion, what was only told: no wish is carried out against its own words, and no figure is that of what
// the question leaves out.
import { describe, expect, test } from 'vitest';
import { figuresOf, openExampleTalk } from './talk.ts';

const { firm, ask } = openExampleTalk();

describe('un vœu n’est pas exécuté contre ses propres mots', () => {
  test.each([
    'ne relance pas CL003',
    'relance tout le monde sauf CL003',
    'facture octobre hors CL001',
    'facture tout octobre sauf P003',
    'don’t invoice P002 yet',
    'j’ai dit à C001 de relancer CL003',
    'factures du 1er au 15 octobre',
    'facture moyenne',
    'avoir de 2 jours sur F2026-00015',
  ])('« %s » : rien n’est proposé', async (question) => {
    expect((await ask([question])).proposals).toEqual([]);
  });

  test.each([
    ['n’oublie pas de relancer CL003', 'send_dunning'],
    ['relance ceux qui n’ont pas rendu leur CRA', 'remind_timesheets'],
    ['facture octobre', 'issue_invoices'],
  ])('« %s » : la négation n’est pas celle du vœu', async (question, command) => {
    expect((await ask([question])).proposals.map((one) => one.command)).toContain(command);
  });
});

describe('un chiffre n’est pas celui de ce que la question retire', () => {
  const margin = firm.report('margin') as {
    projects: { code: string; contract: string; margin: number; revenue: number }[];
  };
  const sumOf = (field: 'margin' | 'revenue', kept: (project: { code: string; contract: string }) => boolean): number =>
    Math.round(margin.projects.filter(kept).reduce((sum, project) => sum + project[field] * 100, 0)) / 100;

  test.each(['marge sans P003', 'marge hors P003', 'margin excluding P003'])(
    'la somme du reste : « %s »',
    async (question) => {
      const answer = await ask([question]);
      expect(figuresOf(answer, 'margin')).toEqual({ total: sumOf('margin', ({ code }) => code !== 'P003') });
      expect(figuresOf(answer, 'margin_rate')).toEqual({});
      expect(answer.answer).toMatch(/Laissé de côté|Left out/);
    },
  );

  test('plusieurs à la fois', async () => {
    const answer = await ask(['marge sauf P003 et P004']);
    expect(figuresOf(answer, 'margin')).toEqual({
      total: sumOf('margin', ({ code }) => code !== 'P003' && code !== 'P004'),
    });
  });

  test('une sorte de contrat', async () => {
    const answer = await ask(['CA hors régie']);
    expect(figuresOf(answer, 'revenue')).toEqual({ total: sumOf('revenue', ({ contract }) => contract !== 'regie') });
  });

  test('une liste sans ceux-là', async () => {
    expect(Object.keys(figuresOf(await ask(['marge des clients sauf CL001']), 'margin'))).toEqual([
      'CL002',
      'CL003',
      'CL004',
    ]);
    expect((await ask(['projets qui ne sont pas en régie'])).answer).not.toContain('P001');
    expect((await ask(['clients en retard sauf CL003'])).answer).toContain('Aucun client');
  });

  test.each(['TACE de tout le monde sauf C004', 'taux de marge hors P003'])(
    'ce qui ne s’ajoute pas n’est pas dit : « %s »',
    async (question) => {
      const answer = await ask([question]);
      expect(answer.outcome).toBe('abstained');
      expect(answer.figures).toEqual([]);
    },
  );

  test.each([
    'qui n’a pas posé de congés en décembre',
    'qui n’est pas dispo en décembre',
    'qui n’est pas en congé la semaine prochaine',
    'who is not on leave next week',
    'clients qui n’ont pas de projet',
  ])('« ne… pas » n’est pas répondu à l’envers : « %s »', async (question) => {
    expect((await ask([question])).outcome).toBe('abstained');
  });

  test.each(['qui n’a pas rendu son CRA', 'quels projets ne dérivent pas', 'qui n’a pas payé'])(
    '« %s » est compris',
    async (question) => {
      expect((await ask([question])).outcome).toBe('answered');
    },
  );

  test('« hors internes » reste compris', async () => {
    expect(Object.keys(figuresOf(await ask(['marge des projets hors internes']), 'margin'))).not.toContain('INT01');
  });
});

describe('ce qui n’a pas de somme, ce qui n’est pas encore', () => {
  test('l’année prochaine n’est pas tout ce qui est fait à ce jour', async () => {
    expect((await ask(['CA 2027'])).figures).toEqual([]);
  });

  test('les retards de plusieurs clients ne s’ajoutent pas', async () => {
    const answer = await ask(['total des retards de paiement']);
    expect(figuresOf(answer, 'days')).not.toHaveProperty('total');
  });

  test('les plus anciens retards de plusieurs clients se disent un par un', async () => {
    const answer = await ask(['ancienneté des impayés']);
    expect(Object.keys(figuresOf(answer, 'days'))).toEqual(['CL003']);
  });

  test('une année nue, derrière un nom, est celle du chiffre', async () => {
    const bare = await ask(['CA P003 2026']);
    expect(figuresOf(bare, 'revenue')).toEqual(figuresOf(await ask(['CA de P003 en 2026']), 'revenue'));
    expect(bare.answer).toContain('01/01/2026');
  });

  test('ce qui a été facturé hier est de ce jour seul', async () => {
    expect((await ask(['on a facturé combien hier ?'])).answer).toContain('le 30/10/2026');
  });

  test('« depuis quand ? », d’un client qui doit, est son plus ancien retard', async () => {
    const answer = await ask(['Combien nous doit CL003 ?', 'depuis quand ?']);
    expect(Object.keys(figuresOf(answer, 'days'))).toEqual(['CL003']);
  });
});
