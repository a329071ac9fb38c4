import { describe, expect, test } from 'vitest';
import { nextScanStep, type ScanFacts } from '../../domain/steps/nightly-scan.ts';
import { planReminders } from '../../domain/steps/step.ts';

const QUIET: ScanFacts = { drifts: [], bench: [], looseOrders: [], lateTimesheets: [], needs: [], proposalsWaiting: 0 };
const none: ReadonlySet<string> = new Set();

function told(facts: Partial<ScanFacts>, today: string, noted = none): string[] {
  const step = nextScanStep({ ...QUIET, ...facts }, today, noted);
  return planReminders(step, today, noted).due.map(({ text }) => text);
}

describe('la tournée de nuit', () => {
  test('ne dit rien quand rien ne va mal, et revient demain', () => {
    const step = nextScanStep(QUIET, '2026-10-31', none);
    expect(planReminders(step, '2026-10-31', none)).toEqual({ due: [], wakeOn: '2026-11-01' });
  });

  test('dit un intercontrat au bout d’une semaine, et tout de suite qui n’a jamais eu de mission', () => {
    const bench = [
      { consultant: 'C1', managerEmail: null, since: '2026-10-25' },
      { consultant: 'C2', managerEmail: null, since: null },
    ];
    expect(told({ bench }, '2026-10-31')).toEqual(['C2 est sans mission.']);
    expect(told({ bench }, '2026-11-01')).toContain('C1 est sans mission depuis le 25/10/2026.');
  });

  test('redit une dérive qui s’aggrave, ou qui dure un autre mois', () => {
    const drift = (severity: 'amber' | 'red') => ({
      drifts: [{ project: 'P1', managerEmail: null, severity, signals: ['margin' as const] }],
    });
    const noted = new Set(['drift:P1:amber:2026-10']);
    expect(told(drift('amber'), '2026-10-31', noted)).toEqual([]);
    expect(told(drift('red'), '2026-10-31', noted)).toEqual(['P1 dérive : marge en baisse.']);
    expect(told(drift('amber'), '2026-11-01', noted)).toHaveLength(1);
  });

  test('attend le deuxième jour ouvré pour dire les CRA qui manquent, et propose de les relancer', () => {
    const late = { lateTimesheets: ['C1', 'C2'] };
    // 1 November 2026 is a Sunday.
    expect(told(late, '2026-11-02')).toEqual([]);
    expect(told(late, '2026-11-03')).toEqual(["2 CRA d'octobre 2026 manquent : C1, C2."]);
    const [reminder] = nextScanStep({ ...QUIET, ...late }, '2026-11-03', none).reminders;
    expect(reminder?.proposal).toEqual({ command: 'remind_timesheets', input: { month: '2026-10' } });
  });

  test('propose cinq affectations au plus, et passe aux suivantes quand elles sont décidées', () => {
    const needs = Array.from({ length: 7 }, (_, i) => ({
      id: `n${i}`,
      subject: `O${i}`,
      startsOn: '2026-12-01',
      command: 'assign_consultant' as const,
      inputs: [{ consultant: 'C1' }, { consultant: 'C2' }],
    }));
    const first = nextScanStep({ ...QUIET, needs }, '2026-10-31', none).reminders;
    expect(first).toHaveLength(5);
    expect(first[0]?.proposal?.alternatives).toEqual([{ consultant: 'C2' }]);
    const noted = new Set(first.map(({ key }) => key));
    expect(nextScanStep({ ...QUIET, needs, proposalsWaiting: 5 }, '2026-11-01', noted).reminders).toEqual([]);
    expect(nextScanStep({ ...QUIET, needs }, '2026-11-01', noted).reminders.map(({ key }) => key)).toEqual([
      'need:n5:2026-12-01',
      'need:n6:2026-12-01',
    ]);
  });
});
