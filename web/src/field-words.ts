// What the firm calls the fields of its rows and of what is asked, and how each reads: cents as euros, quarter days as
// days, civil dates in words. A field without a word of its own is told by its name.

import { STAGE_WORDS } from '../../domain/pipeline.ts';
import { ABSENCE_WORDS } from '../../domain/presence.ts';
import { DASH, formatCents, formatDay, formatDays, formatMonth, formatNumber } from './format.ts';

const FIELD_WORDS: Readonly<Record<string, string>> = {
  acceptedOn: 'Accepté le',
  acceptOverpayment: 'Laisser l’excédent au crédit',
  account: 'Compte',
  accounts: 'Comptes',
  addedAmount: 'Montant ajouté',
  address: 'Adresse',
  agency: 'Agence',
  amendment: 'Avenant',
  amount: 'Montant',
  assignment: 'Affectation',
  balance: 'Solde',
  balancedOn: 'Au',
  beyondOrder: 'Au-delà de la commande',
  billingEmail: 'Adresse de facturation',
  bookedOn: 'Daté du',
  boughtOn: 'Acheté le',
  budget: 'Budget',
  by: 'Par',
  cancelledOn: 'Annulé le',
  carryOverMonths: 'Report (mois)',
  ceiling: 'Plafond',
  city: 'Ville',
  client: 'Client',
  closedAt: 'Clos le',
  closedFigures: 'Chiffres de la clôture',
  closedFrom: 'Fermée du',
  closedOn: 'Clos le',
  closedThrough: 'Fermée jusqu’au',
  code: 'Code',
  coefficient: 'Coefficient',
  commands: 'Décisions confiées',
  comment: 'Commentaire',
  consultant: 'Consultant',
  consultants: 'Consultants',
  contact: 'Contact',
  content: 'Contenu',
  contentSha: 'Empreinte du contenu',
  contest: 'Contestation',
  contractKind: 'Contrat',
  country: 'Pays',
  createdOn: 'Créé le',
  creditedInvoice: 'Facture créditée',
  dailyCost: 'Coût journalier',
  dailyRate: 'TJM',
  date: 'Jour',
  days: 'Jours',
  daysContracts: 'Contrats en jours',
  daysOff: 'Jours non travaillés',
  decidedAt: 'Décidé le',
  decidedBy: 'Décidé par',
  decision: 'Décision',
  declaredOn: 'Déclaré le',
  despiteOpen: 'Clore malgré ce qui reste',
  disbursement: 'Débours',
  displayName: 'Nom affiché',
  document: 'Document',
  doneOn: 'Fait le',
  dropDays: 'Jours retirés',
  dropLines: 'Lignes retirées',
  dueOn: 'Échéance',
  email: 'Courriel',
  employment: 'Contrat de travail',
  endOfMonth: 'Fin de mois',
  endOfMonthReading: 'Lecture de « fin de mois »',
  endsMorning: 'Finit à midi',
  endsOn: 'Fin',
  enteredOn: 'Entrée',
  entries: 'Saisies',
  evidence: 'Preuve',
  evidenceRequired: 'Preuve exigée',
  expectedCloseOn: 'Clôture prévue',
  expenses: 'Frais',
  experiences: 'Expériences',
  facts: 'Éléments lus',
  files: 'Fichiers',
  firstName: 'Prénom',
  fixedPrice: 'Forfait',
  from: 'À partir du',
  gross: 'TTC',
  iban: 'IBAN',
  id: 'Numéro',
  includedUnits: 'Unités incluses',
  incomplete: 'Soumettre bien qu’incomplet',
  invoice: 'Facture',
  invoiceSeries: 'Série de factures',
  issuedOn: 'Datée du',
  kind: 'Nature',
  label: 'Libellé',
  lastName: 'Nom',
  leftOn: 'Sortie',
  legalForm: 'Forme juridique',
  level: 'Niveau',
  line: 'Ligne',
  lines: 'Lignes',
  lostReason: 'Raison de la perte',
  mail: 'Par courriel',
  manager: 'Responsable',
  margin: 'Marge',
  marginFloorPercent: 'Marge plancher (%)',
  matches: 'Rapprochements',
  mediaType: 'Format',
  milestone: 'Jalon',
  milestones: 'Jalons',
  month: 'Mois',
  monthlyFee: 'Forfait mensuel',
  name: 'Nom',
  needs: 'Besoins',
  net: 'HT',
  nextNumber: 'Prochain numéro',
  note: 'Note',
  number: 'Numéro',
  occurrence: 'Rang',
  onCallRates: 'Tarifs d’astreinte',
  opportunity: 'Opportunité',
  orderNumber: 'Bon de commande',
  orderRequired: 'Bon de commande exigé',
  outcome: 'Issue',
  ownerEmail: 'Commercial',
  page: 'Page',
  paidOn: 'Payé le',
  paymentDays: 'Délai de paiement (jours)',
  periodEnd: 'Fin de période',
  periodStart: 'Début de période',
  phone: 'Téléphone',
  place: 'Lieu',
  placeRequired: 'Lieu exigé',
  plannedDailyCost: 'CJM prévu',
  plannedEndOn: 'Fin prévue',
  plannedOn: 'Prévu le',
  plannedPurchases: 'Achats prévus',
  plannedStartOn: 'Début prévu',
  position: 'Fonction',
  postalCode: 'Code postal',
  prefillFromAssignments: 'Préremplir d’après les affectations',
  prices: 'Prix corrigés',
  probability: 'Probabilité',
  productive: 'Productif',
  profile: 'Profil',
  project: 'Projet',
  projects: 'Projets',
  promisedOn: 'Promis pour le',
  quantity: 'Quantité',
  quarterDays: 'Jours',
  quota: 'Part du temps',
  quote: 'Devis',
  rank: 'Rang',
  rate: 'Tarif',
  realCostsFor: 'Coûts réels montrés à',
  reason: 'Raison',
  setAside: 'Écartée',
  rebates: 'Remises',
  rebillable: 'Refacturable',
  rebilled: 'Refacturé',
  rebilling: 'Refacturation',
  receivedOn: 'Reçu le',
  recordedOn: 'Noté le',
  reference: 'Référence',
  registeredAt: 'RCS',
  remoteDays: 'Jours à distance par semaine',
  request: 'Demande',
  revenue: 'Chiffre d’affaires',
  roles: 'Rôles',
  rule: 'Règle',
  sentOn: 'Envoyé le',
  sentTo: 'Envoyé à',
  settledPrice: 'Prix convenu',
  sha256: 'Empreinte',
  shareCapital: 'Capital social',
  signedOn: 'Signé le',
  singleApprover: 'Un seul décideur',
  siren: 'SIREN',
  skill: 'Compétence',
  skills: 'Compétences',
  slackUser: 'Compte Slack',
  spentOn: 'Dépensé le',
  staffingWeights: 'Poids du staffing',
  stage: 'Étape',
  startsAfternoon: 'Commence à midi',
  startsOn: 'Début',
  state: 'État',
  status: 'Statut',
  submittedAt: 'Soumis le',
  supplier: 'Fournisseur',
  targetDailyRate: 'TJM cible',
  title: 'Intitulé',
  to: 'À',
  transactionId: 'Référence de la banque',
  unitPrice: 'Prix unitaire',
  units: 'Unités',
  user: 'Personne',
  validatedOn: 'Validé le',
  validUntil: 'Valable jusqu’au',
  value: 'Valeur',
  vat: 'TVA',
  vatDue: 'Exigibilité de la TVA',
  vatNumber: 'TVA intracommunautaire',
  vatOnDebits: 'TVA sur les débits',
  vatRecovered: 'TVA récupérée',
  vatRegime: 'Régime de TVA',
  watchPeopleRules: 'Surveiller les règles de temps de travail',
  wishes: 'Souhaits',
  workedOn: 'Jour',
  yearEndMonth: 'Mois de clôture de l’exercice',
};

