import { describe, expect, test } from 'vitest';
import { nextMonthEndStep } from '../../domain/steps/month-end.ts';
import { dayOfCampaign, lastWorkingDayOf, type MonthEndFacts } from '../../domain/steps/month-end-facts.ts';
import { listStages } from '../../domain/steps/month-end-stages.ts';
import { planReminders } from '../../domain/steps/step.ts';

// October 2026: the 31st is a Saturday, J is Friday the 30th; 1 November is a Sunday.
const MONTH = '2026-10';
const EVERY_DAY = ['2026-10-28', '2026-10-29', '2026-10-30', '2026-11-02', '2026-11-03', '2026-11-04'];

const HELD = { who: 'C9', email: null, since: null };
const DONE: MonthEndFacts = {
  month: MONTH,
  closed: null,
  people: [{ consultant: 'C1', email: 'c1@esn.fr', entered: true, sent: true, lackingDays: 0, daysAtWork: EVERY_DAY }],
  timesheets: { validated: 1, waiting: [] },
  clientValidations: { signed: 1, neverAsked: 0, waiting: [] },
  anomalies: { accepted: 0, open: [] },
  invoices: {
    ready: [],
    setAside: [],
    blocked: [],
    issued: 1,
    issuedNetCents: 100_000,
    proposedOn: null,
    issuing: false,
  },
  sendings: { sent: 1, waiting: [], toPropose: [] },
  accruals: { toInvoice: 0, deferred: 0, suppliers: 0, losses: 0, unsure: [] },
  closing: { proposedOn: null, refused: null },
};
const late = (daysAtWork: readonly string[], entered = true): MonthEndFacts => ({
  ...DONE,
  people: [{ consultant: 'C1', email: 'c1@esn.fr', entered, sent: false, lackingDays: 0, daysAtWork }],
});
const withInvoices = (invoices: Partial<MonthEndFacts['invoices']>): MonthEndFacts => ({
  ...DONE,
  invoices: { ...DONE.invoices, ...invoices },
});

function dueOn(facts: MonthEndFacts, today: string, noted: readonly string[] = []): string[] {
  return planReminders(nextMonthEndStep(facts, today), today, new Set(noted)).due.map(({ key }) => key);
}

/** Every key said, day after day, as the workflow says them. */
function playDays(facts: MonthEndFacts, days: readonly string[]): string[] {
  const noted: string[] = [];
  for (const day of days) noted.push(...dueOn(facts, day, noted));
  return noted;
}

const DAYS = Array.from({ length: 14 }, (_, i) =>
  i < 4 ? `2026-10-${28 + i}` : `2026-11-${String(i - 3).padStart(2, '0')}`,
);

describe('la campagne des CRA', () => {
  test('a ses jours : J est le dernier jour ouvré du mois', () => {
    expect(lastWorkingDayOf(MONTH)).toBe('2026-10-30');
    expect([-2, 0, 1, 2].map((offset) => dayOfCampaign(MONTH, offset))).toEqual([
      '2026-10-28',
      '2026-10-30',
      '2026-11-02',
      '2026-11-03',
    ]);
  });

  test('relance à J−2, J et J+1, jamais plus', () => {
    expect(playDays(late(EVERY_DAY), DAYS)).toEqual(['cra:C1:2026-10-28', 'cra:C1:2026-10-30', 'cra:C1:2026-11-02']);
  });

  test('attend le retour de qui est en congé, et ne relance pas trois fois d’un coup', () => {
    expect(playDays(late(['2026-11-04', '2026-11-05']), DAYS)).toEqual(['cra:C1:2026-11-04']);
    expect(dueOn(late(EVERY_DAY), '2026-11-10')).toEqual(['cra:C1:2026-11-02']);
  });

  test('ne relance un temps partiel que les jours où il travaille', () => {
    expect(playDays(late(['2026-10-29', '2026-11-03']), DAYS)).toEqual(['cra:C1:2026-10-29', 'cra:C1:2026-11-03']);
  });

  test('laisse tranquille qui a envoyé son CRA, et qui est parti', () => {
    expect(playDays(DONE, DAYS).filter((key) => key.startsWith('cra:'))).toEqual([]);
    expect(playDays(late([]), DAYS)).toEqual([]);
  });
});

