// Random deals: clients, opportunities, projects under every contract, what was sold, who is
// assigned at which price, milestones, units, what is left to do, orders and purchases.
import { addDays, addMonths, firstDay, lastDay, monthOf, monthsFrom } from './calendar.ts';
import type { Day } from './calendar.ts';
import { PROFILES, randomCode } from './random-people.ts';
import type { Person, Span } from './random-people.ts';
import { day, hundredths, quarters } from './random-source.ts';
import type { CsvRow, Random } from './random-source.ts';
import type { Contract } from './read-firm.ts';

export type Deal = {
  code: string;
  client: string | null;
  contract: Contract;
  start: Day | null;
  end: Day | null;
  /** Days within which things happen, whether the project has dates or not. */
  from: Day;
  to: Day;
};

/** Nine digits with a right Luhn key. */
function randomSiren(random: Random): string {
  const digits = Array.from({ length: 8 }, () => random.int(0, 9));
  const weighted = digits.map((digit, at) => (at % 2 === 1 ? digit * 2 : digit));
  const total = weighted.reduce((sum, digit) => sum + (digit > 9 ? digit - 9 : digit), 0);
  return [...digits, (10 - (total % 10)) % 10].join('');
}

export function randomClients(random: Random, count: number): { codes: string[]; rows: CsvRow[] } {
  const codes = Array.from({ length: count }, (_, index) => randomCode(random, ['CL', 'CL', 'cl', 'Éts'], index + 1));
  const rows = codes.map((code) => ({
    code,
    raison_sociale: random.pick(["Banque de l'Ouest", 'Hélios, SA', '"Le" Groupe', '=SOMME(A1)']),
    siren: random.chance(0.7) ? randomSiren(random) : null,
    adresse: "1, rue de l'Église",
    code_postal: '44000',
    ville: 'Nantes',
    pays: 'FR',
    delai_paiement_jours: random.pick(['30', '45', '60']),
    fin_de_mois: random.pick(['oui', 'non', '']),
    bc_obligatoire: random.pick(['oui', 'non', '', '']),
    commercial: random.pick(['', 'commercial@esn.example']),
  }));
  return { codes, rows };
}

const STAGES = ['piste', 'qualifiee', 'proposition', 'negociation', 'gagnee', 'perdue'];

export function randomOpportunities(random: Random, span: Span, clients: readonly string[]): CsvRow[] {
  return Array.from({ length: random.int(6, 14) }, (_, index) => {
    const start = addDays(span.first, random.int(0, span.months.length * 30 + 150));
    const end = addDays(start, random.pick([0, 1, 30, 95, 180]));
    const needs = random
      .shuffle(PROFILES)
      .slice(0, random.int(0, 3))
      .map((profile) => `${profile}:${String(random.int(1, 240) / 4)}`);
    return {
      code: randomCode(random, ['O', 'o'], index + 1),
      client: random.pick(clients),
      titre: random.pick(['Audit', 'Tierce maintenance', 'Refonte']),
      etape: STAGES[index % STAGES.length] ?? 'piste',
      probabilite: random.chance(0.85) ? String(random.pick([0, 10, 25, 33, 50, 75, 100])) : null,
      date_creation: day(random.day(span.first, span.last)),
      date_cloture_prevue: random.chance(0.8) ? day(random.day(span.first, addDays(span.last, 60))) : null,
      contrat: random.pick(['', 'regie', 'forfait']),
      montant: random.chance(0.8) ? hundredths(random.int(100000, 30000000)) : null,
      debut_prevu: random.chance(0.85) ? day(start) : null,
      fin_prevue: random.chance(0.85) ? day(end) : null,
      besoins: needs.join('|'),
    };
  });
}

const CONTRACTS: readonly Contract[] = ['regie', 'regie_plafonnee', 'forfait', 'hybride', 'forfait_agile', 'tma'];

function priceColumns(random: Random, contract: Contract): CsvRow {
  const amount = (least: number, most: number): CsvRow[string] => hundredths(random.int(least * 100, most * 100));
  switch (contract) {
    case 'regie_plafonnee':
      return { plafond: random.chance(0.9) ? amount(2000, 60000) : null };
    case 'forfait':
    case 'hybride':
      return { montant_forfait: random.chance(0.93) ? amount(5000, 90000) : null };
    case 'tma':
      return {
        forfait_mensuel: random.chance(0.95) ? amount(1000, 9000) : null,
        unites_incluses: random.chance(0.85) ? String(random.int(0, 30)) : null,
        prix_unite: random.chance(0.9) ? amount(80, 600) : null,
        report_mois: random.pick(['', '0', '1', '2', '3', '4']),
      };
    case 'regie':
    case 'forfait_agile':
    case 'interne':
      return {};
  }
}

