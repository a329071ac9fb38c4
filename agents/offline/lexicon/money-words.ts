// What people call what the books and the bank hold: cash to come, VAT, accruals, what goes to payroll, money forgotten.

import type { LexiconEntry } from './entry.ts';

export const MONEY_WORDS: readonly LexiconEntry[] = [
  [
    'cash.movement',
    `tresorerie, treso, tresorerie (previsionnelle|prevue|a venir), (prevision|previsions|plan|flux) de tresorerie,
    previsionnel de tresorerie, cash, cash (flow|forecast|position|outlook), encaissements (prevus|previsionnels|a venir),
    decaissements [(prevus|a venir)], combien en banque, argent en banque, money in the bank, expected (receipts|payments)`,
  ],
  [
    'vat.net',
    `tva, vat, ca3, declaration de tva, tva (a payer|a reverser|a decaisser|collectee|deductible|due|nette|du mois),
    vat (due|to pay|return|collected|deductible)`,
  ],
  [
    'found_money.to_invoice',
    `argent (trouve|oublie|qui dort|sur la table|laisse sur la table|laisse t on sur la table|laissons nous sur la table), found money,
    money (left on the table|forgotten), laisse t on de l argent sur la table, ou dort l argent`,
  ],
  [
    'payroll.absence_days',
    `variables de paie, elements (de|variables de) paie, preparation de la paie, preparer la paie, payroll variables,
    payroll`,
  ],
  [
    'payroll.expense_amount',
    `(frais|notes de frais) a rembourser, notes de frais, expenses to (pay back|reimburse), expense (claims|reports)`,
  ],
  ['accounts.fae', 'fae, factures a etablir, accrued income, accrued revenue'],
  ['accounts.pca', 'pca, produits constates d avance, deferred (income|revenue)'],
  ['accounts.loss_provision', 'provision [(pour perte|pour pertes|a terminaison)], provisions, loss provision'],
  [
    'plan.conflicts',
    `surbooke, surbookes, surbookee, surbooking, surreservation, en surcharge, trop charge, trop charges, debordes,
    deborde, overloaded, overbooked, overallocated, double booked, overworked,
    (conflit|conflits) (de planning|d affectation|d affectations|de staffing), (planning|schedule|scheduling) conflicts`,
  ],
];
