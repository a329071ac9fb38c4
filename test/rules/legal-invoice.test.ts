// What makes an invoice legal: its types and frames, its VAT by rate, its notes, and each point that keeps it from
// taking a number.
import { describe, expect, it, test } from 'vitest';
import { vatOf } from '../../domain/invoice-terms.ts';
import { checkLegalInvoice, longestDueDate } from '../../domain/legal-invoice/check.ts';
import { composeLegalInvoice, sumVat, type InvoiceFacts } from '../../domain/legal-invoice/legal-invoice.ts';
import { isPresented, readSeller } from '../../domain/legal-invoice/parties.ts';
import { frenchVatNumber, isVatNumber } from '../../domain/legal-invoice/vat-numbers.ts';

const seller = readSeller({
  name: 'ESN Exemple',
  siren: '732829320',
  settings: {
    legal_form: 'SAS',
    share_capital_cents: 5_000_000,
    registered_at: 'RCS Lyon',
    address: '12, rue de la République',
    postal_code: '69001',
    city: 'Lyon',
    vat_number: 'FR44732829320',
    iban: 'FR7630006000011234567890189',
  },
});
const buyer = {
  name: 'Banque de l’Ouest',
  siren: '113029227',
  vatNumber: 'FR40113029227',
  address: '71, rue de l’Église',
  postalCode: '31000',
  city: 'Toulouse',
  country: 'FR',
  billingEmail: null,
};
const belgian = {
  ...buyer,
  siren: null,
  vatNumber: 'BE0123456749',
  postalCode: '1000',
  city: 'Bruxelles',
  country: 'BE',
};
const swiss = { ...belgian, vatNumber: null, country: 'CH', billingEmail: 'factures@client.example' };

type Line = InvoiceFacts['lines'][number];
const line = (quantity: string, unitPriceCents: number, amountCents: number, more: Partial<Line> = {}): Line => ({
  kind: 'time',
  label: 'Prestations',
  quantity,
  unitPriceCents,
  amountCents,
  deposits: [],
  ...more,
});

/** The régie invoice of DOMAIN.md: 18.5 days, two nights on call, expenses. */
const regie: InvoiceFacts = {
  number: 'F2026-00042',
  kind: 'facture',
  issuedOn: '2026-11-10',
  dueOn: '2026-12-10',
  periodStart: '2026-10-01',
  periodEnd: '2026-10-31',
  acceptedOn: null,
  netCents: 1_072_740,
  vatPercent: '20',
  grossCents: 1_287_288,
  orderNumber: 'BC-17',
  credited: null,
  seller,
  buyer,
  lines: [
    line('18.5', 55_000, 1_017_500),
    line('2', 12_000, 24_000, { kind: 'overage' }),
    line('1', 31_240, 31_240, { kind: 'purchase' }),
  ],
};
const codesOf = (facts: InvoiceFacts, blocks = true) =>
  checkLegalInvoice(composeLegalInvoice(facts))
    .filter((point) => point.blocks === blocks)
    .map(({ code }) => code);

