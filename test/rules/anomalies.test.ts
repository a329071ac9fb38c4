// CRA anomalies: each rule fires on its case and not on the neighbour that is in order (REPORTS.md, "anomalies";
// DOMAIN.md §4).
import { describe, expect, it } from 'vitest';
import {
  type AnomalyFacts,
  type AnomalyProject,
  findAnomalies,
  type MonthRow,
  reportAnomalies,
} from '../../domain/anomalies.ts';
import { CONTRACT_KINDS } from '../../domain/contract/kinds.ts';
import type { Person } from '../../domain/presence.ts';
import { absenceOf, personOf } from './people.ts';
import { workingDaysIn } from '../../domain/calendar.ts';

const MONTH = '2026-11';
const AS_OF = '2026-11-30';

const projectOf = (given: Partial<AnomalyProject> = {}): AnomalyProject => ({
  kind: 'regie',
  status: 'en_cours',
  startsOn: null,
  endsOn: null,
  closed: false,
  orders: [],
  invoicedNetCents: 0,
  uninvoicedBeforeQuarterCents: 0,
  ...given,
});

const row = (date: string, days: number, given: Partial<MonthRow> = {}): MonthRow => ({
  consultant: 'C1',
  project: 'P1',
  date,
  quarterDays: days * 4,
  state: 'valide',
  dailyRateCents: 55_000,
  dailyCostCents: 34_226,
  assigned: true,
  taken: false,
  ...given,
});

// An independent owes no day of presence: the rules about rows are seen alone.
const independent = (given: Partial<Person> = {}) => personOf('C1', { employment: 'independant', ...given });

function factsOf(
  given: Partial<Omit<AnomalyFacts, 'projects'>> & { projects?: Record<string, AnomalyProject> },
): AnomalyFacts {
  return {
    month: MONTH,
    asOf: AS_OF,
    people: [independent()],
    rows: [],
    assignments: [],
    ...given,
    projects: new Map(Object.entries(given.projects ?? { P1: projectOf() })),
  };
}

/** Findings in short: "rule consultant date project days". */
function rulesOf(facts: AnomalyFacts): string[] {
  return findAnomalies(facts).map(({ rule, consultant, date, project, days }) =>
    [rule, consultant, date ?? '-', project ?? '-', days].join(' '),
  );
}

describe('« holiday » : travailler un jour non ouvré', () => {
  it.each([
    ['2026-11-11', true],
    ['2026-11-14', true],
    ['2026-11-15', true],
    ['2026-11-10', false],
    ['2026-11-12', false],
  ])('le %s : %s', (date, fires) => {
    expect(rulesOf(factsOf({ rows: [row(date, 1)] }))).toEqual(fires ? [`holiday C1 ${date} - 1`] : []);
  });

  it('un jour non travaillé d’un temps partiel reste un jour ouvré', () => {
    expect(rulesOf(factsOf({ people: [independent({ daysOff: [3] })], rows: [row('2026-11-18', 1)] }))).toEqual([]);
  });
});

describe('« leave » : travailler pendant une absence validée', () => {
  const halfDay = independent({ absences: [absenceOf('cp', '2026-11-12', '2026-11-12', { endsMorning: true })] });

  it('naît au-delà d’une journée, travail et absence ensemble', () => {
    expect(rulesOf(factsOf({ people: [halfDay], rows: [row('2026-11-12', 0.5)] }))).toEqual([]);
    expect(rulesOf(factsOf({ people: [halfDay], rows: [row('2026-11-12', 0.75)] }))).toEqual([
      'leave C1 2026-11-12 - 0.75',
    ]);
  });

  it('compte la journée sur tous les projets', () => {
    const rows = [row('2026-11-12', 0.5), row('2026-11-12', 0.25, { project: 'P2' })];
    expect(rulesOf(factsOf({ people: [halfDay], rows, projects: { P1: projectOf(), P2: projectOf() } }))).toEqual([
      'leave C1 2026-11-12 - 0.75',
    ]);
  });

  it('sans absence ce jour-là, ne dit rien', () => {
    expect(rulesOf(factsOf({ people: [halfDay], rows: [row('2026-11-13', 1)] }))).toEqual([]);
  });
});

