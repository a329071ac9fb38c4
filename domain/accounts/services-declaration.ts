// The European declaration of services (DES): what was invoiced in a month to businesses of the Union that account for
// the VAT themselves, a line a client (CGI, art. 289 B, III; whole euros).
import { compareCodes } from '../codes.ts';

export type ServiceAbroad = {
  readonly number: string;
  readonly vatNumber: string;
  readonly client: string;
  /** Negative: a credit note. */
  readonly netCents: number;
};

const HEADER = ['Ligne', 'Numéro de TVA du preneur', 'Preneur', 'Montant HT en euros', 'Factures'];

/** Half a euro is rounded up (CGI, art. 1724). */
function wholeEuros(cents: number): number {
  return Math.sign(cents) * Math.round(Math.abs(cents) / 100);
}

/** Header, then rows by VAT number; what credit notes bring to nothing is left out. */
export function declareServices(services: readonly ServiceAbroad[]): string[][] {
  const clients = Map.groupBy(services, ({ vatNumber }) => vatNumber.replaceAll(/\s/g, '').toUpperCase());
  const rows = [...clients]
    .sort(([a], [b]) => compareCodes(a, b))
    .map(([vatNumber, own]) => ({
      vatNumber,
      client: own[0]?.client ?? '',
      euros: wholeEuros(own.reduce((total, { netCents }) => total + netCents, 0)),
      numbers: own.map(({ number }) => number).sort(compareCodes),
    }))
    .filter(({ euros }) => euros !== 0);
  return [
    HEADER,
    ...rows.map(({ vatNumber, client, euros, numbers }, index) => [
      String(index + 1),
      vatNumber,
      client,
      String(euros),
      numbers.join(' '),
    ]),
  ];
}