describe('la fin du mois', () => {
  test('dit où elle en est, étape par étape, et qui la retient', () => {
    const facts: MonthEndFacts = {
      ...late(EVERY_DAY),
      timesheets: {
        validated: 3,
        waiting: [{ subject: 'C2 · P1', who: 'C9', email: 'c9@esn.fr', reason: 'à valider', since: '2026-10-30' }],
      },
    };
    const stages = listStages(facts, '2026-11-03');
    expect(stages.map(({ stage, state, done, total }) => [stage, state, done, total])).toEqual([
      ['entry', 'running', 0, 1],
      ['validation', 'waiting', 3, 4],
      ['client_validation', 'waiting', 1, 1],
      ['anomalies', 'waiting', 0, 0],
      ['preparation', 'waiting', 1, 1],
      ['invoices', 'waiting', 1, 1],
      ['sending', 'waiting', 1, 1],
      ['accruals', 'waiting', 0, 0],
      ['closing', 'waiting', 0, 1],
      ['report', 'waiting', 0, 1],
    ]);
    expect(nextMonthEndStep(facts, '2026-11-03')).toMatchObject({ step: 'entry', blockedOn: 'C1' });
    expect(dueOn(facts, '2026-11-03')).toContain('validation:c9@esn.fr');
  });

  test('distingue qui n’a rien saisi de qui n’a pas envoyé', () => {
    const entry = (facts: MonthEndFacts) => listStages(facts, '2026-11-03')[0];
    expect(entry(late([], true))).toMatchObject({ note: null, holdings: [{ reason: 'CRA non envoyé' }] });
    expect(entry(late([], false))).toMatchObject({
      note: '1 n’a rien saisi',
      holdings: [{ reason: 'rien n’est saisi', since: '2026-10-30' }],
    });
    const [reminder] = nextMonthEndStep(late(EVERY_DAY, false), '2026-10-30').reminders;
    expect(reminder?.text).toContain('rien n’y est saisi');
  });

  test('propose les factures le premier du mois suivant, et de nouveau à J+5 ce qui est venu tard', () => {
    const ready = withInvoices({ ready: ['P1', 'P2'], issued: 0, issuedNetCents: 0 });
    expect(dueOn(ready, '2026-10-31')).toEqual([]);
    const [issue] = nextMonthEndStep(ready, '2026-11-01').reminders;
    expect(issue).toMatchObject({ key: 'issue:1', proposal: { command: 'issue_invoices', input: { month: MONTH } } });
    const days = DAYS.filter((day) => day <= '2026-11-06');
    expect(playDays(ready, days)).toEqual(['issue:1', 'issue:2']);
    // A CRA validated at J+7 has its invoice too, asked for once a day, and not while a batch waits.
    const noted = ['issue:1', 'issue:2'];
    expect(dueOn(ready, '2026-11-10', noted)).toEqual(['issue:2026-11-10']);
    expect(dueOn(withInvoices({ ready: ['P1'], proposedOn: '2026-11-10' }), '2026-11-11', noted)).toEqual([]);
  });

  test('ne redemande pas une facture écartée, et clôt à J+8 sans elle', () => {
    const setAside = [{ ...HELD, subject: 'P3', reason: 'écartée du lot' }];
    const [issue] = nextMonthEndStep(withInvoices({ ready: ['P1'], setAside }), '2026-11-01').reminders;
    expect(issue?.proposal?.input).toEqual({ month: MONTH, projects: ['P1'] });
    const left = withInvoices({ setAside });
    expect(playDays(left, DAYS)).toEqual([]);
    expect(dueOn(left, '2026-11-12')).toEqual(['close']);
    const [, , , , , invoices] = listStages(left, '2026-11-03');
    expect(invoices).toMatchObject({ stage: 'invoices', state: 'running', done: 1, total: 2, holdings: setAside });
  });

  test('propose l’envoi des factures émises en un lot, une fois l’émission finie', () => {
    const issued: MonthEndFacts = {
      ...DONE,
      sendings: {
        sent: 0,
        waiting: [{ ...HELD, subject: 'F1', reason: 'à envoyer' }],
        toPropose: ['F1', 'F2'],
      },
    };
    expect(dueOn({ ...issued, invoices: { ...issued.invoices, issuing: true } }, '2026-11-02')).toEqual([]);
    const [send] = nextMonthEndStep(issued, '2026-11-02').reminders;
    expect(send?.proposal).toEqual({ command: 'send_invoice', inputs: [{ invoice: 'F1' }, { invoice: 'F2' }] });
    expect(nextMonthEndStep(issued, '2026-11-02').step).toBe('sending');
  });

  test('dit ce que les comptes régularisent, et le reste à faire qui manque', () => {
    const unsure = [{ ...HELD, subject: 'P4', reason: 'reste à faire du mois à déclarer' }];
    const facts = { ...DONE, accruals: { toInvoice: 2, deferred: 1, suppliers: 0, losses: 0, unsure } };
    expect(nextMonthEndStep(facts, '2026-11-03')).toMatchObject({ step: 'accruals', blockedOn: 'C9' });
    const accruals = listStages(facts, '2026-11-03').find(({ stage }) => stage === 'accruals');
    expect(accruals).toMatchObject({
      done: 3,
      total: 4,
      note: '2 factures à établir (FAE), 1 produit constaté d’avance (PCA)',
    });
  });

  test('propose la clôture quand tout est fait', () => {
    expect(playDays(DONE, DAYS)).toEqual(['close']);
    const refused = { ...HELD, subject: MONTH, reason: 'clôture refusée : trop tôt' };
    const said = { ...DONE, closing: { proposedOn: null, refused } };
    expect(nextMonthEndStep(said, '2026-11-03')).toMatchObject({ step: 'closing', blockedOn: 'C9' });
  });

  test('se propose à clore à J+8 avec ce qui reste bloqué, jamais avec une facture prête', () => {
    const blocked = [{ ...HELD, subject: 'P1', reason: 'bon de commande manquant' }];
    const held = withInvoices({ blocked });
    expect(dueOn(held, '2026-11-11')).toEqual([]);
    expect(dueOn(held, '2026-11-12')).toEqual(['close']);
    expect(dueOn(withInvoices({ blocked, ready: ['P2'] }), '2026-11-20')).not.toContain('close');
  });

  test('close, rend compte à la direction une fois, avec ce qui reste bloqué et la tête de la chaîne', () => {
    const blocked = [{ ...HELD, subject: 'P1', reason: 'bon de commande manquant' }];
    const closed = {
      closedOn: '2026-11-13',
      actId: 'a1',
      sealHead: 'f'.repeat(64),
      figures: { revenue: 20_000, cost: 15_000, margin: 5_000, margin_rate: 0.25 },
      told: false,
    };
    const facts = { ...withInvoices({ blocked }), closed };
    const step = nextMonthEndStep(facts, '2026-11-13');
    expect(step).toMatchObject({ step: 'report', done: true });
    const [report] = step.reminders;
    expect(report).toMatchObject({ key: 'report:a1', to: { roles: ['direction', 'daf'] } });
    const body = report?.mail?.body.replaceAll(/\s/gu, ' ');
    for (const said of ['1 facture, 1 000,00 € HT', 'marge 5 000,00 € (25', 'P1 : bon de commande manquant (C9)'])
      expect(body).toContain(said);
    expect(body).toContain('f'.repeat(64));
    const told = { ...facts, closed: { ...closed, told: true } };
    expect(nextMonthEndStep(told, '2026-11-13')).toMatchObject({ step: 'done', done: true, reminders: [] });
    expect(listStages(told, '2026-11-13').every(({ state }) => state === 'done')).toBe(true);
  });

  test('n’est pas finie tant que le mois court, même si tout est déjà émis', () => {
    expect(nextMonthEndStep(DONE, '2026-10-29').step).toBe('entry');
  });
});