describe('« overfull » : plus d’une journée dans la journée', () => {
  const two = (days: number) =>
    factsOf({
      rows: [row('2026-11-16', days), row('2026-11-16', 0.5, { project: 'P2' })],
      projects: { P1: projectOf(), P2: projectOf() },
    });

  it('naît au-delà d’un jour travaillé', () => {
    expect(rulesOf(two(0.5))).toEqual([]);
    expect(rulesOf(two(0.75))).toEqual(['overfull C1 2026-11-16 - 1.25']);
  });

  it('laisse les jours non ouvrés à « holiday »', () => {
    expect(
      rulesOf(
        factsOf({
          rows: [row('2026-11-15', 1), row('2026-11-15', 1, { project: 'P2' })],
          projects: { P1: projectOf(), P2: projectOf() },
        }),
      ),
    ).toEqual(['holiday C1 2026-11-15 - 2']);
  });
});

describe('« closed » : saisir sur un projet clos ou hors de ses dates', () => {
  const on = (given: Partial<AnomalyProject>, date = '2026-11-12') =>
    rulesOf(factsOf({ rows: [row(date, 1)], projects: { P1: projectOf(given) } }));

  it('naît dès que le projet est clos, quel que soit le jour', () => {
    expect(on({ status: 'clos' })).toEqual(['closed C1 2026-11-12 P1 1']);
    expect(on({ status: 'prevu' })).toEqual([]);
  });

  it('naît après la fin et avant le début, pas ces jours-là', () => {
    expect(on({ endsOn: '2026-11-12' })).toEqual([]);
    expect(on({ endsOn: '2026-11-11' })).toEqual(['closed C1 2026-11-12 P1 1']);
    expect(on({ startsOn: '2026-11-12' })).toEqual([]);
    expect(on({ startsOn: '2026-11-13' })).toEqual(['closed C1 2026-11-12 P1 1']);
  });
});

describe('« unassigned » : saisir sans affectation ferme', () => {
  it('naît sur un projet client, pas sur un projet interne', () => {
    const rows = [row('2026-11-12', 1, { assigned: false })];
    expect(rulesOf(factsOf({ rows }))).toEqual(['unassigned C1 2026-11-12 P1 1']);
    expect(rulesOf(factsOf({ rows, projects: { P1: projectOf({ kind: 'interne' }) } }))).toEqual([]);
    expect(rulesOf(factsOf({ rows: [row('2026-11-12', 1)] }))).toEqual([]);
  });
});

describe('« duplicate » : saisir deux fois', () => {
  it('naît pour une personne, un jour et un projet', () => {
    expect(rulesOf(factsOf({ rows: [row('2026-11-12', 0.5), row('2026-11-12', 0.5)] }))).toEqual([
      'duplicate C1 2026-11-12 P1 1',
    ]);
    const rows = [row('2026-11-12', 0.5), row('2026-11-12', 0.5, { project: 'P2' }), row('2026-11-13', 1)];
    expect(rulesOf(factsOf({ rows, projects: { P1: projectOf(), P2: projectOf() } }))).toEqual([]);
  });
});

describe('« employment » : travailler hors des dates de présence', () => {
  const stay = independent({ enteredOn: '2026-11-12', leftOn: '2026-11-13' });

  it('naît la veille de l’entrée et le lendemain de la sortie', () => {
    const rows = ['2026-11-10', '2026-11-12', '2026-11-13', '2026-11-16'].map((date) => row(date, 1));
    expect(rulesOf(factsOf({ people: [stay], rows }))).toEqual([
      'employment C1 2026-11-10 - 1',
      'employment C1 2026-11-16 - 1',
    ]);
  });
});

