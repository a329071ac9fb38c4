// Who sells and who buys, as an invoice must say it (Code de commerce, art. L441-9 and R123-237; CGI, ann. II,
// art. 242 nonies A): the firm's card read from its settings, the client's as it is kept.

/** The firm's row, or what was frozen of it. */
export type FirmCard = {
  readonly name: string | null;
  readonly siren: string | null;
  readonly settings: Readonly<Record<string, unknown>>;
};

export type Seller = {
  readonly name: string | null;
  readonly siren: string | null;
  readonly vatNumber: string | null;
  readonly legalForm: string | null;
  readonly shareCapitalCents: number | null;
  readonly registeredAt: string | null;
  readonly address: string | null;
  readonly postalCode: string | null;
  readonly city: string | null;
  readonly iban: string | null;
  /** VAT is due as services are invoiced, on option (CGI, art. 269, 2-c). */
  readonly paysVatOnDebits: boolean;
  /** The firm bears no VAT (CGI, art. 293 B). */
  readonly isFranchise: boolean;
};

export type Buyer = {
  readonly name: string | null;
  readonly siren: string | null;
  readonly vatNumber: string | null;
  readonly address: string | null;
  readonly postalCode: string | null;
  readonly city: string | null;
  /** ISO code; null: France. */
  readonly country: string | null;
  readonly billingEmail: string | null;
};

export function readSeller(firm: FirmCard | null): Seller {
  const say = (setting: string): string | null => {
    const value = firm?.settings[setting];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  };
  const capital = firm?.settings['share_capital_cents'];
  return {
    name: firm?.name ?? null,
    siren: firm?.siren ?? null,
    vatNumber: say('vat_number'),
    legalForm: say('legal_form'),
    shareCapitalCents: typeof capital === 'number' ? capital : null,
    registeredAt: say('registered_at'),
    address: say('address'),
    postalCode: say('postal_code'),
    city: say('city'),
    iban: say('iban'),
    paysVatOnDebits: say('vat_due') === 'debits',
    isFranchise: say('vat_regime') === 'franchise',
  };
}

/**
 * Whether the firm has begun to give what its invoices must say of it: an address, a VAT number, its form, its register.
 * One that has not only brought its figures: Vigie follows them, its papers are made elsewhere. From the first of these
 * on, an invoice is legally right before it takes a number.
 */
export function isPresented(seller: Seller): boolean {
  const { address, postalCode, city, vatNumber, legalForm, registeredAt } = seller;
  return [address, postalCode, city, vatNumber, legalForm, registeredAt].some((part) => part !== null);
}