describe('la facture légale', () => {
  test('dit ses totaux : 10 727,40 HT, 2 145,48 de TVA, 12 872,88 TTC', () => {
    expect(composeLegalInvoice(regie)).toMatchObject({
      type: '380',
      frame: 'S1',
      lines: [{ unit: 'DAY', quantity: '18.5' }, { unit: 'C62' }, { unit: 'C62' }],
      vat: [{ vat: { category: 'S', percent: '20' }, baseCents: 1_072_740, vatCents: 214_548, exemption: null }],
      totals: {
        netCents: 1_072_740,
        vatCents: 214_548,
        grossCents: 1_287_288,
        prepaidCents: 0,
        payableCents: 1_287_288,
      },
    });
    expect(codesOf(regie)).toEqual([]);
    expect(codesOf(regie, false)).toEqual([]);
  });

  test('arrondit la TVA une fois par taux, jamais par ligne', () => {
    const vat = { category: 'S', percent: '20' } as const;
    const reduced = { category: 'S', percent: '5.5' } as const;
    const three = [1, 2, 3].map(() => ({ amountCents: 3333, vat }));
    expect(sumVat(three, [], { vat, exemption: null })).toMatchObject([{ baseCents: 9999, vatCents: 2000 }]);
    expect(
      sumVat([...three, { amountCents: 10_010, vat: reduced }], [{ amountCents: 999, vat }], { vat, exemption: null }),
    ).toMatchObject([
      { vat: { percent: '20' }, baseCents: 9000, vatCents: 1800 },
      { vat: { percent: '5.5' }, baseCents: 10_010, vatCents: 551 },
    ]);
  });

  test('après acompte dit tout le prix, déduit l’acompte et cite sa facture (S4)', () => {
    const deposits = [{ number: 'F2026-00007', issuedOn: '2026-09-01', netCents: 3_000_000, grossCents: 3_600_000 }];
    const final = composeLegalInvoice({
      ...regie,
      netCents: 7_000_000,
      grossCents: 8_400_000,
      lines: [line('1', 7_000_000, 7_000_000, { kind: 'milestone', deposits })],
    });
    expect(final).toMatchObject({
      type: '380',
      frame: 'S4',
      preceding: [{ number: 'F2026-00007', issuedOn: '2026-09-01' }],
      lines: [{ quantity: '1', unitPriceCents: 10_000_000, amountCents: 10_000_000 }],
      totals: {
        netCents: 10_000_000,
        vatCents: 2_000_000,
        grossCents: 12_000_000,
        prepaidCents: 3_600_000,
        payableCents: 8_400_000,
      },
    });
    expect(checkLegalInvoice(final)).toEqual([]);
  });

  test('dit une ligne négative comme une remise, jamais comme un prix négatif', () => {
    const ceiling = line('-1', 72_740, -72_740, { kind: 'ceiling', label: 'Au-delà du plafond du contrat' });
    const capped = composeLegalInvoice({
      ...regie,
      netCents: 1_000_000,
      grossCents: 1_200_000,
      lines: [...regie.lines, ceiling],
    });
    expect(capped.allowances).toEqual([
      { label: 'Au-delà du plafond du contrat', amountCents: 72_740, vat: { category: 'S', percent: '20' } },
    ]);
    expect(capped.lines.every(({ unitPriceCents, amountCents }) => unitPriceCents >= 0 && amountCents >= 0)).toBe(true);
    expect(checkLegalInvoice(capped)).toEqual([]);
  });

  test('ramène à une unité la ligne dont quantité et prix ne font pas le montant, ou de plus de quatre décimales', () => {
    const lines = [line('2', 50_000, 90_000), line('0.33333', 30_000, 10_000)];
    expect(composeLegalInvoice({ ...regie, netCents: 100_000, grossCents: 120_000, lines }).lines).toMatchObject([
      { quantity: '1', unit: 'C62', unitPriceCents: 90_000 },
      { quantity: '1', unit: 'C62', unitPriceCents: 10_000 },
    ]);
  });

  it.each([
    ['la Belgique', belgian, 'AE', 'VATEX-EU-AE', 'Autoliquidation'],
    ['la Suisse', swiss, 'O', 'VATEX-EU-O', '259-1'],
    ['la Guyane', { ...buyer, postalCode: '97300' }, 'E', null, '294-1'],
  ])('sans TVA pour %s : sa catégorie et sa raison', (_, client, category, code, words) => {
    const legal = composeLegalInvoice({ ...regie, buyer: client, vatPercent: '0', grossCents: regie.netCents });
    expect(legal.vat).toMatchObject([{ vat: { category }, vatCents: 0, exemption: { code } }]);
    expect(legal.mentions[0]).toContain(words);
    expect(checkLegalInvoice(legal)).toEqual([]);
  });

  test('de la franchise en base cite l’article 293 B et se passe de numéro de TVA', () => {
    const franchise = { ...seller, isFranchise: true, vatNumber: null };
    const legal = composeLegalInvoice({ ...regie, seller: franchise, vatPercent: '0', grossCents: regie.netCents });
    expect(legal.vat).toMatchObject([{ vat: { category: 'E' }, exemption: { code: 'VATEX-FR-FRANCHISE' } }]);
    expect(legal.mentions).toContain('TVA non applicable, art. 293 B du CGI.');
    expect(checkLegalInvoice(legal)).toEqual([]);
  });

  test('porte une fois chaque note exigée, et l’option pour les débits quand elle est prise', () => {
    const subjects = composeLegalInvoice(regie).notes.map(({ subject }) => subject);
    for (const subject of ['PMD', 'PMT', 'AAB', 'BAR'])
      expect(subjects.filter((one) => one === subject)).toHaveLength(1);
    expect(composeLegalInvoice(regie).mentions.join(' ')).not.toContain('débits');
    const onDebits = composeLegalInvoice({ ...regie, seller: { ...seller, paysVatOnDebits: true } });
    expect(onDebits.mentions).toContain('Option pour le paiement de la taxe d’après les débits.');
  });

  test('donne le taux des pénalités du semestre, ou comment il se trouve', () => {
    const noteOf = (issuedOn: string) =>
      composeLegalInvoice({ ...regie, issuedOn }).notes.find(({ subject }) => subject === 'PMD')?.text;
    expect(noteOf('2026-03-02')).toContain('12,15 %');
    expect(noteOf('2024-12-31')).toContain('14,25 %');
    expect(noteOf('2026-11-10')).toContain('en vigueur le 01/07/2026 majoré de 10 points');
  });
});