const ENTITY_WORDS: Readonly<Record<string, string>> = {
  absence: 'Absence',
  acceptedAnomaly: 'Anomalie acceptée',
  apiKey: 'Clé d’API',
  assignment: 'Affectation',
  assignmentCost: 'Coût d’une affectation',
  bankBalance: 'Solde de banque',
  bankLine: 'Ligne de banque',
  bankLineMatch: 'Rapprochement de banque',
  budget: 'Budget',
  client: 'Client',
  clientAction: 'Action commerciale',
  clientRequest: 'Demande de validation',
  consultant: 'Consultant',
  contact: 'Contact',
  costRate: 'Coût d’une personne',
  delegation: 'Délégation',
  disabledUser: 'Accès fermé',
  dispute: 'Litige',
  document: 'Document',
  dunningLetter: 'Relance',
  erasure: 'Effacement',
  expense: 'Note de frais',
  expensePolicy: 'Règle de frais',
  firm: 'Société',
  invoice: 'Facture',
  invoiceCounter: 'Numérotation',
  invoiceSending: 'Envoi',
  mail: 'Courrier',
  milestone: 'Jalon',
  monthClosing: 'Clôture',
  monthlyTarget: 'Objectif',
  opportunity: 'Opportunité',
  opportunityNeed: 'Besoin',
  order: 'Bon de commande',
  orderOverride: 'Blocage levé',
  payment: 'Paiement',
  paymentPromise: 'Promesse de paiement',
  profile: 'Profil',
  project: 'Projet',
  onCallRate: 'Tarif d’astreinte',
  onCallUnits: 'Astreinte',
  purchase: 'Achat',
  quote: 'Devis',
  quoteLine: 'Ligne de devis',
  quoteVersion: 'Version de devis',
  raf: 'Reste à faire',
  staffingWish: 'Souhaits',
  workplace: 'Lieu de travail',
  skill: 'Compétence',
  slackUser: 'Compte Slack',
  staffingRequest: 'Demande de personnes',
  supplierInvoice: 'Facture fournisseur',
  supplierLineMatch: 'Rapprochement de banque',
  supplierPayment: 'Paiement fournisseur',
  time: 'Temps',
  timesheet: 'CRA',
  units: 'Unités',
  user: 'Personne',
  userLink: 'Lien au consultant',
  userRole: 'Rôle',
  vigilancePaper: 'Pièce de vigilance',
  writeOff: 'Perte sur créance',
};