describe('« missing » : un jour ouvré sans une journée entière', () => {
  const everyDay = workingDaysIn('2026-11-01', '2026-11-30').map((date) => row(date, 1));
  const without = (...dates: string[]) => everyDay.filter(({ date }) => !dates.includes(date));
  const employee = personOf('C1');

  it('naît du jour vide et de la journée incomplète', () => {
    expect(rulesOf(factsOf({ people: [employee], rows: everyDay }))).toEqual([]);
    expect(rulesOf(factsOf({ people: [employee], rows: without('2026-11-20') }))).toEqual([
      'missing C1 2026-11-20 - 1',
    ]);
    const short = [...without('2026-11-20'), row('2026-11-20', 0.75)];
    expect(rulesOf(factsOf({ people: [employee], rows: short }))).toEqual(['missing C1 2026-11-20 - 0.25']);
  });

  it('une absence validée complète la journée', () => {
    const sick = personOf('C1', {
      absences: [absenceOf('maladie', '2026-11-20', '2026-11-20', { startsAfternoon: true })],
    });
    expect(rulesOf(factsOf({ people: [sick], rows: [...without('2026-11-20'), row('2026-11-20', 0.5)] }))).toEqual([]);
    expect(rulesOf(factsOf({ people: [sick], rows: without('2026-11-20') }))).toEqual(['missing C1 2026-11-20 - 0.5']);
  });

  it('ne regarde pas au-delà du jour, ni hors de la présence', () => {
    const rows = without('2026-11-20', '2026-11-23');
    expect(rulesOf(factsOf({ people: [employee], rows, asOf: '2026-11-19' }))).toEqual([]);
    expect(rulesOf(factsOf({ people: [employee], rows, asOf: '2026-11-20' }))).toEqual(['missing C1 2026-11-20 - 1']);
    const newcomer = personOf('C1', { enteredOn: '2026-11-23' });
    const since = everyDay.filter(({ date }) => date >= '2026-11-24');
    expect(rulesOf(factsOf({ people: [newcomer], rows: since }))).toEqual(['missing C1 2026-11-23 - 1']);
    const leaver = personOf('C1', { leftOn: '2026-11-03' });
    expect(rulesOf(factsOf({ people: [leaver], rows: everyDay.slice(0, 1) }))).toEqual(['missing C1 2026-11-03 - 1']);
  });

  it('attend un CRA soumis ou validé ; les brouillons comptent alors dans la journée', () => {
    const drafts = everyDay.map((one) => ({ ...one, state: 'brouillon' as const }));
    expect(rulesOf(factsOf({ people: [employee], rows: drafts.slice(2) }))).toEqual([]);
    const sent = drafts.map((one, index) => (index === 0 ? { ...one, state: 'soumis' as const } : one));
    expect(rulesOf(factsOf({ people: [employee], rows: sent }))).toEqual([]);
    expect(rulesOf(factsOf({ people: [employee], rows: sent.slice(0, -1) }))).toEqual(['missing C1 2026-11-30 - 1']);
  });

  it('ne regarde que les salariés productifs dont on connaît les jours', () => {
    const rows = without('2026-11-20');
    const found = (person: Person) => rulesOf(factsOf({ people: [person], rows })).length;
    expect(found(personOf('C1', { employment: 'independant' }))).toBe(0);
    expect(found(personOf('C1', { productive: false }))).toBe(0);
    expect(found(personOf('C1', { quota: '0.8' }))).toBe(0);
    expect(found(personOf('C1', { quota: '1.00' }))).toBe(1);
    expect(found(personOf('C1', { quota: '0.8', daysOff: [3] }))).toBe(1);
    expect(found(personOf('C1', { quota: '0.8', daysOff: [5] }))).toBe(0);
  });
});

