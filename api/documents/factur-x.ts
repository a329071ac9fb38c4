// The invoice as a machine reads it: Factur-X, profile EN 16931 (UN/CEFACT CII), with what the French rules add
// (AFNOR XP Z12-012, rules BR-FR). Written from the legal invoice alone.
import {
  buildXml,
  DocumentTypeCode,
  Profile,
  type FacturXInvoiceInput,
  type InvoiceLineInput,
  type TradePartyInput,
} from '@stackforge-eu/factur-x';
import type { LegalInvoice, VatOfRate } from '../../domain/legal-invoice/legal-invoice.ts';
import type { LineVat } from '../../domain/legal-invoice/vat-by-rate.ts';
import type { Buyer, Seller } from '../../domain/legal-invoice/parties.ts';
import { saySellerStatus } from '../../domain/legal-invoice/notes.ts';
import { tidyVatNumber } from '../../domain/legal-invoice/vat-numbers.ts';

const TYPES = {
  '380': DocumentTypeCode.COMMERCIAL_INVOICE,
  '381': DocumentTypeCode.CREDIT_NOTE,
  '384': DocumentTypeCode.CORRECTED_INVOICE,
  '386': DocumentTypeCode.PREPAYMENT_INVOICE,
} as const;

/** ICD: the French register of firms. */
const SIRENE = '0002';
/** EAS: an address of the French directory; by its SIREN alone a firm is reached at its main one. */
const FRENCH_DIRECTORY = '0225';
/** EAS: VAT numbers of the Union's countries, each its own list (Electronic Address Scheme, European Commission). */
const VAT_ADDRESSES: Readonly<Record<string, string>> = {
  AT: '9914',
  BE: '9925',
  BG: '9926',
  CY: '9928',
  CZ: '9929',
  DE: '9930',
  EE: '9931',
  ES: '9920',
  FI: '0213',
  GR: '9933',
  HR: '9934',
  HU: '9910',
  IE: '9935',
  IT: '0211',
  LT: '9937',
  LU: '9938',
  LV: '9939',
  MT: '9943',
  NL: '9944',
  PL: '9945',
  PT: '9946',
  RO: '9947',
  SE: '9955',
  SI: '9949',
  SK: '9950',
};

const euros = (cents: number): number => cents / 100;

function addressOf(party: Pick<Buyer, 'address' | 'postalCode' | 'city'>, country: string) {
  return { line1: party.address ?? '', postalCode: party.postalCode ?? '', city: party.city ?? '', country };
}

function writeSeller(seller: Seller, regime: LegalInvoice['regime']): TradePartyInput {
  const siren = seller.siren ?? '';
  const status = saySellerStatus(seller);
  // BR-O-02: outside the scope of VAT, no VAT number. BR-E-02: a firm in franchise is known to the tax office by its SIREN.
  const number = regime === 'hors_champ' ? null : seller.vatNumber;
  return {
    name: seller.name ?? '',
    ...(status === null ? {} : { description: status }),
    legalOrganization: { id: siren, schemeID: SIRENE },
    address: addressOf(seller, 'FR'),
    electronicAddress: { value: siren, schemeID: FRENCH_DIRECTORY },
    ...(number === null ? {} : { taxRegistrations: [{ id: tidyVatNumber(number), schemeId: 'VA' as const }] }),
    ...(number === null && regime !== 'hors_champ'
      ? { taxRegistrations: [{ id: siren, schemeId: 'FC' as const }] }
      : {}),
  };
}

/** Where the buyer is reached: the French directory, their VAT number in the Union, else a mail box. */
function electronicAddressOf(buyer: Buyer): { value: string; schemeID: string } {
  const country = buyer.country ?? 'FR';
  if (country === 'FR' && buyer.siren !== null) return { value: buyer.siren, schemeID: FRENCH_DIRECTORY };
  const scheme = VAT_ADDRESSES[country];
  if (scheme !== undefined && buyer.vatNumber !== null)
    return { value: tidyVatNumber(buyer.vatNumber), schemeID: scheme };
  return { value: buyer.billingEmail ?? '', schemeID: 'EM' };
}

function writeBuyer(buyer: Buyer, regime: LegalInvoice['regime']): TradePartyInput {
  const country = buyer.country ?? 'FR';
  return {
    name: buyer.name ?? '',
    ...(country === 'FR' && buyer.siren !== null ? { legalOrganization: { id: buyer.siren, schemeID: SIRENE } } : {}),
    address: addressOf(buyer, country),
    electronicAddress: electronicAddressOf(buyer),
    ...(buyer.vatNumber !== null && regime !== 'hors_champ'
      ? { taxRegistrations: [{ id: tidyVatNumber(buyer.vatNumber), schemeId: 'VA' as const }] }
      : {}),
  };
}

