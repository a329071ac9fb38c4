// The files of a firm, column by column: this is IMPORT.md's table. Import, dry run and export all read it.
import { BILLING_LINE_KINDS } from '../../domain/billing.ts';
import { CONTRACT_KINDS } from '../../domain/contract/kinds.ts';
import * as cell from './cells.ts';
import { key, may, must, type FileFormat, type Shape } from './columns.ts';
import { filesInOrder, isKeptFile, type FileName, type KeptFileName } from './file-names.ts';
import { keptFiles } from './kept/files.ts';
import { ownShapes } from './own-format.ts';

const contract = cell.oneOf(...CONTRACT_KINDS);
const percent = cell.decimal(null, 'un pourcentage comme 33,33');

const shapes: { readonly [F in Exclude<FileName, KeptFileName>]: Shape } = {
  ...ownShapes,
  clients: {
    columns: [
      key('code', cell.code),
      must('raison_sociale', cell.text),
      may('siren', cell.siren),
      may('tva_intracom', cell.text),
      may('adresse', cell.text),
      may('code_postal', cell.text),
      may('ville', cell.text),
      may('pays', cell.country),
      may('delai_paiement_jours', cell.count),
      may('fin_de_mois', cell.yesNo, { empty: false }),
      may('email_facturation', cell.text),
      may('bc_obligatoire', cell.yesNo, { empty: false }),
      may('commercial', cell.text),
    ],
  },
  consultants: {
    columns: [
      key('matricule', cell.code),
      must('prenom', cell.text),
      must('nom', cell.text),
      may('email', cell.text),
      must('profil', cell.code, { of: 'profils' }),
      must('type', cell.oneOf('salarie', 'independant')),
      must('date_entree', cell.date),
      may('date_sortie', cell.date),
      may('quotite', cell.share, { empty: '1' }),
      may('competences', cell.skills),
      may('agence', cell.text),
      may('jours_non_travailles', cell.weekdays),
      may('productif', cell.yesNo, { empty: true }),
      may('manager', cell.code, { of: 'consultants' }),
    ],
    period: ['date_entree', 'date_sortie'],
  },
  couts: {
    columns: [key('matricule', cell.code, { of: 'consultants' }), key('debut', cell.date), must('cjm', cell.dailyRate)],
  },
  profils: {
    columns: [key('profil', cell.code), may('tjm_cible', cell.dailyRate), may('cjm_prevu', cell.dailyRate)],
  },
  opportunites: {
    columns: [
      key('code', cell.code),
      must('client', cell.code, { of: 'clients' }),
      may('titre', cell.text),
      must('etape', cell.oneOf('piste', 'qualifiee', 'proposition', 'negociation', 'gagnee', 'perdue')),
      may('probabilite', cell.decimal(100, 'une probabilité de 0 à 100')),
      may('date_creation', cell.date),
      may('date_cloture_prevue', cell.date),
      may('contrat', contract),
      may('montant', cell.amount),
      may('debut_prevu', cell.date),
      may('fin_prevue', cell.date),
      may('besoins', cell.needs),
      may('commercial', cell.text),
    ],
    period: ['debut_prevu', 'fin_prevue'],
  },
  projets: {
    columns: [
      key('code', cell.code),
      may('client', cell.code, { of: 'clients' }),
      may('opportunite', cell.code, { of: 'opportunites' }),
      may('titre', cell.text),
      must('contrat', contract),
      must('statut', cell.oneOf('prevu', 'en_cours', 'clos')),
      may('debut', cell.date),
      may('fin', cell.date),
      may('montant_forfait', cell.amount),
      may('plafond', cell.amount),
      may('forfait_mensuel', cell.amount),
      may('unites_incluses', cell.units),
      may('prix_unite', cell.amount),
      may('report_mois', cell.count),
      may('achats_prevus', cell.amount),
      may('responsable', cell.code, { of: 'consultants' }),
    ],
    period: ['debut', 'fin'],
  },
  budgets: {
    columns: [
      key('projet', cell.code, { of: 'projets' }),
      key('profil', cell.code, { of: 'profils' }),
      must('jours', cell.days),
      may('tjm', cell.dailyRate),
      may('cjm_prevu', cell.dailyRate),
    ],
  },
  affectations: {
    columns: [
      key('code', cell.code),
      must('projet', cell.code, { of: 'projets' }),
      must('matricule', cell.code, { of: 'consultants' }),
      may('profil', cell.code, { of: 'profils' }),
      must('debut', cell.date),
      may('fin', cell.date),
      may('quotite', cell.share, { empty: '1' }),
      may('tjm', cell.dailyRate),
      may('cout_jour', cell.dailyRate),
      must('statut', cell.oneOf('ferme', 'previsionnelle')),
    ],
    period: ['debut', 'fin'],
  },
  jalons: {
    columns: [
      key('projet', cell.code, { of: 'projets' }),
      key('code', cell.code),
      may('libelle', cell.text),
      may('date_prevue', cell.date),
      must('montant', cell.amount),
      may('date_acceptation', cell.date),
    ],
  },
  unites: {
    columns: [key('projet', cell.code, { of: 'projets' }), key('mois', cell.month), must('unites', cell.units)],
  },
  raf: {
    columns: [
      key('projet', cell.code, { of: 'projets' }),
      key('profil', cell.code, { of: 'profils' }),
      key('date', cell.date),
      must('jours', cell.days),
    ],
  },
  bons_de_commande: {
    columns: [
      key('numero', cell.code),
      must('client', cell.code, { of: 'clients' }),
      may('projet', cell.code, { of: 'projets' }),
      must('montant', cell.amount),
      may('debut', cell.date),
      may('fin', cell.date),
    ],
    period: ['debut', 'fin'],
  },
  absences: {
    columns: [
      key('matricule', cell.code, { of: 'consultants' }),
      key('type', cell.oneOf('cp', 'rtt', 'maladie', 'sans_solde', 'maternite', 'parental', 'formation', 'autre')),
      key('debut', cell.date),
      must('fin', cell.date),
      may('debut_apres_midi', cell.yesNo, { empty: false }),
      may('fin_matin', cell.yesNo, { empty: false }),
      must('statut', cell.oneOf('demandee', 'validee', 'refusee')),
    ],
    repeats: true,
    period: ['debut', 'fin'],
  },
  temps: {
    columns: [
      key('matricule', cell.code, { of: 'consultants' }),
      key('date', cell.date),
      key('projet', cell.code, { of: 'projets' }),
      must('jours', cell.workedDays),
      must('statut', cell.oneOf('brouillon', 'soumis', 'valide')),
      may('commentaire', cell.text),
    ],
    repeats: true,
  },
  achats: {
    columns: [
      key('projet', cell.code, { of: 'projets' }),
      key('date', cell.date),
      key('libelle', cell.text),
      must('montant', cell.amount),
      may('refacturable', cell.yesNo, { empty: false }),
      may('taux_refacturation', percent, { empty: '100' }),
    ],
    repeats: true,
  },
  factures: {
    columns: [
      key('numero', cell.code),
      must('type', cell.oneOf('facture', 'avoir', 'acompte')),
      must('client', cell.code, { of: 'clients' }),
      may('projet', cell.code, { of: 'projets' }),
      must('date', cell.date),
      must('echeance', cell.date),
      may('periode_debut', cell.date),
      may('periode_fin', cell.date),
      must('montant_ht', cell.amount),
      must('taux_tva', percent),
      must('montant_ttc', cell.amount),
      may('facture_origine', cell.code, { of: 'factures' }),
    ],
    period: ['periode_debut', 'periode_fin'],
  },
  paiements: {
    columns: [
      key('date', cell.date),
      key('facture', cell.code, { of: 'factures' }),
      must('montant_ttc', cell.signedAmount),
      may('reference', cell.text),
    ],
    repeats: true,
  },
  // What `vigie export` adds: a row per thing that an invoice line bills, or that a credit note takes back. A line
  // that names no thing (a ceiling) has one row.
  lignes_facture: {
    columns: [
      key('numero', cell.code, { of: 'factures' }),
      key('ligne', cell.rank),
      key('rang', cell.rank),
      must('nature', cell.oneOf(...BILLING_LINE_KINDS, 'deposit', 'rebate')),
      must('libelle', cell.text),
      must('quantite', cell.signedDecimal),
      must('prix_unitaire', cell.signedAmount),
      must('montant', cell.signedAmount),
      may('projet', cell.code, { of: 'projets' }),
      may('matricule', cell.code, { of: 'consultants' }),
      may('date', cell.date),
      may('achat', cell.text),
      may('jalon', cell.code),
      may('mois', cell.month),
      may('n', cell.rank),
      may('ligne_origine', cell.rank),
    ],
  },
};

export const firmFormat: readonly FileFormat[] = filesInOrder.map((name) => {
  const shape = isKeptFile(name) ? keptFiles[name].shape : shapes[name];
  return { name, columns: shape.columns, repeats: shape.repeats ?? false, period: shape.period ?? null };
});