describe('« no_timesheet » : affecté, et aucun CRA envoyé', () => {
  const assigned = (given: Partial<AnomalyFacts['assignments'][number]> = {}) => [
    { consultant: 'C1', project: 'P1', startsOn: '2026-11-16', endsOn: '2026-11-20', ...given },
  ];

  it('compte les jours ouvrés affectés', () => {
    expect(rulesOf(factsOf({ assignments: assigned() }))).toEqual(['no_timesheet C1 - - 5']);
    expect(rulesOf(factsOf({ assignments: assigned({ startsOn: '2026-01-01', endsOn: null }) }))).toEqual([
      'no_timesheet C1 - - 20',
    ]);
    expect(
      rulesOf(factsOf({ assignments: [...assigned(), ...assigned({ startsOn: '2026-11-18', endsOn: '2026-11-24' })] })),
    ).toEqual(['no_timesheet C1 - - 7']);
    expect(rulesOf(factsOf({ assignments: assigned({ startsOn: '2026-11-14', endsOn: '2026-11-15' }) }))).toEqual([]);
  });

  it('un brouillon n’est pas un envoi', () => {
    const with1 = (state: MonthRow['state']) =>
      rulesOf(factsOf({ assignments: assigned(), rows: [row('2026-11-16', 1, { state })] }));
    expect(with1('brouillon')).toEqual(['no_timesheet C1 - - 5']);
    expect(with1('soumis')).toEqual([]);
    expect(with1('valide')).toEqual([]);
  });

  it('ne compte ni les jours à venir, ni les jours d’absence même d’une demie, ni ceux hors de la présence', () => {
    expect(rulesOf(factsOf({ assignments: assigned(), asOf: '2026-11-17' }))).toEqual(['no_timesheet C1 - - 2']);
    const away = independent({
      absences: [absenceOf('cp', '2026-11-16', '2026-11-17', { endsMorning: true })],
      leftOn: '2026-11-19',
    });
    expect(rulesOf(factsOf({ people: [away], assignments: assigned() }))).toEqual(['no_timesheet C1 - - 2']);
  });

  it('ne regarde que des projets clients ouverts, dans leurs dates', () => {
    const on = (given: Partial<AnomalyProject>) =>
      rulesOf(factsOf({ assignments: assigned(), projects: { P1: projectOf(given) } }));
    expect(on({ kind: 'interne' })).toEqual([]);
    expect(on({ closed: true })).toEqual([]);
    expect(on({ startsOn: '2026-11-20' })).toEqual(['no_timesheet C1 - - 1']);
    expect(on({ endsOn: '2026-11-16' })).toEqual(['no_timesheet C1 - - 1']);
    expect(rulesOf(factsOf({ assignments: assigned({ project: 'P9' }) }))).toEqual([]);
  });

  it('vaut pour toute personne productive, quel que soit son contrat', () => {
    expect(rulesOf(factsOf({ people: [personOf('C1', { quota: '0.5' })], assignments: assigned() }))).toEqual([
      'no_timesheet C1 - - 5',
    ]);
    expect(rulesOf(factsOf({ people: [independent({ productive: false })], assignments: assigned() }))).toEqual([]);
  });
});

describe('« no_rate » : du temps à facturer sans TJM', () => {
  const unrated = [
    row('2026-11-12', 1, { dailyRateCents: 0 }),
    row('2026-11-13', 0.5, { dailyRateCents: 0 }),
    row('2026-11-16', 1),
  ];

  it('naît une fois par personne et projet dans le mois', () => {
    expect(rulesOf(factsOf({ rows: unrated }))).toEqual(['no_rate C1 - P1 1.5']);
    expect(rulesOf(factsOf({ rows: unrated.slice(2) }))).toEqual([]);
  });

  it('ne concerne que les régies, et le temps compté', () => {
    const kinds = CONTRACT_KINDS.filter(
      (kind) => rulesOf(factsOf({ rows: unrated, projects: { P1: projectOf({ kind }) } })).length > 0,
    );
    expect(kinds).toEqual(['regie', 'regie_plafonnee']);
    const drafts = unrated.map((one) => ({ ...one, state: 'brouillon' as const }));
    expect(rulesOf(factsOf({ rows: drafts }))).toEqual([]);
  });
});