describe('avant de prendre un numéro, il faut', () => {
  it.each<[string, Partial<InvoiceFacts>, string]>([
    ['la raison sociale', { seller: { ...seller, name: null } }, 'seller_name'],
    ['le SIREN de l’entreprise', { seller: { ...seller, siren: null, vatNumber: 'FR44732829320' } }, 'seller_siren'],
    [
      'un SIREN à la clé juste',
      { seller: { ...seller, siren: '732829321', vatNumber: null, isFranchise: true } },
      'seller_siren',
    ],
    ['l’adresse de l’entreprise', { seller: { ...seller, city: null } }, 'seller_address'],
    ['le numéro de TVA de l’entreprise', { seller: { ...seller, vatNumber: null } }, 'seller_vat_number'],
    ['celui de son SIREN', { seller: { ...seller, vatNumber: 'FR40113029227' } }, 'seller_vat_number'],
    ['un numéro de TVA à la clé juste', { seller: { ...seller, vatNumber: 'FR45732829320' } }, 'seller_vat_number'],
    ['le nom du client', { buyer: { ...buyer, name: '' } }, 'buyer_name'],
    ['le SIREN du client', { buyer: { ...buyer, siren: null } }, 'buyer_siren'],
    ['l’adresse du client', { buyer: { ...buyer, address: null } }, 'buyer_address'],
    [
      'un vrai numéro de TVA pour autoliquider',
      { buyer: { ...belgian, vatNumber: 'BE12' }, vatPercent: '0', grossCents: regie.netCents },
      'buyer_vat_number',
    ],
    [
      'où joindre un client hors de l’Union',
      { buyer: { ...swiss, billingEmail: null }, vatPercent: '0', grossCents: regie.netCents },
      'buyer_electronic_address',
    ],
    ['un numéro sans espace', { number: 'F 42' }, 'invoice_number'],
    ['un numéro d’au plus 35 signes', { number: 'F'.repeat(36) }, 'invoice_number'],
    ['une échéance qui ne précède pas la facture', { dueOn: '2026-11-09' }, 'invoice_dates'],
    ['une ligne', { lines: [], netCents: 0, grossCents: 0 }, 'invoice_lines'],
    [
      'des lignes qui disent ce qui est vendu',
      { lines: [line('1', 1_072_740, 1_072_740, { label: ' ' })] },
      'invoice_lines',
    ],
    ['sur un avoir, la facture qu’il corrige', { kind: 'avoir' }, 'credited_invoice'],
  ])('%s', (_, change, code) => {
    const points = checkLegalInvoice(composeLegalInvoice({ ...regie, ...change })).filter(({ blocks }) => blocks);
    expect(points.map((point) => point.code)).toEqual([code]);
    expect(points[0]?.sentence).toMatch(/\.$/);
  });

  test('des totaux qui se recoupent', () => {
    expect(codesOf({ ...regie, lines: [line('-1', 100, -100)], netCents: -100, grossCents: -120 })).toContain(
      'invoice_totals',
    );
  });

  it.each<[string, Partial<InvoiceFacts>, string]>([
    ['la forme juridique', { seller: { ...seller, legalForm: null } }, 'seller_company_law'],
    ['le capital d’une SAS', { seller: { ...seller, shareCapitalCents: null } }, 'seller_company_law'],
    ['l’IBAN', { seller: { ...seller, iban: null } }, 'seller_iban'],
    ['un délai de contrat au-delà du maximum', { dueOn: '2027-01-31' }, 'payment_term'],
    [
      'un numéro de TVA français qui n’est pas du SIREN',
      { buyer: { ...buyer, vatNumber: 'FR55310172226' } },
      'buyer_vat_number',
    ],
  ])('et il est dit, sans rien bloquer : %s', (_, change, code) => {
    expect(codesOf({ ...regie, ...change })).toEqual([]);
    expect(codesOf({ ...regie, ...change }, false)).toEqual([code]);
  });

  test('plusieurs choses à la fois : toutes sont dites', () => {
    const facts = { ...regie, seller: { ...seller, name: null, city: null }, buyer: { ...buyer, siren: null } };
    expect(codesOf(facts)).toEqual(['seller_name', 'seller_address', 'buyer_siren']);
  });
});