/** « autre » is other than leave elsewhere, and stays what it is. */
const { autre: _other, ...LEAVE_WORDS } = ABSENCE_WORDS;

/** Words of closed lists, where their code is not the word. */
const VALUE_WORDS: Readonly<Record<string, string>> = {
  ...STAGE_WORDS,
  ...LEAVE_WORDS,
  forfait_agile: 'forfait agile',
  previsionnelle: 'prévisionnelle',
  en_cours: 'en cours',
  prevu: 'prévu',
  demandee: 'demandée',
  validee: 'validée',
  refusee: 'refusée',
  valide: 'validé',
  rejete: 'rejeté',
  regie: 'régie',
  regie_plafonnee: 'régie plafonnée',
  rendez_vous: 'rendez-vous',
  salarie: 'salarié',
  independant: 'indépendant',
  open: 'ouvert',
  closed: 'clos',
  envoye: 'envoyé',
  signe: 'signé',
  tma: 'TMA',
  urssaf: 'attestation Urssaf',
  kbis: 'Kbis',
  salaries_etrangers: 'liste des salariés étrangers',
  mail: 'courriel',
  block: 'bloquer',
  hold: 'garder en attente',
  arrived: 'arrivé',
  resend: 'à renvoyer',
  reel: 'réel',
  debits: 'sur les débits',
  encaissements: 'sur les encaissements',
  days_then_month_end: 'les jours, puis la fin du mois',
  month_end_then_days: 'la fin du mois, puis les jours',
  remplace: 'remplacé',
};

/** `dailyRateCents` and `dailyRate` are both the TJM. */
const baseOf = (field: string): string => field.replace(/(?<=.)(Cents|Percent)$/, '');

/** camelCase as words: a field of tomorrow reads badly rather than not at all. */
function spell(name: string): string {
  const words = name.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Fields that their row alone explains. */
const FIELD_WORDS_OF_ENTITY: Readonly<Record<string, string>> = {
  'bankLineMatch.line': 'Ligne de banque',
  'delegation.from': 'De',
  'delegation.to': 'À',
  'supplierLineMatch.line': 'Ligne de banque',
};

/** @param entity whose row it is a field of, where it is one's. */
export function wordOfField(field: string, entity = ''): string {
  const own = FIELD_WORDS_OF_ENTITY[`${entity}.${field}`];
  if (own !== undefined) return own;
  return FIELD_WORDS[field] ?? FIELD_WORDS[baseOf(field)] ?? spell(baseOf(field));
}

export function wordOfEntity(entity: string): string {
  return ENTITY_WORDS[entity] ?? spell(entity);
}

/** What a role does not see of a change: a row, a field of one, or a figure by its own label. */
export function wordOfWithheld(name: string): string {
  return ENTITY_WORDS[name] ?? FIELD_WORDS[name] ?? FIELD_WORDS[baseOf(name)] ?? name;
}

function formatText(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return formatDay(text);
  if (/^\d{4}-\d{2}$/.test(text)) return formatMonth(text);
  if (/^-?\d+\.\d+$/.test(text)) return formatNumber(Number(text));
  return VALUE_WORDS[text] ?? text;
}

const isShare = (field: string): boolean => field === 'quota';

/** The value of a row's field as a person reads it. */
export function formatField(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return DASH;
  if (typeof value === 'boolean') return value ? 'oui' : 'non';
  if (isShare(field) && Number.isFinite(Number(value))) return `${formatNumber(Number(value) * 100)} %`;
  if (field.endsWith('Percent')) return `${formatNumber(Number(value))} %`;
  if (typeof value === 'number') {
    if (field.endsWith('Cents')) return formatCents(value);
    return field === 'quarterDays' ? formatDays(value / 4) : formatNumber(value);
  }
  if (typeof value === 'string') return formatText(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return 'aucun';
    return value.map(sayItem).join(value.some((item) => typeof item === 'object') ? '\n' : ', ');
  }
  return sayItem(value);
}

/** What a row inside a field is called by. */
const LABELS = ['label', 'title', 'name'];
/** Said by the label already, or the machine's own. */
const SAID_BY_LABEL: ReadonlySet<string> = new Set(['kind', 'rank', 'creditedRank', 'consultant', 'project']);

/** A row inside a field, in a line: what it is, then its figures under their names. */
function sayItem(value: unknown): string {
  if (value === null || typeof value !== 'object') return formatText(String(value));
  const fields = Object.entries(value).filter(([, entry]) => entry !== null && typeof entry !== 'object');
  const label = fields.find(([name]) => LABELS.includes(name));
  if (label === undefined) return fields.map(([name, entry]) => formatField(name, entry)).join(' ');
  const figures = fields
    .filter(([name]) => name !== label[0] && !SAID_BY_LABEL.has(name))
    .map(([name, entry]) => `${wordOfField(name)} ${formatField(name, entry)}`);
  return [String(label[1]), ...figures].join(' · ');
}
