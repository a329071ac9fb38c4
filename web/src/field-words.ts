// What the firm calls the fields of its rows and of what is asked, and how each reads: cents as euros, quarter days as
// days, civil dates in words. A field without a word of its own is told by its name.

import { DASH, formatCents, formatDay, formatDays, formatMonth, formatNumber } from './format.ts';

const FIELD_WORDS: Readonly<Record<string, string>> = {
  acceptedOn: 'Accepté le',
  account: 'Compte',
  address: 'Adresse',
  agency: 'Agence',
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
  carryOverMonths: 'Report (mois)',
  ceiling: 'Plafond',
  city: 'Ville',
  client: 'Client',
  closedOn: 'Clos le',
  code: 'Code',
  coefficient: 'Coefficient',
  commands: 'Décisions confiées',
  comment: 'Commentaire',
  consultant: 'Consultant',
  consultants: 'Consultants',
  contractKind: 'Contrat',
  country: 'Pays',
  createdOn: 'Créé le',
  creditedInvoice: 'Facture créditée',
  dailyCost: 'Coût journalier',
  dailyRate: 'TJM',
  date: 'Jour',
  days: 'Jours',
  daysOff: 'Jours non travaillés',
  decidedAt: 'Décidé le',
  decidedBy: 'Décidé par',
  decision: 'Décision',
  declaredOn: 'Déclaré le',
  disbursement: 'Débours',
  doneOn: 'Fait le',
  dueOn: 'Échéance',
  email: 'Courriel',
  employment: 'Contrat de travail',
  endOfMonth: 'Fin de mois',
  endsMorning: 'Finit à midi',
  endsOn: 'Fin',
  enteredOn: 'Entrée',
  entries: 'Saisies',
  evidence: 'Preuve',
  expectedCloseOn: 'Clôture prévue',
  experiences: 'Expériences',
  firstName: 'Prénom',
  fixedPrice: 'Forfait',
  from: 'À partir du',
  gross: 'TTC',
  iban: 'IBAN',
  includedUnits: 'Unités incluses',
  invoice: 'Facture',
  issuedOn: 'Datée du',
  kind: 'Nature',
  label: 'Libellé',
  lastName: 'Nom',
  leftOn: 'Sortie',
  level: 'Niveau',
  line: 'Ligne de banque',
  lines: 'Lignes',
  lostReason: 'Raison de la perte',
  manager: 'Responsable',
  margin: 'Marge',
  milestone: 'Jalon',
  milestones: 'Jalons',
  month: 'Mois',
  monthlyFee: 'Forfait mensuel',
  name: 'Nom',
  needs: 'Besoins',
  net: 'HT',
  note: 'Note',
  number: 'Numéro',
  occurrence: 'Rang',
  opportunity: 'Opportunité',
  orderNumber: 'Bon de commande',
  orderRequired: 'Bon de commande exigé',
  outcome: 'Issue',
  ownerEmail: 'Commercial',
  paidOn: 'Payé le',
  paymentDays: 'Délai de paiement (jours)',
  periodEnd: 'Fin de période',
  periodStart: 'Début de période',
  phone: 'Téléphone',
  plannedDailyCost: 'CJM prévu',
  plannedEndOn: 'Fin prévue',
  plannedOn: 'Prévu le',
  plannedPurchases: 'Achats prévus',
  plannedStartOn: 'Début prévu',
  position: 'Fonction',
  postalCode: 'Code postal',
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
  reason: 'Raison',
  rebillable: 'Refacturable',
  rate: 'Tarif',
  rebilled: 'Refacturé',
  rebilling: 'Refacturation',
  receivedOn: 'Reçu le',
  recordedOn: 'Noté le',
  reference: 'Référence',
  revenue: 'Chiffre d’affaires',
  roles: 'Rôles',
  rule: 'Règle',
  sentOn: 'Envoyé le',
  sentTo: 'Envoyé à',
  signedOn: 'Signé le',
  siren: 'SIREN',
  wishes: 'Souhaits',
  remoteDays: 'Jours à distance par semaine',
  place: 'Lieu',
  placeRequired: 'Lieu exigé',
  skill: 'Compétence',
  skills: 'Compétences',
  spentOn: 'Dépensé le',
  stage: 'Étape',
  startsAfternoon: 'Commence à midi',
  startsOn: 'Début',
  state: 'État',
  status: 'Statut',
  submittedAt: 'Soumis le',
  supplier: 'Fournisseur',
  targetDailyRate: 'TJM cible',
  title: 'Intitulé',
  to: 'Jusqu’au',
  transactionId: 'Référence de la banque',
  unitPrice: 'Prix unitaire',
  units: 'Unités',
  user: 'Personne',
  validUntil: 'Valable jusqu’au',
  vat: 'TVA',
  vatNumber: 'TVA intracommunautaire',
  vatRecovered: 'TVA récupérée',
  workedOn: 'Jour',
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

/** Words of closed lists, where their code is not the word. */
const VALUE_WORDS: Readonly<Record<string, string>> = {
  forfait_agile: 'forfait agile',
  previsionnelle: 'prévisionnelle',
  qualifiee: 'qualifiée',
  negociation: 'négociation',
  gagnee: 'gagnée',
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
const FIELD_WORDS_OF_ENTITY: Readonly<Record<string, string>> = { 'delegation.from': 'De', 'delegation.to': 'À' };

/** @param entity whose row it is a field of, where it is one's. */
export function wordOfField(field: string, entity = ''): string {
  const own = FIELD_WORDS_OF_ENTITY[`${entity}.${field}`];
  if (own !== undefined) return own;
  return FIELD_WORDS[field] ?? FIELD_WORDS[baseOf(field)] ?? spell(baseOf(field));
}

export function wordOfEntity(entity: string): string {
  return ENTITY_WORDS[entity] ?? spell(entity);
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
const SAID_BY_LABEL: ReadonlySet<string> = new Set(['kind', 'rank', 'consultant', 'project']);

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
