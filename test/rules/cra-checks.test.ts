// The 23 rules of a CRA (DOMAIN.md, 4), each on its case and on the neighbour that is in order.
import { describe, expect, test } from 'vitest';
import { ANOMALY_RULES } from '../../domain/anomalies.ts';
import { checkCras } from '../../domain/cra-checks/check-month.ts';
import { NOTHING_TOLD, type CheckedRow, type ClientSignature } from '../../domain/cra-checks/facts.ts';
import { ADDED_CHECKS, CRA_CHECKS } from '../../domain/cra-checks/rules.ts';
import { findCommand } from '../../domain/commands/registry.ts';
import {
  bookingOf,
  factsOf,
  fullMonth,
  MONTH,
  projectOf,
  rowOf,
  shortFindings,
  type Planted,
} from './cra-check-facts.ts';
import { absenceOf, personOf } from './people.ts';

const short = (planted: Planted) => shortFindings(factsOf(planted));
const fixOf = (planted: Planted) => checkCras(factsOf(planted))[0]?.fix ?? null;

const REGIE = { P1: projectOf() };
const INTERNAL = projectOf({ kind: 'interne' });
const CP = absenceOf('cp', '2026-11-12', '2026-11-12');

describe('la table des règles', () => {
  test('les 23 règles ont chacune un code au moins, et les codes des anomalies y sont tous', () => {
    const numbers = new Set(Object.values(CRA_CHECKS).map(({ rule }) => rule));
    expect([...numbers].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 23 }, (_, i) => i + 1));
    expect(Object.keys(CRA_CHECKS).toSorted()).toEqual([...ANOMALY_RULES, ...ADDED_CHECKS].toSorted());
  });

  test('un mois en ordre ne dit rien', () => {
    expect(short({ rows: fullMonth() })).toEqual([]);
  });
});

describe('la personne X en novembre 2026', () => {
  const rows: CheckedRow[] = [
    ...fullMonth(['2026-11-12', '2026-11-16', '2026-11-20']),
    rowOf('2026-11-11', 1),
    rowOf('2026-11-12', 0.5),
    rowOf('2026-11-16', 1),
    rowOf('2026-11-16', 0.5, { project: 'INT01', dailyRateCents: 0 }),
  ];
  const planted = { people: [personOf('X', { absences: [CP] })], rows, projects: { ...REGIE, INT01: INTERNAL } };

  test('exactement quatre constats : férié, congé, journée trop pleine, jour manquant', () => {
    expect(short(planted)).toEqual([
      '1 holiday 2026-11-11 - 1',
      '2 leave 2026-11-12 - 0.5',
      '3 overfull 2026-11-16 - 1.5',
      '8 missing 2026-11-20 - 1',
    ]);
  });

  test('chacun a ses lignes en preuve et sa correction', () => {
    const days = (date: string, project: string, left: number) => ({
      command: 'correct_time',
      input: expect.objectContaining({ consultant: 'X', date, project, occurrence: 1, days: left }),
    });
    expect(checkCras(factsOf(planted)).map(({ evidence, fix }) => ({ evidence, fix }))).toEqual([
      { evidence: ['temps/X/2026-11-11/P1/1'], fix: days('2026-11-11', 'P1', 0) },
      { evidence: ['temps/X/2026-11-12/P1/1'], fix: days('2026-11-12', 'P1', 0) },
      {
        evidence: ['temps/X/2026-11-16/P1/1', 'temps/X/2026-11-16/INT01/1'],
        fix: days('2026-11-16', 'INT01', 0),
      },
      {
        evidence: ['affectation/A1'],
        fix: {
          command: 'enter_time',
          input: { entries: [{ consultant: 'X', date: '2026-11-20', project: 'P1', days: 1 }] },
        },
      },
    ]);
  });
});

