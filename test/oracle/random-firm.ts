// A random firm, as the files of the import format: valid to the letter, and as wild as they allow.
// It is meant to break implementations: every contract, every hole, every overlap.
import { addMonths, firstDay, lastDay, monthsFrom } from './calendar.ts';
import { randomCash } from './random-cash.ts';
import {
  randomAssignments,
  randomBudgets,
  randomClients,
  randomMilestones,
  randomOpportunities,
  randomOrders,
  randomProjects,
  randomPurchases,
  randomRafs,
  randomUnits,
} from './random-deals.ts';
import { randomAbsences, randomConsultants, randomCosts, randomProfiles } from './random-people.ts';
import type { Span } from './random-people.ts';
import { randomFrom, writeCsv } from './random-source.ts';
import type { CsvRow } from './random-source.ts';
import { randomTimes } from './random-time.ts';

/** The last month with time in every random firm; reports are best read in the two months before. */
export const LAST_MONTH = '2026-11';

/** The columns of each file of the import format. */
export const COLUMNS: Readonly<Record<string, string>> = {
  clients:
    'code raison_sociale siren tva_intracom adresse code_postal ville pays delai_paiement_jours fin_de_mois email_facturation bc_obligatoire commercial',
  consultants:
    'matricule prenom nom email profil type date_entree date_sortie quotite competences agence jours_non_travailles productif manager',
  couts: 'matricule debut cjm',
  profils: 'profil tjm_cible cjm_prevu',
  opportunites:
    'code client titre etape probabilite date_creation date_cloture_prevue contrat montant debut_prevu fin_prevue besoins commercial',
  projets:
    'code client opportunite titre contrat statut debut fin montant_forfait plafond forfait_mensuel unites_incluses prix_unite report_mois achats_prevus responsable',
  budgets: 'projet profil jours tjm cjm_prevu',
  affectations: 'code projet matricule profil debut fin quotite tjm cout_jour statut',
  jalons: 'projet code libelle date_prevue montant date_acceptation',
  unites: 'projet mois unites',
  raf: 'projet profil date jours',
  bons_de_commande: 'numero client projet montant debut fin',
  absences: 'matricule type debut fin debut_apres_midi fin_matin statut',
  temps: 'matricule date projet jours statut commentaire',
  achats: 'projet date libelle montant refacturable taux_refacturation',
  factures:
    'numero type client projet date echeance periode_debut periode_fin montant_ht taux_tva montant_ttc facture_origine',
  paiements: 'date facture montant_ttc reference',
};

/**
 * The files of a random firm, by name (`temps.csv`). The same seed and options give the same firm.
 * By default it has 8 consultants and 8 months of time; there are as many projects as 6 and three
 * quarters of the consultants.
 */
export function randomFirm(seed: number, options: { consultants?: number; months?: number } = {}): Map<string, string> {
  const random = randomFrom(seed);
  const count = options.consultants ?? 8;
  const months = monthsFrom(addMonths(LAST_MONTH, 1 - (options.months ?? 8)), LAST_MONTH);
  const span: Span = {
    months,
    first: firstDay(months[0] ?? LAST_MONTH),
    last: lastDay(LAST_MONTH),
  };
  const clients = randomClients(random, random.int(3, 6));
  const { people, rows: consultants } = randomConsultants(random, span, count);
  const projectCount = 6 + Math.floor((count * 3) / 4);
  const { deals, rows: projets } = randomProjects(random, span, projectCount, clients.codes, people);
  const { missions, rows: affectations } = randomAssignments(random, span, deals, people);
  const { dues, rows: jalons } = randomMilestones(random, span, deals);
  const { invoices, payments } = randomCash(random, span, deals, dues);
  const rows: Record<string, CsvRow[]> = {
    clients: clients.rows,
    consultants,
    couts: randomCosts(random, span, people),
    profils: randomProfiles(random),
    opportunites: randomOpportunities(random, span, clients.codes),
    projets,
    budgets: randomBudgets(random, deals),
    affectations,
    jalons,
    unites: randomUnits(random, deals),
    raf: randomRafs(random, span, deals),
    bons_de_commande: randomOrders(random, span, deals),
    absences: randomAbsences(random, span, people),
    temps: randomTimes(random, span, people, deals, missions),
    achats: randomPurchases(random, deals),
    factures: invoices,
    paiements: payments,
  };
  return new Map(
    Object.entries(rows).map(([name, lines]) => [
      `${name}.csv`,
      writeCsv(random, (COLUMNS[name] ?? '').split(' '), lines),
    ]),
  );
}
