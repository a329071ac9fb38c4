// What the firm decided and promised before it invoices: its aims, its clients' contacts, quotes, who is held for a deal,
// what people may do in another's place.
import { CONTRACT_KINDS } from '../../../domain/contract/kinds.ts';
import { VIGILANCE_PAPER_KINDS } from '../../../domain/vigilance.ts';
import * as cell from '../cells.ts';
import { key, may, must } from '../columns.ts';
import { quoteMilestones, skills } from './json-cells.ts';
import {
  CLIENT,
  CONSULTANT,
  lies,
  matricule,
  names,
  OPPORTUNITY,
  PROFILE,
  PROJECT,
  QUOTE,
  USER,
  type KeptTable,
} from './tables.ts';

/** An internal project is sold to nobody. */
const contracts = CONTRACT_KINDS.filter((kind) => kind !== 'interne');

const amountsOfContract = [
  lies(may('montant_forfait', cell.amount), 'fixed_price_cents'),
  lies(may('plafond', cell.amount), 'ceiling_cents'),
  lies(may('forfait_mensuel', cell.amount), 'monthly_fee_cents'),
  lies(may('unites_incluses', cell.units), 'included_units', 'decimal'),
  lies(may('prix_unite', cell.amount), 'unit_price_cents'),
  lies(may('report_mois', cell.count), 'carry_over_months'),
] as const;