describe('règles 1 à 5, 8, 10 : celles des anomalies, et leurs corrections', () => {
  test('une journée à moitié saisie est complétée sur sa ligne', () => {
    const rows = [...fullMonth(['2026-11-20']), rowOf('2026-11-20', 0.5)];
    expect(fixOf({ rows })).toEqual({
      command: 'correct_time',
      input: expect.objectContaining({ date: '2026-11-20', project: 'P1', days: 1 }),
    });
  });

  test('affecté à deux projets ce jour-là, personne ne devine où il était', () => {
    const bookings = [bookingOf({ quota: '0.5' }), bookingOf({ code: 'A2', project: 'P2', quota: '0.5' })];
    const rows = fullMonth(['2026-11-20']).map((row, i) => ({ ...row, project: i % 2 ? 'P1' : 'P2' }));
    expect(fixOf({ rows, bookings, projects: { ...REGIE, P2: projectOf() } })).toBeNull();
  });

  test('un jour sans affectation se couvre si la personne est libre, sinon s’enlève', () => {
    const rows = [...fullMonth(['2026-11-20']), rowOf('2026-11-20', 1, { project: 'P2' })];
    const free = [bookingOf({ endsOn: '2026-11-19' }), bookingOf({ code: 'A3', startsOn: '2026-11-21' })];
    const projects = { ...REGIE, P2: projectOf() };
    expect(short({ rows, bookings: free, projects })).toEqual(['5 unassigned 2026-11-20 P2 1']);
    expect(fixOf({ rows, bookings: free, projects })).toMatchObject({
      command: 'assign_consultant',
      input: { project: 'P2', startsOn: '2026-11-20', endsOn: '2026-11-20', quota: 1 },
    });
    expect(fixOf({ rows, projects })).toMatchObject({ command: 'correct_time', input: { days: 0 } });
  });

  test('ce qui est facturé ne se corrige que par un avoir : pas de correction prête', () => {
    const billed = rowOf('2026-11-11', 1, { billedRateCents: 55_000 });
    expect(fixOf({ rows: [...fullMonth(), billed] })).toBeNull();
  });

  test('sans CRA envoyé, la relance est prête', () => {
    expect(fixOf({ rows: [] })).toEqual({
      command: 'remind_timesheets',
      input: { month: MONTH, consultants: ['X'] },
    });
  });

  test('le jour fixe non travaillé d’un temps partiel a une quotité de 0', () => {
    const people = [personOf('X', { quota: '0.8', daysOff: [3] })];
    const wednesdays = ['2026-11-04', '2026-11-11', '2026-11-18', '2026-11-25'];
    expect(short({ people, rows: fullMonth(wednesdays) })).toEqual([]);
    expect(short({ people, rows: fullMonth(wednesdays.filter((day) => day !== '2026-11-18')) })).toEqual([
      '3 over_quota 2026-11-18 - 1',
    ]);
  });
});

describe('règle 4 : un projet clos', () => {
  const on = (endsOn: string | null) =>
    short({ rows: fullMonth(), projects: { P1: projectOf({ open: false, endsOn }) } }).length;

  test('clos à sa fin : les jours d’avant sont en ordre, ceux d’après non', () => {
    expect(on('2026-11-30')).toBe(0);
    expect(on('2026-11-27')).toBe(1);
  });

  test('clos avant sa fin, ou sans fin : tous ses jours sont à regarder', () => {
    expect(on('2026-12-31')).toBe(20);
    expect(on(null)).toBe(20);
  });
});