describe('les règles d’à côté', () => {
  test('le plus long délai : 60 jours, ou 45 jours fin de mois dans la lecture la plus longue', () => {
    expect(longestDueDate('2026-11-10')).toBe('2027-01-14');
    expect(longestDueDate('2026-11-30')).toBe('2027-01-31');
  });

  it.each([
    ['FR44732829320', 'FR', true],
    ['FR 44 732 829 320', 'FR', true],
    ['FR45732829320', 'FR', false],
    ['FRK7399859412', 'FR', true],
    ['BE0123456749', 'BE', true],
    ['BE123', 'BE', false],
    ['EL123456789', 'GR', true],
    ['DE811907980', 'BE', false],
    ['n’importe', 'CH', true],
  ])('le numéro de TVA %s (%s) : %s', (number, country, expected) => {
    expect(isVatNumber(number, country)).toBe(expected);
  });

  test('la clé française', () => {
    expect(frenchVatNumber('732829320')).toBe('FR44732829320');
  });

  it.each([
    ['97410', 'france', '8.5'],
    ['97122', 'france', '8.5'],
    ['97300', 'exoneree', '0'],
    ['97600', 'exoneree', '0'],
    ['97500', 'hors_champ', '0'],
    ['98800', 'hors_champ', '0'],
    ['31000', 'france', '20'],
  ])('la TVA d’un client au code postal %s : %s, %s %%', (postalCode, regime, percent) => {
    expect(vatOf({ country: 'FR', vatNumber: null, postalCode })).toEqual({ regime, percent });
  });

  test('une entreprise qui n’a donné aucune de ses mentions ne s’est pas présentée', () => {
    expect(isPresented(readSeller(null))).toBe(false);
    expect(isPresented(readSeller({ name: 'ESN', siren: '732829320', settings: { iban: 'FR76' } }))).toBe(false);
    expect(isPresented(readSeller({ name: null, siren: null, settings: { city: 'Lyon' } }))).toBe(true);
    expect(isPresented(readSeller({ name: 'ESN', siren: null, settings: { vat_number: 'FR44732829320' } }))).toBe(true);
  });
});
