// What the firm decided of the days worked, and of money: CRAs, what clients signed, expenses, what suppliers asked and were
// paid, promises and disputes, what the account held.
import { CRA_CHECK_CODES } from '../../../domain/cra-checks/rules.ts';
import * as cell from '../cells.ts';
import { key, may, must } from '../columns.ts';
import { askedSheets, clientValidation } from './json-cells.ts';
import { INVOICE, lies, matricule, names, PROJECT, type KeptTable } from './tables.ts';

/** A reminder, a second one, a formal notice (send_dunning). */
const dunningLevel: cell.CellType = {
  stored: 'integer',
  read: (typed) =>
    /^\s*[123]\s*$/.test(typed)
      ? Number(typed)
      : { problem: `${cell.quoteCell(typed)} n'est pas un niveau`, expected: '1, 2 ou 3' },
};

const projet = names(key('projet', cell.code, { of: 'projets' }), 'project_id', PROJECT);
const mayProject = names(may('projet', cell.code, { of: 'projets' }), 'project_id', PROJECT);
const facture = names(key('facture', cell.code, { of: 'factures' }), 'invoice_id', INVOICE);

export const workAndCash = {
  derogations_commandes: {
    table: 'order_overrides',
    found: 'key',
    cells: [
      projet,
      lies(key('mois', cell.month), 'month', 'month'),
      lies(must('motif', cell.text), 'reason'),
      lies(must('demandee_par', cell.text), 'requested_by'),
    ],
  },
  // The days themselves are in temps.csv.
  feuilles_temps: {
    table: 'timesheets',
    found: 'key',
    cells: [
      matricule,
      lies(key('mois', cell.month), 'month', 'month'),
      projet,
      lies(must('etat', cell.oneOf('brouillon', 'soumis', 'valide', 'rejete')), 'state'),
      lies(may('soumise_le', cell.instant), 'submitted_at', 'instant'),
      lies(may('decidee_le', cell.instant), 'decided_at', 'instant'),
      lies(may('decidee_par', cell.text), 'decided_by'),
      lies(may('motif', cell.text), 'reason'),
      lies(may('empreinte', cell.text), 'content_sha'),
      lies(may('validation_client', clientValidation), 'client_validation', 'json'),
      lies(may('validation_perdue', clientValidation), 'client_validation_before', 'json'),
    ],
  },
  demandes_validation: {
    table: 'client_requests',
    found: 'key',
    isFixed: true,
    cells: [
      lies(key('cle', cell.code), 'key'),
      names(must('projet', cell.code, { of: 'projets' }), 'project_id', PROJECT),
      lies(must('mois', cell.month), 'month', 'month'),
      lies(may('envoyee_a', cell.text), 'sent_to'),
      lies(must('demandee_par', cell.text), 'asked_by'),
      lies(must('demandee_le', cell.date), 'asked_on'),
      lies(must('expire_le', cell.date), 'expires_on'),
      lies(must('feuilles', askedSheets), 'sheets', 'json'),
    ],
  },
  // Of a person and month, those of the month as a whole first.
  anomalies_acceptees: {
    table: 'accepted_anomalies',
    found: 'nth',
    order: 't.worked_on nulls first, of_projet.code collate "C" nulls first',
    cells: [
      lies(key('regle', cell.oneOf(...CRA_CHECK_CODES)), 'rule'),
      matricule,
      lies(key('mois', cell.month), 'month', 'month'),
      lies(may('jour', cell.date), 'worked_on'),
      mayProject,
      lies(must('motif', cell.text), 'reason'),
      lies(must('acceptee_par', cell.text), 'accepted_by'),
    ],
  },
  notes_frais: {
    table: 'expenses',
    found: 'nth',
    cells: [
      matricule,
      lies(key('date', cell.date), 'spent_on'),
      lies(key('libelle', cell.text), 'label'),
      lies(must('montant', cell.amount), 'amount_cents'),
      lies(may('tva', cell.amount, { empty: 0 }), 'vat_cents'),
      mayProject,
      lies(may('refacturable', cell.yesNo, { empty: false }), 'rebillable'),
      lies(may('debours', cell.yesNo, { empty: false }), 'disbursement'),
      lies(may('tva_deduite', cell.yesNo, { empty: true }), 'vat_recovered'),
      lies(must('statut', cell.oneOf('demandee', 'validee', 'refusee')), 'status'),
      lies(may('remboursable_le', cell.date), 'payable_on'),
    ],
  },
  factures_fournisseurs: {
    table: 'supplier_invoices',
    found: 'key',
    isFixed: true,
    cells: [
      matricule,
      lies(key('numero', cell.code), 'number'),
      mayProject,
      lies(must('mois', cell.month), 'month', 'month'),
      lies(must('jours', cell.days), 'quarter_days'),
      lies(must('montant_ht', cell.amount), 'net_cents'),
      lies(may('tva', cell.amount, { empty: 0 }), 'vat_cents'),
      lies(must('recue_le', cell.date), 'received_on'),
      lies(may('echeance', cell.date), 'due_on'),
      lies(may('tva_debits', cell.yesNo, { empty: false }), 'vat_on_debits'),
    ],
  },
  paiements_fournisseurs: {
    table: 'supplier_payments',
    found: 'key',
    hasOccurrence: true,
    isFixed: true,
    rowsOf: [{ file: 'factures_fournisseurs', columns: ['matricule', 'numero'] }],
    cells: [
      matricule,
      lies(key('numero', cell.code), 'number'),
      lies(key('date', cell.date), 'paid_on'),
      lies(must('montant_ttc', cell.signedAmount), 'gross_cents'),
      lies(may('reference', cell.text), 'reference'),
    ],
  },
  soldes_banque: {
    table: 'bank_balances',
    found: 'key',
    cells: [
      lies(key('compte', cell.code), 'account'),
      lies(key('date', cell.date), 'balanced_on'),
      lies(must('solde', cell.signedAmount), 'balance_cents'),
    ],
  },
  promesses: {
    table: 'payment_promises',
    found: 'key',
    cells: [
      facture,
      lies(key('notee_le', cell.date), 'recorded_on'),
      lies(must('promise_pour', cell.date), 'promised_on'),
      lies(may('note', cell.text), 'note'),
    ],
  },
  litiges: {
    table: 'invoice_disputes',
    found: 'nth',
    period: ['ouvert_le', 'clos_le'],
    cells: [
      facture,
      lies(key('ouvert_le', cell.date), 'opened_on'),
      lies(must('motif', cell.text), 'reason'),
      lies(may('clos_le', cell.date), 'closed_on'),
      lies(may('issue', cell.text), 'outcome'),
    ],
  },
  relances: {
    table: 'dunning_letters',
    found: 'key',
    cells: [facture, lies(key('niveau', dunningLevel), 'level'), lies(must('date', cell.date), 'sent_on')],
  },
  envois_factures: {
    table: 'invoice_sendings',
    found: 'key',
    cells: [facture, lies(key('date', cell.date), 'sent_on'), lies(key('adresse', cell.text), 'sent_to')],
  },
} as const satisfies Readonly<Record<string, KeptTable>>;