describe('règles 6 et 7 : le bon de commande', () => {
  const order = (given: object) => ({ number: 'BC1', amountCents: 10_000_000, startsOn: null, endsOn: null, ...given });
  const on = (given: Parameters<typeof projectOf>[0], rows = fullMonth()): Planted => ({
    rows,
    projects: { P1: projectOf(given) },
  });

  test('au-delà du bon, il est prolongé du dépassement au centime près', () => {
    const planted = on({ orders: [order({ amountCents: 1_000_001 })] });
    expect(short(planted)).toEqual(['6 po 2026-11-27 P1 1']);
    // 20 jours à 550 € : 11 000 € pour 10 000,01 €.
    expect(fixOf(planted)).toEqual({
      command: 'extend_purchase_order',
      input: { number: 'BC1', addedAmount: 999.99 },
    });
  });

  test('un jour hors des dates du bon bloque, un jour dedans non', () => {
    expect(short(on({ orders: [order({ endsOn: '2026-11-30' })] }))).toEqual([]);
    const planted = on({ orders: [order({ endsOn: '2026-11-26' })] });
    expect(short(planted)).toEqual(['7 order_closed 2026-11-27 P1 2']);
    expect(fixOf(planted)).toEqual({
      command: 'extend_purchase_order',
      input: { number: 'BC1', endsOn: '2026-11-30' },
    });
  });

  test('le client exige un bon et aucun n’est ouvert : tout le mois bloque, à moins d’être levé', () => {
    expect(short(on({ orderRequired: true }))).toEqual(['7 order_closed 2026-11-02 P1 20']);
    expect(fixOf(on({ orderRequired: true }))).toMatchObject({
      command: 'override_po_block',
      input: { project: 'P1', month: MONTH },
    });
    expect(short(on({ orderRequired: true, orderOverridden: true }))).toEqual([]);
    expect(short(on({ orderRequired: false }))).toEqual([]);
  });

  test('un brouillon ne consomme aucun bon', () => {
    const draft = rowOf('2026-11-28', 1, { state: 'brouillon' });
    expect(short(on({ orders: [order({ endsOn: '2026-11-27' })] }, [draft]))).not.toContainEqual(
      expect.stringContaining('order_closed'),
    );
  });
});

describe('règle 9 : une fois saisi, une fois facturé', () => {
  test('deux lignes le même jour sur le même projet', () => {
    const rows = [...fullMonth(['2026-11-20']), rowOf('2026-11-20', 0.5), rowOf('2026-11-20', 0.5, { occurrence: 2 })];
    expect(short({ rows })).toEqual(['9 duplicate 2026-11-20 P1 1']);
    expect(fixOf({ rows })).toMatchObject({ command: 'correct_time', input: { occurrence: 2, days: 0 } });
  });

  test('un jour sur deux factures vivantes', () => {
    const billed = (invoices: string[]) => [...fullMonth(['2026-11-20']), rowOf('2026-11-20', 1, { invoices })];
    expect(short({ rows: billed(['F1']) })).toEqual([]);
    expect(short({ rows: billed(['F1', 'F2']) })).toEqual(['9 billed_twice 2026-11-20 P1 1']);
  });
});

describe('règles 14 et 15 : le plan de charge', () => {
  const half = (quota: string): Planted => ({
    rows: fullMonth().map((row, i) => ({ ...row, project: i < 10 ? 'P1' : 'P2' })),
    bookings: [bookingOf({ quota }), bookingOf({ code: 'A2', project: 'P2', quota: '0.5' })],
    projects: { ...REGIE, P2: projectOf() },
  });

  test('un mi-temps qui fait sa moitié est dans le plan', () => {
    expect(short(half('0.5'))).toEqual([]);
  });

  test('20 % et deux jours au-dessus, ou 40 % au-dessous', () => {
    // 20 j ouvrés : 8 j prévus, 10 j faits ; 18 j prévus, 10 j faits.
    expect(short(half('0.4'))).toEqual(['14 above_plan - P1 2']);
    expect(short(half('0.45'))).toEqual([]);
    expect(short(half('0.9'))).toEqual(['14 below_plan - P1 8']);
    expect(short(half('0.8'))).toEqual([]);
  });

  test('un congé ou des jours manquants expliquent une charge moindre', () => {
    const leave = absenceOf('cp', '2026-11-02', '2026-11-17');
    expect(short({ people: [personOf('X', { absences: [leave] })], rows: fullMonth().slice(11) })).toEqual([]);
    const missing = short({ rows: fullMonth().slice(11) });
    expect(new Set(missing.map((line) => line.split(' ')[1]))).toEqual(new Set(['missing']));
  });

  test('l’intercontrat d’une personne affectée à 100 %', () => {
    const rows = [...fullMonth(['2026-11-20']), rowOf('2026-11-20', 1, { project: 'INT01' })];
    const bench = projectOf({ kind: 'interne', isBench: true });
    expect(short({ rows, projects: { ...REGIE, INT01: bench } })).toEqual([
      '15 bench_while_assigned 2026-11-20 INT01 1',
    ]);
    expect(short({ rows, projects: { ...REGIE, INT01: INTERNAL } })).toEqual([]);
    expect(short({ rows, projects: { ...REGIE, INT01: bench }, bookings: [bookingOf({ quota: '0.9' })] })).toEqual([]);
  });
});

