// Faults typed into one month of a demo firm's files, one of each kind that files can hold, and what the checks of the
// CRAs should then say.
import type { CraCheckCode } from '../../domain/cra-checks/rules.ts';
import { isWorkingDay } from '../../domain/calendar.ts';
import { addDays, weekdayOf } from '../../domain/civil-dates.ts';
import { firstDayOf, lastDayOf, monthOf, type Month } from '../../domain/periods.ts';
import { NobodyLeft, openGround, type Fault, type FaultGround, type FirmRow } from './fault-ground.ts';

/** Internal projects of the demo firm. */
const [BENCH, PRESALES] = ['INT01', 'INT02'] as const;

type Plant = (ground: FaultGround) => Fault;

function fault(
  code: CraCheckCode,
  row: FirmRow,
  about: 'day' | 'row' | 'month',
  also: readonly CraCheckCode[] = [],
): Fault {
  return {
    code,
    consultant: row['matricule'] ?? null,
    project: about === 'day' ? null : (row['projet'] ?? null),
    date: about === 'month' ? null : (row['date'] ?? null),
    also,
  };
}

function halve(row: FirmRow, project: string, ground: FaultGround): FirmRow {
  const other = { ...row, projet: project, jours: '0.5' };
  row['jours'] = '0.5';
  ground.rows('temps').push(other);
  return other;
}

function book(ground: FaultGround, row: FirmRow, given: FirmRow): void {
  const code = `ZZ${String(ground.rows('affectations').length)}`;
  const [profil] = ground.rows('consultants').filter(({ matricule }) => matricule === row['matricule']);
  ground.rows('affectations').push({
    code,
    projet: row['projet'] ?? '',
    matricule: row['matricule'] ?? '',
    profil: profil?.['profil'] ?? '',
    debut: firstDayOf(ground.month),
    fin: lastDayOf(ground.month),
    quotite: '0.1',
    tjm: '',
    cout_jour: '',
    statut: 'ferme',
    ...given,
  });
}

function addOrder(ground: FaultGround, project: FirmRow, given: FirmRow): void {
  const numero = `BC-ZZ-${String(ground.rows('bons_de_commande').length)}`;
  const { client = '', code = '' } = project;
  ground
    .rows('bons_de_commande')
    .push({ numero, client, projet: code, montant: '9000000', debut: '', fin: '', ...given });
}

const onProject = (code: CraCheckCode, project: FirmRow, also: readonly CraCheckCode[] = []): Fault => ({
  code,
  consultant: null,
  project: project['code'] ?? null,
  date: null,
  also,
});

function rafOf(ground: FaultGround, suits: (last: FirmRow, before: FirmRow) => boolean): FirmRow[] {
  const running = new Set(
    ground
      .rows('projets')
      .filter(
        ({ code = '', statut, contrat }) => statut === 'en_cours' && contrat === 'forfait' && !ground.used.has(code),
      )
      .map(({ code }) => code),
  );
  const pairs = Map.groupBy(
    ground.rows('raf').filter(({ projet = '', date = '' }) => running.has(projet) && date <= lastDayOf(ground.month)),
    ({ projet, profil }) => `${projet ?? ''} ${profil ?? ''}`,
  );
  const worked = (projet: string | undefined): boolean =>
    ground.rows('temps').some((row) => row['projet'] === projet && monthOf(row['date'] ?? '') === ground.month);
  const found = [...pairs.values()].find((declared) => {
    const [before, last] = declared.slice(-2);
    return (
      before && last && monthOf(last['date'] ?? '') === ground.month && worked(last['projet']) && suits(last, before)
    );
  });
  if (!found) throw new NobodyLeft('no fixed price declares what is left');
  ground.used.add(found[0]?.['projet'] ?? '');
  return found;
}

