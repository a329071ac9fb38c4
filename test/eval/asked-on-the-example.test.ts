// Questions that a director, an adv or a consultant of the example firm asks in their own words, on a real database: what
// is told must be what the report or the list says, and an order that leans on the question before is understood.
import { describe, expect, test } from 'vitest';
import { figuresOf, openExampleTalk } from './talk.ts';

const { ask } = openExampleTalk();

describe('ce que tiennent les livres et la banque', () => {
  test.each([
    ['TVA à payer en octobre ?', 'net', 9571.37],
    ['Combien de FAE à fin octobre ?', 'fae', 77721.32],
    ['combien d’argent laisse-t-on sur la table ?', 'to_invoice', 67907.67],
    ['Combien a-t-on facturé en septembre ?', 'net', 41476.43],
  ])('« %s »', async (question, name, value) => {
    expect(Object.values(figuresOf(await ask([question]), name))).toContain(value);
  });

  test('la trésorerie d’un jour à venir s’arrête à ce jour', async () => {
    const whole = figuresOf(await ask(['Quelle est notre trésorerie prévisionnelle ?']), 'receipts');
    const before = figuresOf(await ask(['trésorerie prévisionnelle fin novembre']), 'receipts');
    expect(Object.values(before)[0]).toBeLessThan(Number(Object.values(whole)[0]));
  });
});

describe('rien de ce que dit la question n’est oublié', () => {
  test('un seuil en jours, sur des factures et sur des clients', async () => {
    expect(figuresOf(await ask(['factures de plus de 30 jours de retard']), 'late_days')).toEqual({
      'F2026-00008': 36,
    });
    expect(figuresOf(await ask(['clients en retard de plus de 60 jours']), 'amount')).toEqual({});
    expect(
      Object.keys(figuresOf(await ask(['Quels clients ont des impayés de plus de 15 jours ?']), 'amount')),
    ).toEqual(['CL003']);
  });

  test('ce qui arrive à échéance : des factures, ou des commandes', async () => {
    const due = figuresOf(await ask(['quelles factures arrivent à échéance en novembre']), 'left');
    expect(Object.keys(due).toSorted()).toEqual([
      'F2026-00012',
      'F2026-00013',
      'F2026-00015',
      'F2026-00019',
      'F2026-00020',
      'total',
    ]);
    const orders = await ask(['les commandes qui arrivent à échéance en décembre']);
    expect(orders.answer).toContain('BC-0103');
    expect(orders.answer).not.toContain('F2026');
  });

  test('une date, sur des projets', async () => {
    const ends = figuresOf(await ask(['Quels projets finissent avant décembre ?']), 'ends_on');
    expect(Object.keys(ends).toSorted()).toEqual(['P002', 'P003', 'P007']);
  });

  test('deux horizons, deux figures d’un même état', async () => {
    const answer = await ask(['marge prévue vs réelle de P004']);
    expect(figuresOf(answer, 'planned_margin')).toEqual({ P004: 21705 });
    expect(figuresOf(answer, 'margin')).toEqual({ P004: 10433.6 });
    const load = await ask(['capacité contre charge en novembre']);
    expect(load.figures.map(({ name }) => name).toSorted()).toEqual(['capacity', 'firm']);
  });

  test('une négation', async () => {
    const answer = await ask(['Quels clients ne doivent rien ?']);
    expect(answer.answer).toContain('CL002');
    expect(answer.answer).not.toContain('CL001');
  });
});

describe('un ordre qui s’appuie sur la question d’avant', () => {
  test('« relance-les », après les CRA manquants', async () => {
    const answer = await ask(['Qui n’a pas rendu son CRA d’octobre ?', 'relance-les']);
    expect(answer.proposals.map(({ command }) => command)).toEqual(['remind_timesheets']);
    expect(answer.proposals[0]?.effect).toContain('C008');
  });

  test('sans rien avant, la relance est demandée', async () => {
    expect((await ask(['relance-les'])).outcome).toBe('asked_back');
  });
});