describe('« negative_margin » : vendre sous son coût', () => {
  it('naît sous le CJM, pas au CJM, et pas sans TJM', () => {
    const at = (dailyRateCents: number) =>
      rulesOf(
        factsOf({
          rows: [row('2026-11-12', 1, { dailyRateCents }), row('2026-11-13', 0.5, { dailyRateCents })],
          projects: { P1: projectOf({ kind: 'forfait' }) },
        }),
      );
    expect(at(34_226)).toEqual([]);
    expect(at(34_225)).toEqual(['negative_margin C1 - P1 1.5']);
    expect(at(1)).toEqual(['negative_margin C1 - P1 1.5']);
    expect(at(0)).toEqual([]);
  });
});

describe('« po » : travailler au-delà des bons de commande', () => {
  // 550 € a day; two days make 1 100 €.
  const days = [row('2026-11-02', 1), row('2026-11-03', 1), row('2026-11-04', 1)];
  const order = (euros: number, startsOn: string | null = null) => ({ startsOn, amountCents: Math.round(euros * 100) });
  const with1 = (given: Partial<AnomalyProject>, rows = days) =>
    rulesOf(factsOf({ rows, projects: { P1: projectOf(given) } }));

  it('naît au premier jour qui passe les bons, et ne se redit pas', () => {
    expect(with1({ orders: [order(1_650)] })).toEqual([]);
    expect(with1({ orders: [order(1_649.99)] })).toEqual(['po C1 2026-11-04 P1 1']);
    expect(with1({ orders: [order(549.99)] })).toEqual(['po C1 2026-11-02 P1 1']);
  });

  it('sans bon de commande, ou au forfait, ne dit rien', () => {
    expect(with1({ orders: [] })).toEqual([]);
    expect(with1({ kind: 'forfait', orders: [order(1)] })).toEqual([]);
    expect(with1({ kind: 'hybride', orders: [order(1)] })).toEqual([]);
    expect(with1({ kind: 'regie_plafonnee', orders: [order(1)] })).toEqual(['po C1 2026-11-02 P1 1']);
  });

  it('compte ce qui est facturé et le temps d’avant le mois qui ne l’est pas', () => {
    expect(with1({ orders: [order(2_000)], invoicedNetCents: 35_000 })).toEqual([]);
    expect(with1({ orders: [order(2_000)], invoicedNetCents: 35_001 })).toEqual(['po C1 2026-11-04 P1 1']);
    expect(with1({ orders: [order(2_000)], uninvoicedBeforeQuarterCents: 35_001 * 4 })).toEqual([
      'po C1 2026-11-04 P1 1',
    ]);
    // A day that an invoice took counts by the invoice alone.
    const taken = days.map((one) => ({ ...one, taken: true }));
    expect(with1({ orders: [order(1_650)], invoicedNetCents: 165_000 }, taken)).toEqual([]);
    expect(with1({ orders: [order(1_650)], invoicedNetCents: 165_001 }, taken)).toEqual(['po C1 2026-11-02 P1 1']);
  });

  it('ne prend que les bons commencés ce jour-là', () => {
    expect(with1({ orders: [order(550), order(5_000, '2026-11-03')] })).toEqual([]);
    expect(with1({ orders: [order(550), order(5_000, '2026-11-04')] })).toEqual(['po C1 2026-11-03 P1 1']);
  });

  it('va par date puis par personne, les lignes d’un même jour ensemble ; les brouillons ne comptent pas', () => {
    const pair = [row('2026-11-02', 1, { consultant: 'C2' }), row('2026-11-02', 0.5), row('2026-11-02', 0.25)];
    const facts = (euros: number) =>
      factsOf({
        people: [independent(), personOf('C2', { employment: 'independant' })],
        rows: pair,
        projects: { P1: projectOf({ orders: [order(euros)] }) },
      });
    const orderFindings = (euros: number) => rulesOf(facts(euros)).filter((finding) => finding.startsWith('po'));
    expect(orderFindings(412)).toEqual(['po C1 2026-11-02 P1 0.75']);
    expect(orderFindings(413)).toEqual(['po C2 2026-11-02 P1 1']);
    const drafts = days.map((one) => ({ ...one, state: 'brouillon' as const }));
    expect(with1({ orders: [order(1)] }, drafts)).toEqual([]);
  });
});