export const peopleAndDeals = {
  objectifs: {
    table: 'monthly_targets',
    found: 'key',
    cells: [
      lies(key('mois', cell.month), 'month', 'month'),
      lies(may('chiffre_affaires', cell.amount), 'revenue_cents'),
      lies(may('marge', cell.amount), 'margin_cents'),
    ],
  },
  delegations: {
    table: 'delegations',
    found: 'nth',
    period: ['debut', 'fin'],
    cells: [
      names(key('de', cell.email, { of: 'utilisateurs' }), 'from_user', USER),
      names(key('a', cell.email, { of: 'utilisateurs' }), 'to_user', USER),
      lies(key('debut', cell.date), 'starts_on'),
      lies(must('fin', cell.date), 'ends_on'),
      lies(must('commandes', cell.text), 'commands', 'list'),
      lies(may('plafond', cell.amount), 'ceiling_cents'),
    ],
  },
  contacts: {
    table: 'contacts',
    found: 'nth',
    cells: [
      names(key('client', cell.code, { of: 'clients' }), 'client_id', CLIENT),
      lies(key('nom', cell.text), 'name'),
      lies(may('email', cell.text), 'email'),
      lies(may('telephone', cell.text), 'phone'),
      lies(may('fonction', cell.text), 'position'),
    ],
  },
  actions_clients: {
    table: 'client_actions',
    found: 'nth',
    cells: [
      names(key('client', cell.code, { of: 'clients' }), 'client_id', CLIENT),
      lies(key('type', cell.oneOf('note', 'appel', 'rendez_vous', 'mail', 'relance')), 'kind'),
      lies(key('libelle', cell.text), 'label'),
      names(may('opportunite', cell.code, { of: 'opportunites' }), 'opportunity_id', OPPORTUNITY),
      lies(may('prevue_le', cell.date), 'planned_on'),
      lies(may('faite_le', cell.date), 'done_on'),
      lies(may('auteur', cell.text), 'author'),
    ],
  },
  devis: {
    table: 'quotes',
    found: 'key',
    cells: [
      lies(key('code', cell.code), 'code'),
      names(must('opportunite', cell.code, { of: 'opportunites' }), 'opportunity_id', OPPORTUNITY),
      lies(may('version_signee', cell.rank), 'signed_version'),
      lies(may('signe_le', cell.date), 'signed_on'),
      lies(may('preuve', cell.text), 'signature_evidence'),
    ],
  },
  versions_devis: {
    table: 'quote_versions',
    found: 'key',
    period: ['debut', 'fin'],
    cells: [
      names(key('devis', cell.code, { of: 'devis' }), 'quote_id', QUOTE),
      lies(key('version', cell.rank), 'version'),
      lies(must('statut', cell.oneOf('brouillon', 'envoye', 'signe', 'remplace')), 'status'),
      lies(must('contrat', cell.oneOf(...contracts)), 'contract_kind'),
      lies(must('debut', cell.date), 'starts_on'),
      lies(must('fin', cell.date), 'ends_on'),
      lies(may('valable_jusqu_au', cell.date), 'valid_until'),
      ...amountsOfContract,
      lies(may('achats_prevus', cell.amount, { empty: 0 }), 'planned_purchases_cents'),
      lies(may('jalons', quoteMilestones, { empty: '[]' }), 'milestones', 'json'),
      lies(may('envoye_le', cell.date), 'sent_on'),
    ],
  },
  lignes_devis: {
    table: 'quote_lines',
    found: 'key',
    rowsOf: [{ file: 'versions_devis', columns: ['devis', 'version'] }],
    cells: [
      names(key('devis', cell.code, { of: 'devis' }), 'quote_id', QUOTE),
      lies(key('version', cell.rank), 'version'),
      names(key('profil', cell.code, { of: 'profils' }), 'profile_id', PROFILE),
      lies(must('jours', cell.days), 'quarter_days'),
      lies(may('tjm', cell.dailyRate), 'daily_rate_cents'),
      lies(may('cjm_prevu', cell.dailyRate), 'planned_daily_cost_cents'),
    ],
  },
  // Somebody held for a deal that has no project yet; on a project they are in affectations.csv.
  reservations: {
    table: 'assignments',
    found: 'key',
    where: 't.opportunity_id is not null',
    period: ['debut', 'fin'],
    cells: [
      lies(key('code', cell.code), 'code'),
      names(must('opportunite', cell.code, { of: 'opportunites' }), 'opportunity_id', OPPORTUNITY),
      names(must('matricule', cell.code, { of: 'consultants' }), 'consultant_id', CONSULTANT),
      names(may('profil', cell.code, { of: 'profils' }), 'profile_id', PROFILE),
      lies(must('debut', cell.date), 'starts_on'),
      lies(may('fin', cell.date), 'ends_on'),
      lies(may('quotite', cell.share, { empty: '1' }), 'quota', 'decimal'),
      lies(may('tjm', cell.dailyRate), 'daily_rate_cents'),
      lies(must('statut', cell.oneOf('previsionnelle')), 'status'),
    ],
  },
  demandes_personnes: {
    table: 'staffing_requests',
    found: 'nth',
    period: ['debut', 'fin'],
    cells: [
      names(key('profil', cell.code, { of: 'profils' }), 'profile_id', PROFILE),
      lies(key('debut', cell.date), 'starts_on'),
      lies(may('fin', cell.date), 'ends_on'),
      names(may('projet', cell.code, { of: 'projets' }), 'project_id', PROJECT),
      names(may('opportunite', cell.code, { of: 'opportunites' }), 'opportunity_id', OPPORTUNITY),
      lies(may('quotite', cell.share, { empty: '1' }), 'quota', 'decimal'),
      lies(may('note', cell.text), 'note'),
      lies(must('etat', cell.oneOf('ouverte', 'pourvue', 'abandonnee')), 'state'),
    ],
  },
  pieces_vigilance: {
    table: 'vigilance_papers',
    found: 'key',
    cells: [
      matricule,
      lies(key('piece', cell.oneOf(...VIGILANCE_PAPER_KINDS)), 'kind'),
      lies(key('delivree_le', cell.date), 'issued_on'),
      lies(must('valable_au', cell.date), 'valid_until'),
      lies(may('reference', cell.text), 'reference'),
    ],
    period: ['delivree_le', 'valable_au'],
  },
  // What a CV told, once confirmed; the CV itself is a document, which has no file.
  parcours: {
    table: 'consultant_experiences',
    found: 'key',
    period: ['debut', 'fin'],
    cells: [
      matricule,
      lies(key('rang', cell.rank), 'rank'),
      lies(must('debut', cell.date), 'starts_on'),
      lies(may('fin', cell.date), 'ends_on'),
      lies(must('titre', cell.text), 'title'),
      lies(may('client', cell.text), 'client_name'),
      lies(may('competences', skills, { empty: '[]' }), 'skills', 'json'),
    ],
  },
} as const satisfies Readonly<Record<string, KeptTable>>;