test('une facture nommée est relancée seule', async () => {
  const answer = await ask(['Relance Groupe Hélios pour F2026-00011'], 'adv');
  expect(answer.proposals).toHaveLength(1);
  expect(answer.proposals[0]?.effect).toContain('F2026-00011');
});

describe('ce qu’est une chose, à côté de ses chiffres', () => {
  test.each([
    ['quand se termine la refonte paie ?', /\(P003\) : début le 06\/07\/2026, fin le 27\/11\/2026/],
    ['Quel est le contrat de Plateforme CRM, régie ou forfait ?', /\(P004\) : contrat « Hybride »/],
    ['facture F2026-00011 : payée ?', /F2026-00011 .*reste dû 9 110,00 €/],
    ['F2026-00001 est-elle réglée ?', /F2026-00001 .*soldée/],
    ['va-t-on tenir l’objectif de CA du T4 ?', /Aucun objectif n’est fixé/],
  ])('« %s »', async (question, said) => {
    const answer = await ask([question]);
    expect(answer.answer.replaceAll(/[\u00A0\u202F]/g, ' ')).toMatch(said);
    expect(answer.proposals).toEqual([]);
  });

  test.each([
    ['Quel client nous coûte plus qu’il ne rapporte ?', 'margin', []],
    ['quels projets n’ont pas de raf à jour ?', 'impact', ['P004']],
    ['qui a le plus bossé en août ?', 'billable_days', ['C002']],
    ['quel est le projet qui perd le plus d’argent ?', 'margin', ['P003']],
    ['le projet Portail données est-il jugeable ?', 'eac_rate', ['P008']],
    ['quels BC expirent avant fin décembre ?', 'end', ['BC-0103']],
    ['coût de C002 sur P003', 'cost', []],
  ])('« %s »', async (question, name, codes) => {
    expect(Object.keys(figuresOf(await ask([question]), name))).toEqual(codes);
  });

  test('le vendu et le réalisé se disent ensemble', async () => {
    const told = await ask(['CA réalisé vs CA vendu sur P005']);
    expect(figuresOf(told, 'revenue')).toEqual({ P005: 30_366.68 });
    expect(figuresOf(told, 'planned_revenue')).toEqual({ P005: 45_550 });
  });

  test('la balance âgée donne ses tranches', async () => {
    expect(figuresOf(await ask(['balance âgée'], 'daf'), 'd31_60')).toMatchObject({ CL003: 2510 });
  });

  test('« lesquels ? » liste ce qui vient d’être compté, et la suite s’y appuie', async () => {
    const answer = await ask(['combien de projets dérivent ?', 'lesquels ?', 'et pour CL001 ?']);
    expect(Object.keys(figuresOf(answer, 'impact')).toSorted()).toEqual(['P001', 'P006']);
  });

  test('mes congés à venir sont listés', async () => {
    expect((await ask(['mes congés à venir'], 'consultant', 'C002')).answer).toContain('21/12/2026');
  });

  test('« TTC » n’est le nom de personne', async () => {
    expect(Object.values(figuresOf(await ask(['encours total TTC'], 'daf'), 'total'))).toEqual([66_363.39]);
  });
});

test.each([
  ['Relance F2026-00001 et F2026-00008', ['F2026-00008']],
  ['relance les factures en retard de CL003', ['F2026-00008', 'F2026-00011']],
])('« %s » : celles qui restent dues sont relancées, et les soldées dites', async (question, due) => {
  const answer = await ask([question], 'adv');
  expect(answer.proposals).toHaveLength(due.length);
  for (const [at, number] of due.entries()) expect(answer.proposals[at]?.effect).toContain(number);
  expect(answer.answer).toMatch(/Soldées, non relancées : [^.]*F2026-00001/);
});

test('un CRA soumis se propose à la validation, projet par projet', async () => {
  const answer = await ask(['Valide le CRA d’Étienne Nguyên pour octobre']);
  expect(answer.proposals.map(({ command }) => command)).toEqual(['validate_timesheet', 'validate_timesheet']);
});

test('les soldes de congés ne sont pas dans Vigie : c’est dit', async () => {
  expect((await ask(['combien me reste-t-il de congés ?'], 'consultant', 'C002')).outcome).toBe('abstained');
});