describe('la liste des anomalies', () => {
  it('novembre 2026, une personne à plein temps : exactement les quatre anomalies plantées', () => {
    // DOMAIN.md §4: the 11th worked, the 12th on leave with half a day billed, the 16th one and a half, the 20th empty.
    const person = personOf('C1', { absences: [absenceOf('cp', '2026-11-12', '2026-11-12')] });
    const inOrder = workingDaysIn('2026-11-01', '2026-11-30').filter(
      (date) => !['2026-11-12', '2026-11-20'].includes(date),
    );
    const rows = [
      ...inOrder.map((date) => row(date, 1)),
      row('2026-11-11', 1),
      row('2026-11-12', 0.5),
      row('2026-11-16', 0.5, { project: 'P2' }),
    ];
    expect(rulesOf(factsOf({ people: [person], rows, projects: { P1: projectOf(), P2: projectOf() } }))).toEqual([
      'holiday C1 2026-11-11 - 1',
      'leave C1 2026-11-12 - 0.5',
      'overfull C1 2026-11-16 - 1.5',
      'missing C1 2026-11-20 - 1',
    ]);
  });

  it('va par personne, date (sans date d’abord), règle, projet', () => {
    const rows = [
      row('2026-11-13', 0.5, { assigned: false, project: 'P3' }),
      row('2026-11-13', 0.25, { assigned: false, project: 'P10' }),
      row('2026-11-13', 0.25, { assigned: false, project: 'P2' }),
      row('2026-11-13', 1, { assigned: false }),
      row('2026-11-12', 1, { assigned: false, dailyRateCents: 0 }),
      row('2026-11-12', 1, { assigned: false, consultant: 'B9' }),
    ];
    const facts = factsOf({
      people: [independent(), personOf('B9', { employment: 'independant' })],
      rows,
      projects: { P1: projectOf(), P2: projectOf(), P3: projectOf(), P10: projectOf() },
    });
    expect(rulesOf(facts)).toEqual([
      'unassigned B9 2026-11-12 P1 1',
      'no_rate C1 - P1 1',
      'unassigned C1 2026-11-12 P1 1',
      'overfull C1 2026-11-13 - 2',
      'unassigned C1 2026-11-13 P1 1',
      'unassigned C1 2026-11-13 P10 0.25',
      'unassigned C1 2026-11-13 P2 0.25',
      'unassigned C1 2026-11-13 P3 0.5',
    ]);
  });

  it('bon de commande, marge négative et TJM absent sont des alertes, le reste des erreurs', () => {
    const rows = [
      row('2026-11-11', 1, { dailyRateCents: 100, assigned: false }),
      row('2026-11-12', 1, { dailyRateCents: 0 }),
    ];
    const findings = findAnomalies(
      factsOf({ rows, projects: { P1: projectOf({ status: 'clos', orders: [{ startsOn: null, amountCents: 1 }] }) } }),
    );
    const severities = Object.fromEntries(findings.map(({ rule, severity }) => [rule, severity]));
    expect(severities).toEqual({
      holiday: 'error',
      closed: 'error',
      unassigned: 'error',
      no_rate: 'warning',
      negative_margin: 'warning',
      po: 'warning',
    });
  });

  it('nomme son mois, et dit chaque anomalie en une phrase', () => {
    const report = reportAnomalies(factsOf({ rows: [row('2026-11-11', 1)] }));
    expect(report.month).toBe(MONTH);
    expect(report.findings).toMatchObject([
      { severity: 'error', message: expect.stringMatching(/^1 j .*11\/11\/2026.*\.$/) },
    ]);
  });

  it('du temps sur un projet inconnu est une erreur du programme, jamais tue', () => {
    expect(() => findAnomalies(factsOf({ rows: [row('2026-11-12', 1, { project: 'P9' })] }))).toThrow(/P9/);
  });
});
