// What keeps an invoice from being a legal one, said before it takes a number: a number taken is never given back.
// Each point says what is missing or wrong, and who puts it right with which command.
import { daysBetween, later, type CivilDate } from '../civil-dates.ts';
import { sayDate, sayEurosAndCents } from '../french.ts';
import { dueDateOf } from '../invoice-terms.ts';
import { isIban } from '../iban.ts';
import { isSiren } from '../siren.ts';
import type { LegalInvoice } from './legal-invoice.ts';
import type { Buyer, Seller } from './parties.ts';
import { frenchVatNumber, isVatNumber, tidyVatNumber } from './vat-numbers.ts';

export const LEGAL_POINTS = [
  'seller_not_presented',
  'seller_name',
  'seller_siren',
  'seller_address',
  'seller_vat_number',
  'seller_company_law',
  'seller_iban',
  'buyer_name',
  'buyer_siren',
  'buyer_address',
  'buyer_vat_number',
  'buyer_electronic_address',
  'invoice_number',
  'invoice_dates',
  'invoice_lines',
  'invoice_totals',
  'credited_invoice',
  'payment_term',
] as const;
export type LegalPointCode = (typeof LEGAL_POINTS)[number];

export type LegalPoint = {
  readonly code: LegalPointCode;
  /** False: said, and the invoice may leave: the fault is the contract's, or a mention that no rule of VAT asks for. */
  readonly blocks: boolean;
  readonly sentence: string;
};

const BY_DIRECTION = 'à compléter par la direction (set_firm)';
const BY_ADV = 'à corriger par l’ADV (update_client)';

/** Terms beyond this are unlawful (Code de commerce, art. L441-10, I): 60 days, or 45 days end of month in either reading. */
export function longestDueDate(issuedOn: CivilDate): CivilDate {
  const days = dueDateOf(issuedOn, { paymentDays: 60, endOfMonth: false });
  const endOfMonth = { paymentDays: 45, endOfMonth: true };
  return later(days, later(dueDateOf(issuedOn, endOfMonth), dueDateOf(issuedOn, endOfMonth, 'month_end_then_days')));
}

function missing(code: LegalPointCode, what: string, fix: string, blocks = true): LegalPoint {
  return { code, blocks, sentence: `${what} : ${fix}.` };
}

function isPlaced({ address, postalCode, city }: Pick<Buyer, 'address' | 'postalCode' | 'city'>): boolean {
  return [address, postalCode, city].every((part) => part !== null && part.trim() !== '');
}

/** Companies by shares or parts say their capital on every paper (Code de commerce, art. R123-238). */
const WITH_CAPITAL = /^(SASU?|SARL|EURL|SA|SCA|SNC)\b/i;

export function checkSeller(seller: Seller): LegalPoint[] {
  const points: LegalPoint[] = [];
  const add = (code: LegalPointCode, what: string, blocks = true) =>
    points.push(missing(code, what, BY_DIRECTION, blocks));
  if (seller.name === null || seller.name.trim() === '') add('seller_name', 'la raison sociale de l’entreprise manque');
  if (seller.siren === null) add('seller_siren', 'le SIREN de l’entreprise manque');
  else if (!isSiren(seller.siren)) add('seller_siren', `le SIREN de l’entreprise, ${seller.siren}, a une clé fausse`);
  if (!isPlaced(seller)) add('seller_address', 'l’adresse de l’entreprise (rue, code postal, ville) est incomplète');
  if (seller.vatNumber === null) {
    if (!seller.isFranchise) add('seller_vat_number', 'le numéro de TVA de l’entreprise manque');
  } else if (!isVatNumber(seller.vatNumber, 'FR')) {
    add('seller_vat_number', `le numéro de TVA de l’entreprise, ${seller.vatNumber}, n’est pas un numéro français`);
  } else if (seller.siren !== null && !tidyVatNumber(seller.vatNumber).endsWith(seller.siren)) {
    add('seller_vat_number', `le numéro de TVA de l’entreprise ne finit pas par son SIREN ${seller.siren}`);
  }
  const lacks = [
    seller.legalForm === null ? 'forme juridique' : null,
    seller.shareCapitalCents === null && WITH_CAPITAL.test(seller.legalForm ?? '') ? 'capital social' : null,
    seller.registeredAt === null ? 'ville du RCS' : null,
  ].filter((one) => one !== null);
  if (lacks.length > 0) add('seller_company_law', `l’entreprise ne dit pas : ${lacks.join(', ')}`, false);
  if (seller.iban === null || !isIban(seller.iban)) add('seller_iban', 'l’IBAN où être payé manque', false);
  return points;
}