describe('règle 16 : ce qui reste à faire', () => {
  const task = {
    project: 'P1',
    profile: 'Dev',
    budgetQuarterDays: 400,
    countedBefore: 0,
    declarations: [] as { declaredOn: string; quarterDays: number }[],
    countedBetween: 0,
  };
  const on = (given: Partial<typeof task>) =>
    short({ rows: fullMonth(), tasks: [{ ...task, ...given }], projects: { P1: projectOf({ kind: 'forfait' }) } });

  test('une tâche dont le budget est consommé, sans reste déclaré', () => {
    expect(on({ countedBefore: 320 })).toEqual([]);
    expect(on({ countedBefore: 324 })).toEqual(['16 task_done 2026-11-30 P1 1']);
  });

  test('le reste déclaré l’emporte sur le budget', () => {
    const declared = (quarterDays: number) => [{ declaredOn: '2026-11-20', quarterDays }];
    expect(on({ countedBefore: 400, declarations: declared(40) })).toEqual([]);
    expect(on({ declarations: declared(0) })).toEqual(['16 task_done 2026-11-23 P1 6']);
  });

  test('un reste identique malgré le temps passé', () => {
    const declarations = [
      { declaredOn: '2026-10-30', quarterDays: 80 },
      { declaredOn: '2026-11-27', quarterDays: 80 },
    ];
    expect(on({ declarations, countedBetween: 0 })).toEqual([]);
    expect(on({ declarations, countedBetween: 76 })).toEqual(['16 raf_unchanged - P1 19']);
    const other = declarations.map((one, i) => ({ ...one, quarterDays: 80 - i }));
    expect(on({ declarations: other, countedBetween: 76 })).toEqual([]);
  });
});

describe('règles 17 et 18 : ce que le client a signé', () => {
  const signature = {
    consultant: 'X',
    project: 'P1',
    by: 'Mme Lopez',
    on: '2026-11-30',
    quarterDays: 80,
    currentQuarterDays: 80,
    changed: false,
    contest: null as ClientSignature['contest'],
  };
  const signed = (given: Partial<typeof signature>) =>
    short({ rows: fullMonth(), signatures: [{ ...signature, ...given }] });

  test('conforme, changé depuis, ou d’autres jours', () => {
    expect(signed({})).toEqual([]);
    expect(signed({ changed: true })).toEqual(['18 changed_after_validation - P1 20']);
    expect(signed({ quarterDays: 76 })).toEqual(['18 client_days_differ - P1 1']);
    // As many days, but not those ones.
    const contest = { days: [{ date: '2026-11-05', quarterDays: 2 }], comment: 'Absent' };
    expect(signed({ contest })).toEqual(['18 client_days_differ - P1 0']);
  });

  test('le sous-traitant facture les jours que le client a signés', () => {
    const worked = [
      { project: 'P1', quarterDays: 80, costQuarterCents: 80 * 40_000, clientQuarterDays: 80, hasClient: true },
    ];
    const billed = (quarterDays: number) =>
      short({
        people: [personOf('X', { employment: 'independant' })],
        rows: fullMonth(),
        billedMonths: [
          { consultant: 'X', month: MONTH, numbers: ['S1'], quarterDays, netCents: quarterDays * 10_000, worked },
        ],
      });
    expect(billed(80)).toEqual([]);
    expect(billed(84)).toEqual(['17 subcontractor_days - - 21']);
  });
});