function randomDates(
  random: Random,
  span: Span,
  contract: Contract,
  isClosed: boolean,
): { from: Day; to: Day; start: Day | null; end: Day | null } {
  const drawn = random.day(addDays(span.first, -45), addDays(span.last, -40));
  const from = contract === 'tma' ? firstDay(monthOf(drawn)) : drawn;
  const latest = isClosed ? addDays(span.last, 5) : addDays(span.last, 120);
  const drawnEnd = random.day(addDays(from, random.pick([20, 60, 120])), latest);
  const to = contract === 'tma' && random.chance(0.8) ? lastDay(monthOf(drawnEnd)) : drawnEnd;
  const isDated = contract === 'tma';
  return {
    from,
    to,
    start: isDated || random.chance(0.9) ? from : null,
    end: isDated || random.chance(0.85) ? to : null,
  };
}

export function randomProjects(
  random: Random,
  span: Span,
  count: number,
  clients: readonly string[],
  people: readonly Person[],
): { deals: Deal[]; rows: CsvRow[] } {
  const deals: Deal[] = [
    {
      code: 'INT01',
      client: null,
      contract: 'interne',
      start: null,
      end: null,
      from: span.first,
      to: span.last,
    },
  ];
  const rows: CsvRow[] = [{ code: 'INT01', titre: 'Vie interne', contrat: 'interne', statut: 'en_cours' }];
  for (let index = 0; index < count; index += 1) {
    const code = randomCode(random, ['P', 'P', 'p', 'É'], index + 1);
    const contract = CONTRACTS[index % CONTRACTS.length] ?? 'regie';
    const status = random.pick(['en_cours', 'en_cours', 'en_cours', 'en_cours', 'clos', 'prevu']);
    const dates = randomDates(random, span, contract, status === 'clos');
    const client = random.pick(clients);
    deals.push({ code, client, contract, ...dates });
    rows.push({
      code,
      client,
      titre: random.pick(['Migration, lot 2', 'Refonte; paie', 'Support']),
      contrat: contract,
      statut: status,
      debut: day(dates.start),
      fin: day(dates.end),
      ...priceColumns(random, contract),
      achats_prevus: random.chance(0.5) ? hundredths(random.int(0, 800000)) : null,
      responsable: random.chance(0.8) ? random.pick(people).code : null,
    });
  }
  return { deals, rows };
}

const clientDeals = (deals: readonly Deal[]): Deal[] => deals.filter((deal) => deal.contract !== 'interne');

const randomTjm = (random: Random): CsvRow[string] =>
  hundredths(random.pick([random.int(400, 900) * 100, random.int(20000, 90000), 59250]));

/** How often a price a day is given, in the budget and on the mission. */
const RATED: Readonly<Record<Contract, readonly [number, number]>> = {
  regie: [0.85, 0.6],
  regie_plafonnee: [0.85, 0.6],
  hybride: [0.5, 0.5],
  forfait: [0.3, 0.15],
  forfait_agile: [0.3, 0.1],
  tma: [0.1, 0.1],
  interne: [0, 0],
};

export function randomBudgets(random: Random, deals: readonly Deal[]): CsvRow[] {
  return clientDeals(deals).flatMap((deal) => {
    if (random.chance(0.12)) return [];
    const profiles = random.shuffle(PROFILES).slice(0, random.int(1, 3));
    return profiles.map((profil) => ({
      projet: deal.code,
      profil,
      jours: quarters(random.chance(0.06) ? 0 : random.int(4, 500)),
      tjm: random.chance(RATED[deal.contract][0]) ? randomTjm(random) : null,
      cjm_prevu: random.chance(0.6) ? hundredths(random.int(20000, 50000)) : null,
    }));
  });
}

export type Mission = { person: string; project: string; start: Day; end: Day | null };

function missionRow(random: Random, deal: Deal, mission: Mission, code: string): CsvRow {
  const tjm = random.chance(0.04) ? hundredths(0) : randomTjm(random);
  return {
    code,
    projet: mission.project,
    matricule: mission.person,
    profil: random.chance(0.7) ? random.pick(PROFILES) : null,
    debut: day(mission.start),
    fin: day(mission.end),
    quotite: random.pick([null, '1', '0.5', '0.25', '0.8', '0']),
    tjm: random.chance(RATED[deal.contract][1]) ? tjm : null,
    cout_jour: random.chance(0.15) ? hundredths(random.int(25000, 60000)) : null,
    statut: random.pick(['ferme', 'ferme', 'ferme', 'ferme', 'ferme', 'previsionnelle']),
  };
}

/** Missions, in and around the dates of their project; some on top of another of the same person. */
export function randomAssignments(
  random: Random,
  span: Span,
  deals: readonly Deal[],
  people: readonly Person[],
): { missions: Mission[]; rows: CsvRow[] } {
  const missions: Mission[] = [];
  const rows: CsvRow[] = [];
  const assign = (deal: Deal, mission: Mission): void => {
    missions.push(mission);
    rows.push(missionRow(random, deal, mission, randomCode(random, ['A', 'a', 'É'], rows.length)));
  };
  const assignOnce = (deal: Deal, person: Person): void => {
    const start = random.chance(0.5) ? deal.from : random.day(addDays(deal.from, -10), deal.to);
    const end = random.chance(0.15) ? null : random.day(start, addDays(deal.to, 15));
    const mission = { person: person.code, project: deal.code, start, end };
    assign(deal, mission);
    // The same days again under another code, or a new price from some day on.
    if (random.chance(0.2)) assign(deal, mission);
    if (!random.chance(0.3)) return;
    const again = random.day(start, end ?? deal.to);
    const hasEnd = deal.to >= again && random.chance(0.5);
    assign(deal, { ...mission, start: again, end: hasEnd ? deal.to : null });
  };
  for (const deal of clientDeals(deals)) {
    for (const person of random.shuffle(people).slice(0, random.int(0, 3))) assignOnce(deal, person);
  }
  for (const person of people) {
    const count = random.int(2, 3 + Math.floor(span.months.length / 3));
    for (const deal of random.shuffle(deals).slice(0, count)) assignOnce(deal, person);
  }
  return { missions, rows };
}

