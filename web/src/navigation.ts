// Where one can go: the pages of each, by what their roles let them read. The menu, the palette and the help take it
// from here.

import { REPORT_DESCRIPTIONS } from '../../domain/report-descriptions.ts';
import { isReportName, type ReportName } from '../../domain/report-names.ts';
import type { Me } from './api-client.ts';

export type Page = {
  readonly to:
    | '/'
    | '/projets'
    | '/a-decider'
    | '/assistant'
    | '/rapports'
    | '/cra'
    | '/cra/equipe'
    | '/fin-de-mois'
    | '/documents'
    | '/courriers'
    | '/banque'
    | '/exports'
    | '/devis'
    | '/pipeline'
    | '/delegations'
    | '/planning'
    | '/staffing'
    | '/avis'
    | '/reglages/assistant';
  readonly label: string;
};

/** The first page of who follows projects is their drift; of the others, what waits for them. */
export function readsDrift(me: Pick<Me, 'reports'>): boolean {
  return me.reports.includes('drift');
}

/** Who drives the end of a month, matches the bank and writes to clients, and who files documents (COMMANDS.md). */
const DRIVES_MONTHS: ReadonlySet<string> = new Set(['adv', 'daf', 'direction']);
const READS_DOCUMENTS: ReadonlySet<string> = new Set(['commercial', 'responsable', 'direction']);

/** Who follows the CRAs of others (COMMANDS.md). */
const FOLLOWS_CRAS: ReadonlySet<string> = new Set(['responsable', 'adv', 'daf', 'direction']);

export function followsTeam(me: Pick<Me, 'roles'>): boolean {
  return me.roles.some((role) => FOLLOWS_CRAS.has(role));
}

/** The pages of the menu, in the order of a day: what is wrong, what to decide, then what one looks for. */
export function listPages(me: Pick<Me, 'consultant' | 'reports' | 'roles'>): Page[] {
  const pages: (Page | false)[] = [
    { to: '/', label: readsDrift(me) ? 'Projets qui dérivent' : 'Accueil' },
    { to: '/a-decider', label: 'À décider' },
    { to: '/assistant', label: 'Assistant' },
    me.consultant !== null && { to: '/cra', label: 'Mon CRA' },
    followsTeam(me) && { to: '/cra/equipe', label: 'CRA de l’équipe' },
    me.reports.includes('margin') && { to: '/projets', label: 'Tous les projets' },
    me.reports.includes('pipeline') && { to: '/pipeline', label: 'Pipeline' },
    me.reports.includes('pipeline') && { to: '/devis', label: 'Devis' },
    me.reports.includes('plan') && { to: '/planning', label: 'Planning' },
    me.reports.includes('staffing') && { to: '/staffing', label: 'Staffing' },
    me.roles.some((role) => DRIVES_MONTHS.has(role)) && { to: '/fin-de-mois', label: 'Fin de mois' },
    me.roles.some((role) => DRIVES_MONTHS.has(role)) && { to: '/banque', label: 'Banque' },
    me.reports.includes('accounts') && { to: '/exports', label: 'Exports comptables' },
    me.reports.length > 0 && { to: '/rapports', label: 'Rapports' },
    me.roles.some((role) => READS_DOCUMENTS.has(role)) && { to: '/documents', label: 'Documents' },
    me.roles.some((role) => DRIVES_MONTHS.has(role)) && { to: '/courriers', label: 'Courriers' },
  ];
  return pages.filter((page) => page !== false);
}

/** Second persons of some change (COMMANDS.md, the roles in brackets): theirs is a power that can be lent. */
const APPROVES: ReadonlySet<string> = new Set(['adv', 'daf', 'direction', 'admin']);

export function approvesChanges(me: Pick<Me, 'roles'>): boolean {
  return me.roles.some((role) => APPROVES.has(role));
}

/** Pages beside the menu, reached from the bell, the account or the palette. */
export function listOtherPages(me: Pick<Me, 'roles'>): Page[] {
  const settings = me.roles.some((role) => role === 'direction' || role === 'admin');
  const pages: (Page | false)[] = [
    { to: '/avis', label: 'Avis' },
    approvesChanges(me) && { to: '/delegations', label: 'Délégations' },
    settings && { to: '/reglages/assistant', label: 'Réglages de l’assistant' },
  ];
  return pages.filter((page) => page !== false);
}

type ReportWords = { readonly title: string; readonly about: string };

