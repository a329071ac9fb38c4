import { describe, expect, test } from 'vitest';
import {
  dayOfCampaign,
  lastWorkingDayOf,
  listStages,
  nextMonthEndStep,
  type MonthEndFacts,
} from '../../domain/steps/month-end.ts';
import { planReminders } from '../../domain/steps/step.ts';

// October 2026: the 31st is a Saturday, J is Friday the 30th; 1 November is a Sunday.
const MONTH = '2026-10';
const EVERY_DAY = ['2026-10-28', '2026-10-29', '2026-10-30', '2026-11-02', '2026-11-03', '2026-11-04'];

const DONE: MonthEndFacts = {
  month: MONTH,
  closed: false,
  people: [{ consultant: 'C1', email: 'c1@esn.fr', sent: true, daysAtWork: EVERY_DAY }],
  timesheets: { validated: 1, waiting: [] },
  anomalies: { accepted: 0, open: [] },
  invoices: { ready: 0, issued: 1, blocked: [], proposedOn: null },
  unsent: [],
  closingProposedOn: null,
};
const late = (daysAtWork: readonly string[]): MonthEndFacts => ({
  ...DONE,
  people: [{ consultant: 'C1', email: 'c1@esn.fr', sent: false, daysAtWork }],
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
      ['anomalies', 'waiting', 0, 0],
      ['invoices', 'waiting', 1, 1],
      ['sending', 'waiting', 1, 1],
      ['closing', 'waiting', 0, 1],
    ]);
    expect(nextMonthEndStep(facts, '2026-11-03')).toMatchObject({ step: 'entry', blockedOn: 'C1' });
    expect(dueOn(facts, '2026-11-03')).toContain('validation:c9@esn.fr');
  });

  test('propose les factures le premier du mois suivant, et de nouveau à J+5 ce qui est venu tard', () => {
    const ready: MonthEndFacts = { ...DONE, invoices: { ready: 4, issued: 0, blocked: [], proposedOn: null } };
    expect(dueOn(ready, '2026-10-31')).toEqual([]);
    const [issue] = nextMonthEndStep(ready, '2026-11-01').reminders;
    expect(issue).toMatchObject({ key: 'issue:1', proposal: { command: 'issue_invoices', input: { month: MONTH } } });
    expect(playDays(ready, DAYS)).toEqual(['issue:1', 'issue:2']);
  });

  test('propose la clôture quand tout est fait, et finit une fois close', () => {
    expect(playDays(DONE, DAYS)).toEqual(['close']);
    const closed = nextMonthEndStep({ ...DONE, closed: true }, '2026-11-03');
    expect(closed).toMatchObject({ step: 'done', done: true });
    expect(listStages({ ...DONE, closed: true }, '2026-11-03').every(({ state }) => state === 'done')).toBe(true);
  });

  test('se propose à clore à J+8 avec ce qui reste bloqué, jamais avec une facture prête', () => {
    const blocked = [{ subject: 'P1', who: 'C9', email: null, reason: 'po_missing', since: null }];
    const held: MonthEndFacts = { ...DONE, invoices: { ready: 0, issued: 1, blocked, proposedOn: null } };
    expect(dueOn(held, '2026-11-11')).toEqual([]);
    expect(dueOn(held, '2026-11-12')).toEqual(['close']);
    const ready: MonthEndFacts = { ...held, invoices: { ...held.invoices, ready: 1 } };
    expect(dueOn(ready, '2026-11-20')).not.toContain('close');
  });

  test('n’est pas finie tant que le mois court, même si tout est déjà émis', () => {
    expect(nextMonthEndStep(DONE, '2026-10-29').step).toBe('invoices');
  });
});