const PLANTS: Readonly<Partial<Record<CraCheckCode, Plant>>> = {
  holiday: (ground) => {
    const isFriday = ({ date = '' }: FirmRow) => weekdayOf(date) === 5 && addDays(date, 1) <= lastDayOf(ground.month);
    const { row } = ground.takeDay();
    const friday = ground.daysOf(row['matricule'] ?? '').find(isFriday) ?? row;
    const extra = { ...row, date: addDays(friday['date'] ?? '', 1) };
    ground.rows('temps').push(extra);
    return fault('holiday', extra, 'day');
  },
  leave: (ground) => {
    const { row } = ground.takeDay();
    const { matricule = '', date = '' } = row;
    ground.rows('absences').push({
      matricule,
      type: 'cp',
      debut: date,
      fin: date,
      debut_apres_midi: 'non',
      fin_matin: 'non',
      statut: 'validee',
    });
    return fault('leave', row, 'day');
  },
  overfull: (ground) => {
    const { row } = ground.takeDay();
    ground.rows('temps').push({ ...row, projet: PRESALES, jours: '0.5' });
    return fault('overfull', row, 'day');
  },
  over_quota: (ground) => {
    const weekdays = ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi'];
    for (const { matricule = '', jours_non_travailles: off = '' } of ground.rows('consultants')) {
      const [row] = ground.daysOf(matricule);
      if (ground.used.has(matricule) || !row || !weekdays.includes(off)) continue;
      ground.used.add(matricule);
      const dates = ['07', '08', '09', '10', '11'].map((day) => `${ground.month}-${day}`);
      const date = dates.find((one) => isWorkingDay(one) && weekdays[weekdayOf(one) - 1] === off) ?? '';
      ground.rows('temps').push({ ...row, date, projet: PRESALES, jours: '1' });
      return fault('over_quota', { ...row, date }, 'day');
    }
    throw new NobodyLeft('no part-timer has a fixed day off');
  },
  closed: (ground) => {
    const { row } = ground.takeDay();
    const old = ground
      .rows('projets')
      .find(
        ({ statut, fin = '', contrat }) => statut === 'clos' && fin < firstDayOf(ground.month) && contrat === 'forfait',
      );
    const other = halve(row, old?.['code'] ?? '', ground);
    book(ground, other, {});
    return fault('closed', other, 'row', ['order_closed', 'task_done']);
  },
  unassigned: (ground) => {
    const { row } = ground.takeDay();
    const other = halve(row, ground.takeProject('forfait')['code'] ?? '', ground);
    return fault('unassigned', other, 'row', ['task_done', 'order_closed']);
  },
  po: (ground) => {
    const project = ground.takeProject('regie');
    addOrder(ground, project, { montant: '1' });
    return onProject('po', project);
  },
  order_closed: (ground) => {
    const project = ground.takeProject('regie');
    addOrder(ground, project, { fin: `${ground.month}-10` });
    return onProject('order_closed', project);
  },
  missing: (ground) => {
    const { row } = ground.takeDay();
    ground.rows('temps').splice(ground.rows('temps').indexOf(row), 1);
    return fault('missing', row, 'day');
  },
  no_timesheet: (ground) => {
    const { row } = ground.takeDay();
    for (const own of ground.daysOf(row['matricule'] ?? ''))
      ground.rows('temps').splice(ground.rows('temps').indexOf(own), 1);
    return { ...fault('no_timesheet', row, 'month'), project: null };
  },
  duplicate: (ground) => {
    const { row } = ground.takeDay();
    halve(row, row['projet'] ?? '', ground);
    return fault('duplicate', row, 'row');
  },
  billed_twice: (ground) => {
    const project = ground.takeProject('regie');
    const { client = '', code = '' } = project;
    const end = lastDayOf(ground.month);
    for (const rank of ['1', '2'])
      ground.rows('factures').push({
        numero: `FZZ-${rank}`,
        type: 'facture',
        client,
        projet: code,
        date: end,
        echeance: end,
        periode_debut: firstDayOf(ground.month),
        periode_fin: end,
        montant_ht: '1',
        taux_tva: '20',
        montant_ttc: '1.20',
        facture_origine: '',
      });
    return onProject('billed_twice', project);
  },
  employment: (ground) => {
    const { row } = ground.takeDay();
    const person = ground.rows('consultants').find(({ matricule }) => matricule === row['matricule']);
    if (person) person['date_sortie'] = `${ground.month}-20`;
    return { ...fault('employment', row, 'month'), project: null };
  },
  above_plan: (ground) => {
    const { row, booking } = ground.takeDay();
    booking['quotite'] = '0.5';
    return fault('above_plan', row, 'month');
  },
  below_plan: (ground) => {
    const { row } = ground.takeDay();
    const own = ground.daysOf(row['matricule'] ?? '').filter(({ projet }) => projet === row['projet']);
    const planted = fault('below_plan', row, 'month', ['billable_outlier']);
    const alone = own.filter(
      ({ date }) => ground.daysOf(row['matricule'] ?? '').filter((one) => one['date'] === date).length === 1,
    );
    for (const day of alone.slice(0, Math.ceil(own.length * 0.6))) day['projet'] = PRESALES;
    return planted;
  },
  bench_while_assigned: (ground) => {
    const { row } = ground.takeDay();
    row['projet'] = BENCH;
    return fault('bench_while_assigned', row, 'row');
  },
  task_done: (ground) => {
    const declared = rafOf(ground, () => true);
    const [{ projet = '', profil = '' } = {}] = declared;
    const { month } = ground;
    for (const row of declared.filter(({ date = '' }) => monthOf(date) === month)) row['jours'] = '0';
    const before = addDays(firstDayOf(month), -1);
    const known = declared.find(({ date }) => date === before);
    if (known) known['jours'] = '0';
    else ground.rows('raf').push({ projet, profil, date: before, jours: '0' });
    return { ...onProject('task_done', { code: projet }) };
  },
  raf_unchanged: (ground) => {
    const declared = rafOf(ground, (_last, before) => Number(before['jours']) > 0);
    const [before, last] = declared.slice(-2);
    if (before && last) last['jours'] = before['jours'] ?? '';
    return onProject('raf_unchanged', { code: last?.['projet'] ?? '' });
  },
  no_rate: (ground) => {
    const { row, booking } = ground.takeDay((_row, { tjm = '' }) => tjm !== '');
    booking['tjm'] = '0';
    return fault('no_rate', row, 'month');
  },
  negative_margin: (ground) => {
    const { row, booking } = ground.takeDay((_row, { tjm = '' }) => tjm !== '');
    booking['tjm'] = '100';
    return fault('negative_margin', row, 'month');
  },
  padding: (ground) => {
    const { row } = ground.takeDay();
    const days = ground.daysOf(row['matricule'] ?? '');
    for (const [date, own] of Map.groupBy(days, (one) => one['date'] ?? '')) {
      for (const one of own) ground.rows('temps').splice(ground.rows('temps').indexOf(one), 1);
      if (!isWorkingDay(date)) continue;
      ground.rows('temps').push({ ...row, date, jours: '0.75' }, { ...row, date, projet: PRESALES, jours: '0.25' });
    }
    return { ...fault('padding', row, 'month', ['billable_outlier', 'leave']), project: null };
  },
  exact_fit: (ground) => {
    const { row } = ground.takeDay();
    const [model = {}] = ground.rows('projets').filter(({ contrat }) => contrat === 'forfait');
    const [person = {}] = ground.rows('consultants').filter(({ matricule }) => matricule === row['matricule']);
    const project = {
      ...model,
      code: 'PZZ',
      opportunite: '',
      statut: 'en_cours',
      debut: firstDayOf(ground.month),
      fin: addDays(lastDayOf(ground.month), 90),
    };
    ground.rows('projets').push(project);
    ground.rows('budgets').push({ projet: 'PZZ', profil: person['profil'] ?? '', jours: '5', tjm: '', cjm_prevu: '' });
    const whole = ground
      .daysOf(row['matricule'] ?? '')
      .filter((one) => one['jours'] === '1' && one['projet'] === row['projet']);
    for (const day of whole.slice(0, 5)) day['projet'] = 'PZZ';
    book(ground, { ...row, projet: 'PZZ' }, { fin: `${ground.month}-15`, quotite: '0.5' });
    return {
      ...fault('exact_fit', { ...row, projet: 'PZZ' }, 'month', [
        'order_closed',
        'below_plan',
        'unassigned',
        'above_plan',
      ]),
    };
  },
  billable_outlier: (ground) => {
    // Somebody whose usual months are known.
    const isOld = ({ matricule }: FirmRow) =>
      ground
        .rows('consultants')
        .some(
          (one) =>
            one['matricule'] === matricule && (one['date_entree'] ?? '') < addDays(firstDayOf(ground.month), -200),
        );
    const { row } = ground.takeDay(isOld);
    const { projet } = row;
    for (const day of ground.daysOf(row['matricule'] ?? '')) day['projet'] = PRESALES;
    return {
      ...fault('billable_outlier', { ...row, projet: projet ?? '' }, 'month', ['below_plan', 'duplicate']),
      project: null,
    };
  },
};

const quote = (cell: string): string => (/[";\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

type FaultyFirm = {
  readonly files: Map<string, string>;
  readonly faults: readonly Fault[];
  readonly ground: FaultGround;
};

/** One of each fault that the month has somebody for. */
export function plantFaults(given: ReadonlyMap<string, string>, month: Month, seed: number): FaultyFirm {
  const ground = openGround(given, month, seed);
  const faults: Fault[] = [];
  const names = [...given.keys()].map((name) => name.replace('.csv', ''));
  for (const plant of Object.values(PLANTS)) {
    try {
      faults.push(plant(ground));
    } catch (error) {
      if (!(error instanceof NobodyLeft)) throw error;
    }
  }
  const files = new Map(
    names.map((name) => {
      const columns = (given.get(`${name}.csv`) ?? '').split('\n', 1)[0]?.split(';') ?? [];
      const lines = ground.rows(name).map((row) => columns.map((column) => quote(row[column] ?? '')).join(';'));
      return [`${name}.csv`, `${[columns.join(';'), ...lines].join('\n')}\n`] as const;
    }),
  );
  return { files, faults, ground };
}