describe('règles 19 à 22', () => {
  test('une maladie de plus de trois jours a son papier, là où les papiers sont suivis', () => {
    const people = [personOf('X', { absences: [absenceOf('maladie', '2026-11-03', '2026-11-06')] })];
    const rows = fullMonth(['2026-11-03', '2026-11-04', '2026-11-05', '2026-11-06']);
    const followed = (sicknessPapers: { consultant: string; startsOn: string }[] | null) =>
      short({ people, rows, told: { ...NOTHING_TOLD, sicknessPapers } });
    expect(followed(null)).toEqual([]);
    expect(followed([])).toEqual(['19 sickness_paper 2026-11-03 - 4']);
    expect(followed([{ consultant: 'X', startsOn: '2026-11-03' }])).toEqual([]);
  });

  test('un solde de congés ne passe pas sous zéro', () => {
    const balance = (quarterDays: number) =>
      short({
        rows: fullMonth(),
        told: { ...NOTHING_TOLD, leaveBalances: [{ consultant: 'X', kind: 'cp', quarterDays }] },
      });
    expect(balance(0)).toEqual([]);
    expect(balance(-2)).toEqual(['19 leave_balance - - 0.5']);
  });

  test('218 jours au forfait, faits et prévus', () => {
    const year = (workedDays: number) =>
      short({
        rows: fullMonth(),
        daysContract: {
          people: [personOf('X')],
          workedQuarters: new Map([['X', workedDays * 4]]),
          bookings: [bookingOf()],
        },
      });
    // Décembre 2026 : 22 jours ouvrés.
    expect(year(196)).toEqual([]);
    expect(year(197)).toEqual(['20 days_contract - - 1']);
  });

  test('des frais un jour sans travail, une astreinte sans planning', () => {
    const expense = { id: 7, consultant: 'X', project: 'P1', label: 'Train', pending: true };
    const spent = (spentOn: string) => short({ rows: fullMonth(), expenses: [{ ...expense, spentOn }] });
    expect(spent('2026-11-20')).toEqual([]);
    expect(spent('2026-11-21')).toEqual(['21 expense_on_day_off 2026-11-21 P1 0']);
    const night = (planned: boolean) =>
      short({
        rows: fullMonth(),
        told: { ...NOTHING_TOLD, onCall: [{ consultant: 'X', date: '2026-11-20', planned }] },
      });
    expect(night(true)).toEqual([]);
    expect(night(false)).toEqual(['21 on_call_unplanned 2026-11-20 - 0']);
  });

  test('le TJM facturé est celui du contrat ce jour-là', () => {
    const billed = (billedRateCents: number) => fullMonth([], { billedRateCents, invoices: ['F1'] });
    expect(short({ rows: billed(55_000) })).toEqual([]);
    expect(short({ rows: billed(54_000) })).toEqual(['22 rate_differs 2026-11-02 P1 20']);
  });
});

