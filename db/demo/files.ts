// The demo firm written in the import format, file by file (IMPORT.md).
import type { CivilDate } from '../../domain/civil-dates.ts';
import type { Raf } from './budgets.ts';
import { compareText, euros, writeCsv, writeDays } from './csv.ts';
import type {
  Absence,
  Assignment,
  Client,
  Milestone,
  Order,
  Person,
  Project,
  Purchase,
  TimeRow,
  Units,
} from './facts.ts';
import type { Invoice, Payment } from './invoices.ts';
import { writeMoney } from './money-files.ts';
import type { Opportunity } from './pipeline.ts';
import type { TimeBook } from './timesheets.ts';
import { PROFILES } from './trade.ts';

export type WholeFirm = {
  clients: Client[];
  people: Person[];
  opportunities: Opportunity[];
  projects: Project[];
  assignments: Assignment[];
  milestones: Milestone[];
  units: Units[];
  rafs: Raf[];
  orders: Order[];
  absences: Absence[];
  book: TimeBook;
  purchases: Purchase[];
  invoices: Invoice[];
  payments: Payment[];
};

const WEEKDAYS = ['', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'];

function clientsCsv(clients: readonly Client[]): string {
  return writeCsv(
    'code;raison_sociale;siren;tva_intracom;adresse;code_postal;ville;pays;delai_paiement_jours;fin_de_mois;email_facturation;bc_obligatoire;commercial',
    clients.map((one) => [
      one.code,
      one.name,
      one.siren,
      one.vatNumber,
      one.street,
      one.postcode,
      one.city,
      one.country,
      one.paymentDays,
      one.endOfMonth,
      one.invoiceMail,
      one.needsOrder,
      one.salesMail,
    ]),
  );
}

function consultantsCsv(people: readonly Person[]): string {
  return writeCsv(
    'matricule;prenom;nom;email;profil;type;date_entree;date_sortie;quotite;competences;agence;jours_non_travailles;productif;manager',
    people.map((one) => [
      one.matricule,
      one.firstName,
      one.lastName,
      one.email,
      one.profile,
      one.isEmployee ? 'salarie' : 'independant',
      one.entry,
      one.exit,
      one.quota,
      one.skills,
      one.agency,
      one.daysOff.map((day) => WEEKDAYS[day]).join('|'),
      one.isProductive,
      one.manager,
    ]),
  );
}

function opportunitiesCsv(opportunities: readonly Opportunity[]): string {
  return writeCsv(
    'code;client;titre;etape;probabilite;date_creation;date_cloture_prevue;contrat;montant;debut_prevu;fin_prevue;besoins;commercial',
    opportunities.map((one) => [
      one.code,
      one.client.code,
      one.title,
      one.stage,
      one.probability,
      one.created,
      one.closing,
      one.contract,
      euros(Math.round(one.cents)),
      one.start,
      one.end,
      one.needs.map((need) => `${need.profile}:${need.days}`).join('|'),
      one.client.salesMail,
    ]),
  );
}

function projectsCsv(projects: readonly Project[]): string {
  return writeCsv(
    'code;client;opportunite;titre;contrat;statut;debut;fin;montant_forfait;plafond;forfait_mensuel;unites_incluses;prix_unite;report_mois;achats_prevus;responsable',
    projects.map((one) => [
      one.code,
      one.client?.code ?? null,
      one.opportunity,
      one.title,
      one.contract,
      one.status,
      one.start,
      one.end,
      one.contract === 'forfait_agile' ? null : euros(one.fixedPriceCents),
      euros(one.ceilingCents),
      euros(one.monthlyFeeCents),
      one.includedUnits,
      euros(one.unitPriceCents),
      one.carryMonths,
      euros(one.plannedPurchasesCents),
      one.manager?.matricule ?? null,
    ]),
  );
}

function assignmentsCsv(assignments: readonly Assignment[]): string {
  return writeCsv(
    'code;projet;matricule;profil;debut;fin;quotite;tjm;cout_jour;statut',
    assignments.map((one) => [
      one.code,
      one.project.code,
      one.person.matricule,
      one.profile,
      one.start,
      one.end,
      writeDays(one.quarters),
      euros(one.rateCents),
      euros(one.costCents),
      one.isFirm ? 'ferme' : 'previsionnelle',
    ]),
  );
}

function absencesCsv(absences: readonly Absence[]): string {
  const keyOf = (one: Absence): string => `${one.start} ${one.person.matricule} ${one.kind}`;
  const sorted = [...absences].sort((a, b) => compareText(keyOf(a), keyOf(b)));
  return writeCsv(
    'matricule;type;debut;fin;debut_apres_midi;fin_matin;statut',
    sorted.map((one) => [
      one.person.matricule,
      one.kind,
      one.start,
      one.end,
      one.startsAtNoon,
      one.endsAtNoon,
      one.status,
    ]),
  );
}

/** By date, then matricule: the largest file by far, written line by line. */
function timeCsv(book: TimeBook): string {
  const byDate = new Map<CivilDate, TimeRow[]>();
  for (const rows of book.values()) {
    for (const row of rows) {
      const day = byDate.get(row.date);
      if (day) day.push(row);
      else byDate.set(row.date, [row]);
    }
  }
  const lines = ['matricule;date;projet;jours;statut;commentaire'];
  for (const date of [...byDate.keys()].sort(compareText)) {
    for (const row of byDate.get(date) ?? []) {
      lines.push(
        `${row.person.matricule};${date};${row.project.code};${writeDays(row.quarters)};${row.status};${row.comment}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function writePeople({ people, clients, absences }: WholeFirm): [string, string][] {
  const costs = people.flatMap((one) => one.costs.map((cost) => [one.matricule, cost.from, euros(cost.cents)]));
  const profiles = PROFILES.map((one) => [one.name, euros(one.rateCents), euros(one.costCents)]);
  return [
    ['clients.csv', clientsCsv(clients)],
    ['consultants.csv', consultantsCsv(people)],
    ['couts.csv', writeCsv('matricule;debut;cjm', costs)],
    ['profils.csv', writeCsv('profil;tjm_cible;cjm_prevu', profiles)],
    ['absences.csv', absencesCsv(absences)],
  ];
}

function writeProjects(firm: WholeFirm): [string, string][] {
  const budgets = firm.projects.flatMap(({ code, budget }) =>
    budget.map((row) => [code, row.profile, writeDays(row.quarters), euros(row.rateCents), euros(row.costCents)]),
  );
  const milestones = firm.milestones.map((one) => [
    one.project.code,
    one.code,
    one.label,
    one.due,
    euros(one.cents),
    one.accepted,
  ]);
  const units = firm.units.map((one) => [one.project.code, one.month, one.units]);
  const rafs = [...firm.rafs]
    .sort((a, b) => compareText(a.date, b.date))
    .map((one) => [one.project.code, one.profile, one.date, writeDays(one.quarters)]);
  return [
    ['opportunites.csv', opportunitiesCsv(firm.opportunities)],
    ['projets.csv', projectsCsv(firm.projects)],
    ['budgets.csv', writeCsv('projet;profil;jours;tjm;cjm_prevu', budgets)],
    ['affectations.csv', assignmentsCsv(firm.assignments)],
    ['jalons.csv', writeCsv('projet;code;libelle;date_prevue;montant;date_acceptation', milestones)],
    ['unites.csv', writeCsv('projet;mois;unites', units)],
    ['raf.csv', writeCsv('projet;profil;date;jours', rafs)],
    ['temps.csv', timeCsv(firm.book)],
  ];
}

/** All the files of the firm, by name. */
export function writeFirm(firm: WholeFirm): Map<string, string> {
  return new Map([...writePeople(firm), ...writeProjects(firm), ...writeMoney(firm)]);
}
