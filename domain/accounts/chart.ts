// The accounts that Vigie posts to: the usual numbers of the plan comptable général (ANC 2014-03, art. 932-1), which a
// firm changes for its own (set_firm, `accounts`). The use, not the number, is what the rules speak of.
export const USUAL_ACCOUNTS = {
  client: { number: '411', label: 'Clients' },
  doubtful: { number: '416', label: 'Clients douteux ou litigieux' },
  deposit: { number: '4191', label: 'Clients - Avances et acomptes reçus' },
  toInvoice: { number: '4181', label: 'Clients - Factures à établir' },
  deferredIncome: { number: '487', label: "Produits constatés d'avance" },
  disbursement: { number: '467', label: 'Débours pour le compte de clients' },
  services: { number: '706', label: 'Prestations de services' },
  rebilledCosts: { number: '708', label: 'Produits des activités annexes' },
  vatCollected: { number: '44571', label: 'TVA collectée' },
  vatPending: { number: '44574', label: "TVA collectée en attente d'encaissement" },
  vatToInvoice: { number: '44587', label: 'TVA sur factures à établir' },
  vatDeductible: { number: '44566', label: 'TVA déductible sur autres biens et services' },
  vatDeductiblePending: { number: '44564', label: 'TVA déductible en attente de paiement' },
  vatNotReceived: { number: '44586', label: 'TVA sur factures non parvenues' },
  bank: { number: '512', label: 'Banque' },
  supplier: { number: '401', label: 'Fournisseurs' },
  supplierNotReceived: { number: '408', label: 'Fournisseurs - Factures non parvenues' },
  subcontracting: { number: '604', label: "Achats d'études et prestations de services" },
  lossProvision: { number: '1516', label: 'Provisions pour pertes sur contrats' },
  lossCharge: { number: '6815', label: "Dotations aux provisions d'exploitation" },
  lossRelease: { number: '7815', label: "Reprises sur provisions d'exploitation" },
  doubtfulProvision: { number: '491', label: 'Dépréciations des comptes de clients' },
  doubtfulCharge: { number: '6817', label: 'Dotations aux dépréciations des actifs circulants' },
  doubtfulRelease: { number: '7817', label: 'Reprises sur dépréciations des actifs circulants' },
  profit: { number: '120', label: "Résultat de l'exercice (bénéfice)" },
  loss: { number: '129', label: "Résultat de l'exercice (perte)" },
} as const;

export type AccountUse = keyof typeof USUAL_ACCOUNTS;
export type Account = { readonly number: string; readonly label: string };

export const ACCOUNT_USES = Object.keys(USUAL_ACCOUNTS) as [AccountUse, ...AccountUse[]];

/** A number of the plan comptable: its class, then digits; letters may end it (LPF, art. A47 A-1, VII: the first three are digits). */
export const ACCOUNT_NUMBER = /^[1-7]\d{2}[0-9A-Z]{0,12}$/;

/** Journals, by their codes in the FEC, in the order in which a day's entries are numbered. */
export const JOURNALS = ['AN', 'VE', 'AC', 'BQ', 'OD'] as const;
export type Journal = (typeof JOURNALS)[number];

export const JOURNAL_LABELS: Readonly<Record<Journal, string>> = {
  AN: 'À-nouveaux',
  VE: 'Ventes',
  AC: 'Achats',
  BQ: 'Banque',
  OD: 'Opérations diverses',
};

export type AccountSettings = {
  readonly numbers: Readonly<Partial<Record<AccountUse, string>>>;
  /** The month in which the financial year ends, 1 to 12. */
  readonly yearEndMonth: number;
};

export const USUAL_SETTINGS: AccountSettings = { numbers: {}, yearEndMonth: 12 };

/** What the firm set (settings.accounts, settings.year_end_month); what is ill-formed there cannot be: set_firm checks it. */
export function accountSettings(settings: Readonly<Record<string, unknown>>): AccountSettings {
  const { accounts, year_end_month: yearEndMonth } = settings;
  return {
    numbers: typeof accounts === 'object' && accounts !== null ? (accounts as AccountSettings['numbers']) : {},
    yearEndMonth: typeof yearEndMonth === 'number' ? yearEndMonth : USUAL_SETTINGS.yearEndMonth,
  };
}

function numberOf({ numbers }: AccountSettings, use: AccountUse): string {
  return numbers[use] ?? USUAL_ACCOUNTS[use].number;
}

/** A number that a firm gives to several uses has one label: that of the first. */
export function accountOf(settings: AccountSettings, use: AccountUse): Account {
  const number = numberOf(settings, use);
  const first = ACCOUNT_USES.find((other) => numberOf(settings, other) === number) ?? use;
  return { number, label: USUAL_ACCOUNTS[first].label };
}

/** Classes 6 and 7: charges and income, which start the year at nothing. */
export function isOfResult(settings: AccountSettings, use: AccountUse): boolean {
  return /^[67]/.test(accountOf(settings, use).number);
}