export type Due = { project: string; amount: number };

/** Milestones accepted in any order, late, after the day of the report, or not at all. */
export function randomMilestones(random: Random, span: Span, deals: readonly Deal[]): { dues: Due[]; rows: CsvRow[] } {
  const dues: Due[] = [];
  const rows: CsvRow[] = [];
  for (const deal of deals) {
    if (!['forfait', 'hybride', 'forfait_agile'].includes(deal.contract)) continue;
    for (let rank = random.int(0, 6); rank > 0; rank -= 1) {
      const amount = random.chance(0.03) ? 0 : random.int(50000, 2500000);
      dues.push({ project: deal.code, amount });
      rows.push({
        projet: deal.code,
        code: randomCode(random, ['J', 'j', 'S'], rank),
        libelle: random.pick(['Cadrage', 'Recette', 'Mise en production']),
        date_prevue: random.chance(0.85) ? day(random.day(deal.from, deal.to)) : null,
        montant: hundredths(amount),
        date_acceptation: random.chance(0.6) ? day(random.day(deal.from, span.last)) : null,
      });
    }
  }
  return { dues, rows };
}

/** Units delivered, with quiet months that leave some over and busy ones that use them. */
export function randomUnits(random: Random, deals: readonly Deal[]): CsvRow[] {
  return deals
    .filter((deal) => deal.contract === 'tma')
    .flatMap((deal) =>
      monthsFrom(addMonths(monthOf(deal.from), -1), addMonths(monthOf(deal.to), 1))
        .filter(() => random.chance(0.8))
        .map((mois) => ({
          projet: deal.code,
          mois,
          unites: hundredths(random.pick([0, 500, 1000, 1250, 2000, 3500, 6000])),
        })),
    );
}

/** What is left to do, declared at the end of any day, also for profiles that were not sold. */
export function randomRafs(random: Random, span: Span, deals: readonly Deal[]): CsvRow[] {
  return clientDeals(deals).flatMap((deal) => {
    if (random.chance(0.25)) return [];
    const profiles = random.shuffle(PROFILES).slice(0, random.int(1, 3));
    return profiles.flatMap((profil) => {
      const dates = new Set<Day>();
      for (let count = random.int(1, 5); count > 0; count -= 1) {
        const drawn = random.day(deal.from, span.last);
        dates.add(random.chance(0.4) ? lastDay(monthOf(drawn)) : drawn);
      }
      return [...dates].map((date) => ({
        projet: deal.code,
        profil,
        date: day(date),
        jours: quarters(random.chance(0.1) ? 0 : random.int(1, 300)),
      }));
    });
  });
}

/** Orders that begin on any day, follow one another, end, lack a project or are yet to begin. */
export function randomOrders(random: Random, span: Span, deals: readonly Deal[]): CsvRow[] {
  const rows: CsvRow[] = [];
  for (const deal of clientDeals(deals)) {
    if (random.chance(0.45)) continue;
    for (let count = random.pick([1, 1, 2, 3]); count > 0; count -= 1) {
      const start = random.day(addDays(deal.from, -20), addDays(span.last, 20));
      rows.push({
        numero: randomCode(random, ['BC-', 'bc/'], rows.length),
        client: deal.client,
        projet: random.chance(0.93) ? deal.code : null,
        montant: hundredths(random.int(200000, 6000000)),
        debut: random.chance(0.9) ? day(start) : null,
        fin: random.chance(0.5) ? day(random.day(start, addDays(start, 200))) : null,
      });
    }
  }
  return rows;
}

export function randomPurchases(random: Random, deals: readonly Deal[]): CsvRow[] {
  return deals.flatMap((deal) => {
    const rows: CsvRow[] = [];
    for (let count = random.int(0, 5); count > 0; count -= 1) {
      const isRebillable = random.chance(0.6);
      const row = {
        projet: deal.code,
        date: day(random.day(deal.from, deal.to)),
        libelle: random.pick(['Licences', 'Déplacement Lyon', '=HYPERLINK(x)']),
        montant: hundredths(random.int(0, 500000)),
        refacturable: isRebillable ? 'oui' : random.pick(['', 'non']),
        taux_refacturation: random.pick(['', '33.33', '50', '100', '110', '0', '66.67']),
      };
      rows.push(row);
      if (random.chance(0.1)) rows.push(row);
    }
    return rows;
  });
}