describe('règles 11 à 13 et 23 : la façon de travailler, muette sauf décision de la maison', () => {
  const watched = (planted: Planted) => short({ ...planted, watchPeople: true });

  test('11 : dix heures par jour, onze heures de repos, 48 heures par semaine', () => {
    const day = (date: string, hours: number, startsAt = 540, endsAt = 1080) => ({
      consultant: 'X',
      date,
      hours,
      startsAt,
      endsAt,
    });
    const told = (hours: ReturnType<typeof day>[]) => ({ rows: fullMonth(), told: { ...NOTHING_TOLD, hours } });
    expect(watched(told([day('2026-11-02', 10)]))).toEqual([]);
    expect(watched(told([day('2026-11-02', 10.5)]))).toEqual(['11 working_time 2026-11-02 - 0']);
    expect(short(told([day('2026-11-02', 10.5)]))).toEqual([]);
    const late = [day('2026-11-02', 8, 540, 1380), day('2026-11-03', 8, 540, 1080)];
    expect(watched(told(late))).toEqual(['11 working_time 2026-11-03 - 0']);
    const week = ['02', '03', '04', '05', '06'].map((number) => day(`2026-11-${number}`, 9.75));
    expect(watched(told(week))).toEqual(['11 working_time 2026-11-02 - 0']);
  });

  test('12 : chaque jour réparti de la même façon, ou quinze jours en deux minutes', () => {
    const two = (split: number) =>
      fullMonth().flatMap((row, i) => [
        { ...row, quarterDays: i === 0 ? split : 2 },
        { ...row, project: 'P2', quarterDays: i === 0 ? 4 - split : 2 },
      ]);
    const bookings = [bookingOf({ quota: '0.5' }), bookingOf({ code: 'A2', project: 'P2', quota: '0.5' })];
    const projects = { ...REGIE, P2: projectOf() };
    expect(watched({ rows: two(2), bookings, projects })).toEqual(['12 padding - - 20']);
    expect(watched({ rows: two(1), bookings, projects })).toEqual([]);
    expect(short({ rows: two(2), bookings, projects })).toEqual([]);
    const entered = (seconds: number) => ({
      rows: fullMonth(),
      told: {
        ...NOTHING_TOLD,
        entries: fullMonth().map(({ consultant, date }, i) => ({ consultant, date, enteredAt: i * seconds })),
      },
    });
    expect(watched(entered(1))).toEqual(['12 padding - - 20']);
    expect(watched(entered(60))).toEqual([]);
  });

  test('13 : trois tâches au jour près, ou un arrêt le jour où le budget est épuisé', () => {
    const task = (project: string, lastOn: string, counted = 80, open = false) => ({
      consultant: 'X',
      project,
      profile: 'Dev',
      budgetQuarterDays: 80,
      countedQuarterDays: counted,
      lastOn,
      open,
    });
    const tasks = [task('T1', '2026-06-30'), task('T2', '2026-09-30'), task('T3', '2026-11-20')];
    expect(watched({ rows: fullMonth(), ownTasks: tasks })).toEqual(['13 exact_fit 2026-11-20 T3 20']);
    expect(
      watched({ rows: fullMonth(), ownTasks: [...tasks.slice(0, 1), task('T2', '2026-09-30', 78), ...tasks.slice(2)] }),
    ).toEqual([]);
    expect(watched({ rows: fullMonth(), ownTasks: [task('T3', '2026-11-20', 80, true)] })).toEqual([
      '13 exact_fit 2026-11-20 T3 20',
    ]);
    expect(watched({ rows: fullMonth(), ownTasks: [task('T3', '2026-11-27', 80, true)] })).toEqual([]);
  });

  test('23 : un mois à plus de trois écarts médians des six derniers', () => {
    const months = ['05', '06', '07', '08', '09', '10', '11'];
    const year = (last: number) => ({
      rows: fullMonth(),
      workedMonths: months.map((month, i) => ({
        consultant: 'X',
        month: `2026-${month}`,
        billable: month === '11' ? last : 68 + (i % 3),
        total: 80,
      })),
    });
    expect(watched(year(66))).toEqual([]);
    expect(watched(year(50))).toEqual(['23 billable_outlier - - 20']);
    expect(short(year(50))).toEqual([]);
  });
});

describe('ce qui est accepté, et ce qui se propose', () => {
  test('un constat accepté garde sa place, avec sa raison', () => {
    const planted = {
      rows: [...fullMonth(), rowOf('2026-11-11', 1)],
      accepted: [
        { code: 'holiday' as const, consultant: 'X', date: '2026-11-11', project: null, reason: 'Bascule du client' },
      ],
    };
    expect(checkCras(factsOf(planted))).toMatchObject([{ code: 'holiday', accepted: 'Bascule du client' }]);
  });

  test('chaque correction est une entrée que sa commande accepte', () => {
    const order = { number: 'BC1', amountCents: 1_000_000, startsOn: null, endsOn: '2026-11-26' };
    const planted: Planted[] = [
      { rows: [...fullMonth(['2026-11-20']), rowOf('2026-11-11', 1)] },
      { rows: [] },
      { rows: fullMonth(), projects: { P1: projectOf({ orders: [order] }) } },
      { rows: fullMonth(), projects: { P1: projectOf({ orderRequired: true }) } },
      { rows: fullMonth(), bookings: [] },
      { rows: fullMonth([], { dailyRateCents: 10_000 }) },
      {
        rows: fullMonth(),
        expenses: [{ id: 7, consultant: 'X', project: null, spentOn: '2026-11-21', label: 'Train', pending: true }],
      },
    ];
    const fixes = planted.flatMap((one) => checkCras(factsOf(one)).flatMap(({ fix }) => fix ?? []));
    expect(new Set(fixes.map(({ command }) => command)).size).toBeGreaterThan(6);
    for (const { command, input } of fixes) {
      expect(findCommand(command)?.input.safeParse(input)).toMatchObject({ success: true });
    }
  });
});
