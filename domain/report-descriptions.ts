// What each report answers, in the words that people ask it with, in French and English: told to the assistant's model
// and to programs (MCP), and what a question is compared with to choose the reports that concern it.
import type { ReportName } from './report-names.ts';

export type ReportDescription = { readonly fr: string; readonly en: string };

export const REPORT_DESCRIPTIONS: Readonly<Record<ReportName, ReportDescription>> = {
  margin: {
    fr: 'Marge, chiffre d’affaires, coût, jours, budget prévu, reste à faire (RAF) et atterrissage (à terminaison) par projet, client ou consultant ; total de la firme.',
    en: 'Margin, revenue, cost, days, plan, remaining days and estimate at completion by project, client or consultant; firm total.',
  },
  drift: {
    fr: 'Projets qui dérivent ou à surveiller : gravité, impact en euros, marge prévue contre marge à terminaison, points perdus, et pourquoi (signaux).',
    en: 'Projects that drift: severity, impact in euros, planned margin against margin at completion, points lost, and why (signals).',
  },
  occupancy: {
    fr: 'TACE, taux d’occupation et d’activité, jours facturables, congés et absences par consultant et par mois.',
    en: 'Utilisation (TACE), occupation, billable days, leave and absence by consultant and month.',
  },
  anomalies: {
    fr: 'Anomalies des CRA d’un mois : jours manquants, CRA non remis, congé travaillé, doublons, jours non affectés, dépassement de commande.',
    en: 'Timesheet (CRA) anomalies of a month: missing days, sheets not handed in, worked leave, duplicates, unassigned days, order exceeded.',
  },
  cra_checks: {
    fr: 'Contrôle complet des CRA d’un mois : les 23 règles, avec les lignes en preuve et la correction prête (validation du client modifiée, écart avec le client, bon de commande fermé, sous-traitant, plan de charge dépassé).',
    en: 'Full check of the timesheets of a month: the 23 rules, with evidence rows and a ready fix (changed after client validation, order closed, subcontractor days, plan exceeded).',
  },
  billing: {
    fr: 'Ce qui est à facturer pour un mois, par projet et par ligne, les arriérés, et ce qui bloque la facturation.',
    en: 'What is to be invoiced for a month, by project and line, arrears, and what blocks invoicing.',
  },
  receivables: {
    fr: 'Créances : ce que les clients doivent (solde, encours, impayés) par ancienneté, total et DSO.',
    en: 'Receivables: what clients owe by age, total and DSO.',
  },
  'billing-lag': {
    fr: 'Délai de facturation : jours entre la fin de la période et sa facture, par mois, pondéré et médian.',
    en: 'Billing lag: days from the end of a period to its invoice, by month, weighted and median.',
  },
  capacity: {
    fr: 'Capacité et plan de charge des mois à venir par profil : ferme, prévisionnel, pipeline, solde.',
    en: 'Capacity and load of the months to come by profile: firm, tentative, pipeline, balance.',
  },
  pipeline: {
    fr: 'Pipeline commercial : opportunités ouvertes par étape, nombre, montant, pondéré, en retard.',
    en: 'Sales pipeline: open opportunities by stage, count, amount, weighted, overdue.',
  },
  rates: {
    fr: 'TJM vendu et prévu, CJM (coût journalier) et écart, par projet, consultant ou mois.',
    en: 'Daily rates sold and planned, daily cost and gap, by project, consultant or month.',
  },
  missions: {
    fr: 'Fins de mission : consultants dont la mission se termine dans les 60 jours, sans suite.',
    en: 'Ends of mission: people whose mission ends within 60 days with none after.',
  },
  bench: {
    fr: 'Intercontrat : consultants sans mission, depuis quand, jours libres des 30 prochains jours et leur coût.',
    en: 'Bench: people without a mission, since when, free days of the next 30 days and their cost.',
  },
  available: {
    fr: 'Disponibilités : qui est libre dans une période, par profil, combien de jours.',
    en: 'Availability: who is free in a period, by profile, how many days.',
  },
  orders: {
    fr: 'Bons de commande : montant, consommé, part, jours restants, fin, état (dépassé, presque consommé, expirant).',
    en: 'Purchase orders: amount, used, share, days left, end, state (exceeded, nearly used, expiring).',
  },
  late: {
    fr: 'Retards de paiement : clients en retard, montant échu et retard le plus ancien.',
    en: 'Late payers: clients past due, amount and oldest delay.',
  },
  landing: {
    fr: 'Atterrissage d’un mois ou trimestre : chiffre d’affaires et marge réalisés, prévus, et l’objectif.',
    en: 'Landing of a month or quarter: revenue and margin done, planned, and the target.',
  },
  changes: {
    fr: 'Ce qui a changé depuis un jour dans les projets en dérive : nouveaux, aggravés, améliorés, sortis.',
    en: 'What changed since a day among drifting projects: new, worse, better, gone.',
  },
  staffing: {
    fr: 'Qui affecter : personnes proposées pour un besoin d’un projet ou d’une opportunité, ou pour remplacer quelqu’un (compétences, disponibilité, marge, qui serait déplacé).',
    en: 'Whom to staff: people proposed for a need of a project or opportunity, or to replace somebody (skills, availability, margin, who is displaced).',
  },
  what_if: {
    fr: 'Et si : quelqu’un part, un client décale, les TJM changent, une affaire est gagnée ; occupation, marge, intercontrat avant et après, besoins ouverts.',
    en: 'What if: somebody leaves, a client slips, rates change, a deal is won; occupancy, margin, bench before and after, needs opened.',
  },
  capacity_weeks: {
    fr: 'Capacité et charge semaine par semaine et par profil, avec la fourchette P10/P50/P90 du pipeline ; dates de surcharge et d’intercontrat, recruter ou sous-traiter avant quand.',
    en: 'Capacity and load week by week and by profile, with the P10/P50/P90 range of the pipeline; dates of overload and bench, hire or subcontract by when.',
  },
  capacity_backtest: {
    fr: 'Fiabilité de la prévision de charge : la fourchette P10/P50/P90 rejouée sur l’année passée face à « probabilité × charge », et la charge vraiment venue.',
    en: 'How reliable the load forecast is: the P10/P50/P90 range played again over the past year against “probability × load”, and the load that really came.',
  },
  plan: {
    fr: 'Planning semaine par semaine et par personne : affectations fermes et prévisionnelles, congés, charge ; conflits de surbooking avec leur preuve, fins de mission sans suite, intercontrat et le meilleur besoin ouvert de chacun.',
    en: 'Schedule week by week and person by person: firm and tentative bookings, leave, load; overbooking conflicts with their proof, ends of mission with none after, bench and the best open need of each.',
  },
  skills_map: {
    fr: 'Carte des compétences : qui sait quoi, à quel niveau, et ce qu’une seule personne sait faire.',
    en: 'Skills map: who knows what, at which level, and what one person alone knows.',
  },
  found_money: {
    fr: 'L’argent trouvé : jours validés jamais facturés, travail sans commande ou au-delà, jours vendus sous leur coût, factures échues.',
    en: 'Found money: validated days never invoiced, work without or beyond an order, days sold under cost, amounts past due.',
  },
  vat: {
    fr: 'Déclaration de TVA d’un mois (CA3), case par case, collectée, déductible et nette.',
    en: 'VAT return of a month, box by box: collected, deductible and net.',
  },
  payroll: {
    fr: 'Variables de paie d’un mois : absences de chacun par nature, notes de frais à rembourser.',
    en: 'Payroll variables of a month: absences by kind, expenses to pay back.',
  },
  accounts: {
    fr: 'Comptes : chiffre d’affaires acquis, facturé et comptable de chaque projet, FAE, PCA, provisions, écart.',
    en: 'Accounts: revenue earned, invoiced and in the books of each project, accruals, provisions, difference.',
  },
  cash: {
    fr: 'Trésorerie : prévision des 90 jours à venir, semaine par semaine (encaissements, salaires, sous-traitants, TVA, solde), délai de paiement appris de chaque client, DSO et DSO par épuisement, virements à rapprocher.',
    en: 'Cash forecast of the next 90 days by week (receipts, salaries, subcontractors, VAT, balance), learned payment delays, DSO both ways, bank lines to match.',
  },
};