/** What each report is called, and what it answers. */
const REPORT_WORDS: Readonly<Partial<Record<ReportName, ReportWords>>> = {
  margin: { title: 'Marge', about: 'La marge de chaque projet, client ou consultant, à date et à terminaison.' },
  drift: { title: 'Dérive', about: 'Les projets qui s’écartent de ce qui a été vendu, et pourquoi.' },
  occupancy: { title: 'Occupation', about: 'TACE et taux d’occupation de chacun, mois par mois.' },
  anomalies: { title: 'Anomalies de CRA', about: 'Ce qui ne va pas dans les temps saisis du mois.' },
  billing: { title: 'À facturer', about: 'Ce qui reste à facturer pour le mois, et ce qui le bloque.' },
  receivables: { title: 'Balance âgée', about: 'Ce que doivent les clients, par retard, et le DSO.' },
  'billing-lag': { title: 'Délai de facturation', about: 'Combien de jours séparent une période de sa facture.' },
  capacity: { title: 'Capacité', about: 'Les jours disponibles et engagés des mois qui viennent, par profil.' },
  pipeline: { title: 'Pipeline', about: 'Les opportunités ouvertes, par étape, en montant et en pondéré.' },
  rates: { title: 'TJM et CJM', about: 'Le prix vendu et le coût d’une journée.' },
  cra_checks: {
    title: 'Contrôle des CRA',
    about: 'Les 23 règles du métier, les lignes en preuve, la correction prête.',
  },
  missions: { title: 'Fins de mission', about: 'Les missions qui finissent sous soixante jours.' },
  bench: { title: 'Intercontrat', about: 'Qui est sans mission, depuis quand, et ce que cela coûte.' },
  available: { title: 'Disponibilités', about: 'Qui est libre dans une période, et combien de jours.' },
  orders: { title: 'Bons de commande', about: 'Les commandes des clients et ce qu’il en reste.' },
  late: { title: 'Retards de paiement', about: 'Les clients qui ont dépassé l’échéance.' },
  landing: { title: 'Atterrissage', about: 'Où finira la période, face à l’objectif.' },
  changes: { title: 'Évolution de la dérive', about: 'Ce qui a changé depuis un jour donné.' },
  staffing: {
    title: 'Affectations possibles',
    about: 'Qui peut prendre chaque besoin ouvert, et à quelles conditions.',
  },
  what_if: { title: 'Et si…', about: 'Ce que deviendraient le chiffre d’affaires, la marge et l’occupation.' },
  capacity_weeks: {
    title: 'Plan de charge',
    about: 'Les semaines qui viennent : surcharge, intercontrat, et jusqu’à quand recruter ou sous-traiter.',
  },
  capacity_backtest: {
    title: 'Fiabilité de la charge prévue',
    about: 'Ce que la fourchette de charge valait sur l’année passée, face à « probabilité × charge ».',
  },
  plan: {
    title: 'Planning',
    about: 'Qui est sur quoi, semaine par semaine ; conflits, fins de mission, intercontrat.',
  },
  skills_map: { title: 'Compétences', about: 'Qui sait faire quoi, et ce qu’une seule personne tient.' },
  found_money: {
    title: 'Argent retrouvé',
    about: 'Ce qui n’a pas été facturé, encaissé ou vendu comme il le fallait.',
  },
  vat: { title: 'TVA', about: 'La déclaration du mois, case par case.' },
  payroll: { title: 'Variables de paie', about: 'Les absences et éléments du mois, par personne.' },
  accounts: { title: 'Rapprochement comptable', about: 'Le chiffre d’affaires reconnu face aux comptes.' },
  cash: {
    title: 'Trésorerie',
    about: 'Ce qui doit entrer et sortir dans les 90 jours, et les virements à rapprocher.',
  },
};

/** The lists that the assistant looks up. */
const LIST_WORDS: Readonly<Record<string, string>> = {
  list_projects: 'Projets',
  list_clients: 'Clients',
  list_consultants: 'Consultants',
  list_opportunities: 'Opportunités',
  list_orders: 'Bons de commande',
  list_invoices: 'Factures',
  list_absences: 'Absences',
  list_timesheets: 'CRA',
  list_client_validations: 'Validation des CRA par les clients',
  list_evidence: 'Preuves des factures',
  list_cra_days: 'CRA, jour par jour',
  list_cra_progress: 'Avancement des CRA',
  list_expenses: 'Notes de frais',
  list_assignments: 'Affectations',
  list_milestones: 'Jalons',
  list_budgets: 'Budgets',
  list_skills: 'Compétences des consultants',
  list_profiles: 'Profils',
  list_proposals: 'Propositions',
  search_documents: 'Passages des documents',
};

/** The lists that one looks through: clients and people for all, deals and invoices for who reads their reports. */
export function listLists(me: Pick<Me, 'reports'>): { readonly name: string; readonly title: string }[] {
  const reads = (report: ReportName): boolean => me.reports.includes(report);
  const names = [
    'list_clients',
    reads('pipeline') && 'list_opportunities',
    reads('receivables') && 'list_invoices',
    reads('billing') && 'list_milestones',
    'list_consultants',
    'list_absences',
  ];
  return names.filter((name) => name !== false).map((name) => ({ name, title: wordsOfReport(name).title }));
}

/** A report that has no words of its own is called by what its description begins with. */
export function wordsOfReport(name: string): ReportWords {
  const words = REPORT_WORDS[name as ReportName];
  if (words !== undefined) return words;
  if (!isReportName(name)) return { title: LIST_WORDS[name] ?? name, about: '' };
  const { fr } = REPORT_DESCRIPTIONS[name];
  return { title: fr.split(/[,:;.(]/)[0]?.trim() ?? name, about: fr };
}