/** BR-O-05: what is outside the scope of VAT has no rate at all, not even zero. */
function vatOfLine({ category, percent }: LineVat): Pick<InvoiceLineInput, 'vatCategoryCode' | 'vatRatePercent'> {
  return { vatCategoryCode: category, ...(category === 'O' ? {} : { vatRatePercent: Number(percent) }) };
}

function writeVat({ vat, baseCents, vatCents, exemption }: VatOfRate) {
  return {
    categoryCode: vat.category,
    ratePercent: Number(vat.percent),
    taxableAmount: euros(baseCents),
    taxAmount: euros(vatCents),
    ...(exemption === null ? {} : { exemptionReason: exemption.text }),
    ...(exemption?.code == null ? {} : { exemptionReasonCode: exemption.code }),
  };
}

function writePayment({ kind, dueOn, number, seller }: LegalInvoice): NonNullable<FacturXInvoiceInput['payment']> {
  // SEPA credit transfer, or nothing said; a credit note asks for no money.
  const isTransfer = kind !== 'avoir' && seller.iban !== null;
  return {
    meansCode: isTransfer ? '58' : '1',
    ...(isTransfer && seller.iban !== null ? { iban: seller.iban } : {}),
    ...(number === null ? {} : { paymentReference: number }),
    dueDate: dueOn,
  };
}

function inputOf(invoice: LegalInvoice): FacturXInvoiceInput {
  const { totals, periodStart, periodEnd } = invoice;
  return {
    document: {
      id: invoice.number ?? '',
      issueDate: invoice.issuedOn,
      typeCode: TYPES[invoice.type],
      businessProcessId: invoice.frame,
      notes: invoice.notes.map(({ subject, text }) => ({ subjectCode: subject, content: text })),
    },
    seller: writeSeller(invoice.seller, invoice.regime),
    buyer: writeBuyer(invoice.buyer, invoice.regime),
    lines: invoice.lines.map((line, index) => ({
      id: String(index + 1),
      name: line.label,
      quantity: Number(line.quantity),
      unitCode: line.unit,
      unitPrice: euros(line.unitPriceCents),
      lineTotal: euros(line.amountCents),
      ...vatOfLine(line.vat),
    })),
    allowancesCharges: invoice.allowances.map(({ label, amountCents, vat }) => ({
      isCharge: false,
      amount: euros(amountCents),
      // UNTDID 5189: discount.
      reasonCode: '95',
      reason: label,
      ...vatOfLine(vat),
    })),
    payment: writePayment(invoice),
    // A deposit comes before the service: only whom it is for. A credit note and a milestone are of their day.
    delivery:
      invoice.kind === 'acompte'
        ? { partyName: invoice.buyer.name ?? '' }
        : { date: periodEnd ?? invoice.acceptedOn ?? invoice.issuedOn },
    ...(periodStart === null || periodEnd === null
      ? {}
      : { billingPeriod: { startDate: periodStart, endDate: periodEnd } }),
    references: [
      ...(invoice.orderNumber === null ? [] : [{ id: invoice.orderNumber, type: 'order' as const }]),
      ...invoice.preceding.map(({ number, issuedOn }) => ({
        id: number,
        type: 'preceding' as const,
        issueDate: issuedOn,
      })),
    ],
    vatBreakdown: invoice.vat.map(writeVat),
    totals: {
      lineTotal: euros(totals.linesCents),
      ...(totals.allowancesCents === 0 ? {} : { allowanceTotal: euros(totals.allowancesCents) }),
      taxBasisTotal: euros(totals.netCents),
      taxTotal: euros(totals.vatCents),
      grandTotal: euros(totals.grossCents),
      ...(totals.prepaidCents === 0 ? {} : { prepaidAmount: euros(totals.prepaidCents) }),
      duePayableAmount: euros(totals.payableCents),
      currency: 'EUR',
    },
  };
}

/** UNTDID 2475: VAT is due on the day of the invoice, or of its payment (BT-8). */
const VAT_POINTS = { debits: '5', encaissements: '72' } as const;

/**
 * The XML of an invoice that has its number.
 * The library does not write when VAT is due (BT-8) and writes a rate of zero where none may stand (BR-O-05): both are
 * put right in the header's VAT, the only place where a rate closes an ApplicableTradeTax that has a CalculatedAmount.
 */
export function writeFacturX(invoice: LegalInvoice): string {
  const point = VAT_POINTS[invoice.seller.paysVatOnDebits ? 'debits' : 'encaissements'];
  return buildXml(inputOf(invoice), Profile.EN16931).replaceAll(
    /<ram:ApplicableTradeTax><ram:CalculatedAmount>.*?<\/ram:ApplicableTradeTax>/gs,
    (tax) =>
      invoice.regime === 'hors_champ'
        ? tax.replace(/<ram:RateApplicablePercent>.*?<\/ram:RateApplicablePercent>/s, '')
        : tax.replace(
            '<ram:RateApplicablePercent>',
            `<ram:DueDateTypeCode>${point}</ram:DueDateTypeCode><ram:RateApplicablePercent>`,
          ),
  );
}
