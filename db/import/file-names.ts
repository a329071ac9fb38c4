// The names of a firm's files: IMPORT.md's, and Vigie's own beside them for what it knows more (docs/files-added.md).
// In order of writing: a file comes after those that its columns name.

/** What people, deals and contracts know beyond IMPORT.md's files. */
const beforeInvoices = [
  'souhaits',
  'lieux',
  'frais_contrat',
  'tarifs_astreinte',
  'astreintes',
  'refacturations',
] as const;
/** What says more of invoices and payments. */
const afterInvoices = [
  'parties_factures',
  'complements_factures',
  'complements_lignes',
  'tva_factures',
  'acomptes_deduits',
  'lignes_astreinte',
  'pertes',
] as const;

/** What more the firm decided in Vigie (kept/files.ts). */
const keptFileNames = [
  'entreprise',
  'clients_a_preuve',
  'objectifs',
  'utilisateurs',
  'delegations',
  'contacts',
  'affaires_perdues',
  'devis',
  'versions_devis',
  'lignes_devis',
  'actions_clients',
  'reservations',
  'demandes_personnes',
  'pieces_vigilance',
  'parcours',
  'derogations_commandes',
  'feuilles_temps',
  'demandes_validation',
  'anomalies_acceptees',
  'notes_frais',
  'factures_fournisseurs',
  'paiements_fournisseurs',
  'lignes_banque',
  'paiements_banque',
  'reglements_banque',
  'soldes_banque',
  'promesses',
  'litiges',
  'relances',
  'envois_factures',
  'clotures',
  'regularisations',
] as const;
export type KeptFileName = (typeof keptFileNames)[number];

/** Written by an export only when they have rows: who does not know them never meets them. */
export const ownFileNames = [...beforeInvoices, ...afterInvoices] as const;
export type OwnFileName = (typeof ownFileNames)[number];

export const fileNames = [
  'profils',
  'clients',
  'consultants',
  'couts',
  'opportunites',
  'projets',
  'budgets',
  'affectations',
  'jalons',
  'unites',
  'raf',
  'bons_de_commande',
  'absences',
  'achats',
  'factures',
  'paiements',
  'temps',
  'lignes_facture',
] as const;
export type FileName = (typeof fileNames)[number] | OwnFileName | KeptFileName;

export const filesInOrder: readonly FileName[] = [
  ...fileNames.flatMap((name): FileName[] => (name === 'factures' ? [...beforeInvoices, name] : [name])),
  ...afterInvoices,
  ...keptFileNames,
];

export function isFileName(name: string): name is FileName {
  return (filesInOrder as readonly string[]).includes(name);
}

export function isKeptFile(name: FileName): name is KeptFileName {
  return (keptFileNames as readonly string[]).includes(name);
}

export function isOwnFile(name: FileName): name is OwnFileName | KeptFileName {
  return isKeptFile(name) || (ownFileNames as readonly string[]).includes(name);
}