function checkBuyer({ buyer, regime }: LegalInvoice): LegalPoint[] {
  const points: LegalPoint[] = [];
  const name = buyer.name ?? 'du client';
  const add = (code: LegalPointCode, what: string, blocks = true) => points.push(missing(code, what, BY_ADV, blocks));
  if (buyer.name === null || buyer.name.trim() === '') add('buyer_name', 'la raison sociale du client manque');
  if (!isPlaced(buyer)) add('buyer_address', `l’adresse de ${name} (rue, code postal, ville) est incomplète`);
  const country = buyer.country ?? 'FR';
  if (country === 'FR') {
    // BR-FR-11, and CGI, ann. II, art. 242 nonies A, I-2° bis: the client's SIREN.
    if (buyer.siren === null) add('buyer_siren', `le SIREN de ${name} manque`);
    else if (!isSiren(buyer.siren)) add('buyer_siren', `le SIREN de ${name}, ${buyer.siren}, a une clé fausse`);
    else if (buyer.vatNumber !== null && tidyVatNumber(buyer.vatNumber) !== frenchVatNumber(buyer.siren))
      add('buyer_vat_number', `le numéro de TVA de ${name}, ${buyer.vatNumber}, n’est pas celui de son SIREN`, false);
  } else if (regime === 'autoliquidation' && (buyer.vatNumber === null || !isVatNumber(buyer.vatNumber, country))) {
    add(
      'buyer_vat_number',
      `sans TVA française, le numéro de TVA de ${name} est obligatoire ; ${buyer.vatNumber ?? 'aucun'} n’en est pas un (${country})`,
    );
  }
  // BR-FR-13: an electronic address. In France the SIREN is one, in the Union the VAT number; elsewhere a mail box.
  const hasAddress = country === 'FR' || regime === 'autoliquidation' || buyer.billingEmail !== null;
  if (!hasAddress) add('buyer_electronic_address', `l’adresse de courriel de facturation de ${name} manque`);
  return points;
}

function checkDocument(invoice: LegalInvoice): LegalPoint[] {
  const points: LegalPoint[] = [];
  const add = (code: LegalPointCode, sentence: string, blocks = true) =>
    points.push({ code, blocks, sentence: `${sentence}.` });
  // BR-FR-01 and BR-FR-02.
  if (invoice.number !== null && !/^[A-Za-z0-9+\-_/]{1,35}$/.test(invoice.number))
    add('invoice_number', `le numéro ${invoice.number} a d’autres signes que lettres, chiffres, + - _ / ou dépasse 35`);
  if (invoice.dueOn < invoice.issuedOn)
    add('invoice_dates', `l’échéance (${sayDate(invoice.dueOn)}) précède la date de la facture`);
  if (invoice.lines.length === 0) add('invoice_lines', 'la facture n’a pas de ligne');
  const unnamed = invoice.lines.findIndex(({ label }) => label.trim() === '');
  if (unnamed >= 0) add('invoice_lines', `la ligne ${unnamed + 1} ne dit pas ce qui est vendu`);
  const { netCents, vatCents, payableCents, grossCents, prepaidCents } = invoice.totals;
  const sumCents = invoice.vat.reduce((total, rate) => total + rate.vatCents, 0);
  if (netCents < 0 || payableCents < 0 || sumCents !== vatCents || grossCents - prepaidCents !== payableCents) {
    add('invoice_totals', `les totaux ne se recoupent pas (net à payer ${sayEurosAndCents(payableCents / 100)})`);
  }
  if (invoice.kind === 'avoir' && invoice.preceding.length === 0)
    add('credited_invoice', 'l’avoir ne cite pas la facture qu’il corrige');
  const longest = longestDueDate(invoice.issuedOn);
  if (invoice.kind !== 'avoir' && invoice.dueOn > longest) {
    add(
      'payment_term',
      `l’échéance à ${daysBetween(invoice.issuedOn, invoice.dueOn)} jours dépasse le maximum légal (${sayDate(longest)}, C. com., art. L441-10) : délai du contrat à corriger (update_client)`,
      false,
    );
  }
  return points;
}

/** Everything that is missing or unlawful, the seller's points first. */
export function checkLegalInvoice(invoice: LegalInvoice): LegalPoint[] {
  return [...checkSeller(invoice.seller), ...checkBuyer(invoice), ...checkDocument(invoice)];
}
