// The notes of an invoice, in French: those that the French rules of e-invoicing want by code (BR-FR-05: PMT, PMD,
// AAB; BR-FR-20: BAR), and the mentions of the tax code (CGI, ann. II, art. 242 nonies A).
import type { CivilDate } from '../civil-dates.ts';
import { sayDate, sayEurosAndCents } from '../french.ts';
import { latePenaltyRate, sayPenaltyPercent } from '../late-penalties.ts';
import type { Buyer, Seller } from './parties.ts';

/** UNTDID 4451: late penalties, the 40 € indemnity, discount for early payment, who is invoiced, other information. */
export const NOTE_SUBJECTS = ['PMD', 'PMT', 'AAB', 'BAR', 'AAI'] as const;
export type NoteSubject = (typeof NOTE_SUBJECTS)[number];

export type LegalNote = { readonly subject: NoteSubject; readonly text: string };

/** « SAS au capital de 50 000,00 €, RCS Lyon » (Code de commerce, art. R123-237 and R123-238); null: nothing is known. */
export function saySellerStatus({
  legalForm,
  shareCapitalCents,
  registeredAt,
}: Pick<Seller, 'legalForm' | 'shareCapitalCents' | 'registeredAt'>): string | null {
  const capital = shareCapitalCents === null ? null : `au capital de ${sayEurosAndCents(shareCapitalCents / 100)}`;
  const form = [legalForm, capital].filter((part) => part !== null).join(' ');
  const said = [form === '' ? null : form, registeredAt].filter((part) => part !== null).join(', ');
  return said === '' ? null : said;
}

type Noted = {
  readonly issuedOn: CivilDate;
  readonly seller: Pick<Seller, 'paysVatOnDebits'>;
  readonly buyer: Pick<Buyer, 'country'>;
};

function sayPenalties(issuedOn: CivilDate): string {
  const { semester, refinancingPercent } = latePenaltyRate(issuedOn);
  const rate =
    refinancingPercent === null
      ? `taux de refinancement de la BCE en vigueur le ${sayDate(semester)} majoré de 10 points`
      : `${sayPenaltyPercent(issuedOn)} % l’an (taux de refinancement de la BCE du ${sayDate(semester)}, ${refinancingPercent.replace('.', ',')} %, majoré de 10 points)`;
  return `Retard de paiement : pénalités au ${refinancingPercent === null ? '' : 'taux de '}${rate}, exigibles sans rappel dès le lendemain de l’échéance (Code de commerce, art. L441-10).`;
}

function sayCategory({ seller }: Noted): string[] {
  return [
    'Catégorie de l’opération : prestations de services.',
    ...(seller.paysVatOnDebits ? ['Option pour le paiement de la taxe d’après les débits.'] : []),
  ];
}

export function listNotes(invoice: Noted): LegalNote[] {
  const country = invoice.buyer.country ?? 'FR';
  return [
    { subject: 'PMD', text: sayPenalties(invoice.issuedOn) },
    {
      subject: 'PMT',
      text: 'Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement : 40 € (Code de commerce, art. D441-5).',
    },
    { subject: 'AAB', text: 'Escompte pour paiement anticipé : néant.' },
    { subject: 'BAR', text: country === 'FR' ? 'B2B' : 'B2BINT' },
    ...sayCategory(invoice).map((text) => ({ subject: 'AAI' as const, text })),
  ];
}

/** On the paper: the VAT that is not borne and why, and the operation's category. */
export function listMentions(invoice: Noted, exemption: string | null): string[] {
  return [...(exemption === null ? [] : [`${exemption}.`]), ...sayCategory(invoice)];
}
