// Vigie's own files, column by column (docs/files-added.md): what it knows of a firm beyond IMPORT.md's table.
import * as cell from './cells.ts';
import { key, may, must, type Shape } from './columns.ts';
import type { OwnFileName } from './file-names.ts';
import { invoiceParties } from './kept/json-cells.ts';

const percent = cell.decimal(null, 'un pourcentage comme 5,5');
/** UNTDID 5305, in lower case as words of a file are read. */
const vatCategory = cell.oneOf('s', 'e', 'ae', 'o');
const remoteDays = cell.oneOf('0', '1', '2', '3', '4', '5');

export const ownShapes: { readonly [F in OwnFileName]: Shape } = {
  souhaits: {
    columns: [
      key('matricule', cell.code, { of: 'consultants' }),
      may('souhaits', cell.text),
      may('jours_distants', remoteDays),
    ],
  },
  lieux: {
    columns: [
      key('opportunite', cell.code, { of: 'opportunites' }),
      may('lieu', cell.text),
      may('lieu_impose', cell.yesNo, { empty: false }),
      may('jours_distants', remoteDays),
    ],
  },
  frais_contrat: {
    columns: [
      key('projet', cell.code, { of: 'projets' }),
      must('regle', cell.oneOf('reel', 'forfait', 'plafond')),
      may('montant', cell.amount),
    ],
  },
  tarifs_astreinte: {
    columns: [
      key('projet', cell.code, { of: 'projets' }),
      key('code', cell.code),
      key('debut', cell.date),
      must('libelle', cell.text),
      must('prix_unitaire', cell.amount),
      may('coefficient', cell.decimal(null, 'un coefficient comme 1,5'), { empty: '1' }),
    ],
  },
  astreintes: {
    columns: [
      key('projet', cell.code, { of: 'projets' }),
      key('matricule', cell.code, { of: 'consultants' }),
      key('date', cell.date),
      key('tarif', cell.code),
      must('unites', cell.decimal(null, "un nombre d'unités comme 1,5")),
    ],
  },
  // What a purchase of achats.csv, its n-th of a day and label, is rebilled as.
  refacturations: {
    columns: [
      key('projet', cell.code, { of: 'projets' }),
      key('date', cell.date),
      key('libelle', cell.text),
      key('n', cell.rank),
      may('debours', cell.yesNo, { empty: false }),
      may('montant', cell.amount),
      may('taux_tva', percent),
      may('saisi', cell.yesNo, { empty: false }),
    ],
  },
  // Who the firm and the client were on its day, as its paper says.
  parties_factures: {
    columns: [key('numero', cell.code, { of: 'factures' }), must('parties', invoiceParties)],
  },
  complements_factures: {
    columns: [
      key('numero', cell.code, { of: 'factures' }),
      may('rectifie', cell.code, { of: 'factures' }),
      may('bon_de_commande', cell.code),
    ],
  },
  complements_lignes: {
    columns: [
      key('numero', cell.code, { of: 'factures' }),
      key('ligne', cell.rank),
      must('categorie_tva', vatCategory),
      must('taux_tva', percent),
    ],
  },
  tva_factures: {
    columns: [
      key('numero', cell.code, { of: 'factures' }),
      key('categorie', vatCategory),
      key('taux', percent),
      must('base', cell.signedAmount),
      must('tva', cell.signedAmount),
    ],
  },
  acomptes_deduits: {
    columns: [
      key('numero', cell.code, { of: 'factures' }),
      key('ligne', cell.rank),
      key('acompte', cell.code, { of: 'factures' }),
      must('montant_ht', cell.amount),
      must('montant_ttc', cell.amount),
    ],
  },
  lignes_astreinte: {
    columns: [
      key('numero', cell.code, { of: 'factures' }),
      key('ligne', cell.rank),
      key('rang', cell.rank),
      must('projet', cell.code, { of: 'projets' }),
      must('matricule', cell.code, { of: 'consultants' }),
      must('date', cell.date),
      must('tarif', cell.code),
    ],
  },
  // The payment that stands for what was given up: the n-th of its day.
  pertes: {
    columns: [
      key('facture', cell.code, { of: 'factures' }),
      must('date', cell.date),
      must('n', cell.rank),
      must('montant_ttc', cell.amount),
      must('motif', cell.text),
    ],
  },
};
