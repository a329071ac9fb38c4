// Which invoices a line of the bank pays; each case by hand, and random lines that never pay more than there is.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMatched, proposeMatches, sayOpenLine, type OwedInvoice } from '../../domain/bank/match.ts';

const owed = (number: string, leftCents: number, more: Partial<OwedInvoice> = {}): OwedInvoice => ({
  number,
  client: 'CL1',
  clientName: 'Groupe Hélios SAS',
  issuedOn: '2026-09-01',
  dueOn: '2026-10-01',
  leftCents,
  ...more,
});
const atlantique = { client: 'CL2', clientName: 'Énergie Atlantique' };
const BOOKS = [
  owed('F2026-00019', 100_000, { dueOn: '2026-10-05' }),
  owed('F2026-00020', 50_000),
  owed('F2026-00021', 70_000, { dueOn: '2026-10-09' }),
  owed('F2026-00018', 0),
  owed('F2026-00030', 33_300, atlantique),
  owed('F2026-00031', 44_400, { ...atlantique, dueOn: '2026-10-02' }),
  owed('F2026-00032', 44_400, { ...atlantique, dueOn: '2026-11-02' }),
  owed('ACO_7', 99_900, { client: 'CL3', clientName: 'XY', issuedOn: '2026-10-30' }),
  owed('F2026-00040', 12_300, { client: 'CL4', clientName: 'Énergie' }),
];
const receipt = (label: string, amountCents: number, bookedOn = '2026-10-29') => ({
  label,
  amountCents,
  bookedOn,
  reference: null,
});
const matchOne = (label: string, amountCents: number, bookedOn?: string) => {
  const [proposal] = proposeMatches([receipt(label, amountCents, bookedOn)], BOOKS, false);
  return {
    state: proposal?.state,
    parts: Object.fromEntries((proposal?.parts ?? []).map((p) => [p.invoice, p.amountCents])),
  };
};

describe('une ligne du relevé', () => {
  test.each([
    ['VIR F2026-00019', 100_000, 'cited', { 'F2026-00019': 100_000 }],
    ['vir fact. F2026 00019 du 3/10', 100_000, 'cited', { 'F2026-00019': 100_000 }],
    ['FACTURE F202600019', 100_000, 'cited', { 'F2026-00019': 100_000 }],
    ['REGLT 2026-00019', 100_000, 'cited', { 'F2026-00019': 100_000 }],
    [
      'F2026-00019, F2026-00020/F2026-00021',
      220_000,
      'cited',
      { 'F2026-00020': 50_000, 'F2026-00019': 100_000, 'F2026-00021': 70_000 },
    ],
    ['ACO 7', 99_900, 'unknown_payer', {}],
    ['F2026-00019 ACPTE', 40_000, 'partial', { 'F2026-00019': 40_000 }],
    ['F2026-00019 F2026-00020', 120_000, 'to_choose', {}],
    ['HELIOS F2026-00019', 150_000, 'client_invoices', { 'F2026-00020': 50_000, 'F2026-00019': 100_000 }],
    ['F2026-00019', 100_001, 'overpayment', { 'F2026-00019': 100_001 }],
    ['F2026-00018', 33_300, 'overpayment', { 'F2026-00018': 33_300 }],
    ['VIR GROUPE HELIOS', 70_000, 'amount', { 'F2026-00021': 70_000 }],
    ['VIR GROUPE HELIOS', 150_000, 'client_invoices', { 'F2026-00020': 50_000, 'F2026-00019': 100_000 }],
    ['VIR GROUPE HELIOS', 60_000, 'to_choose', {}],
    [
      'VIR GROUPE HELIOS',
      220_050,
      'overpayment',
      { 'F2026-00020': 50_000, 'F2026-00019': 100_000, 'F2026-00021': 70_050 },
    ],
    // Its name is known, and it owes nothing of that amount: another client's invoice is not paid by it.
    ['VIR GROUPE HELIOS', 33_300, 'to_choose', {}],
    ['SEPA ENERGIE ATLANTIQUE', 44_400, 'amount', { 'F2026-00031': 44_400 }],
    ['SANS NOM', 33_300, 'amount', { 'F2026-00030': 33_300 }],
    ['SANS NOM', 44_400, 'to_choose', {}],
    ['SANS NOM', 1, 'unknown_payer', {}],
  ])('« %s » de %i cents : %s', (label, amountCents, state, parts) => {
    expect(matchOne(label, amountCents)).toEqual({ state, parts });
  });

  test('ne paie pas ce qui n’était pas encore facturé', () => {
    expect(matchOne('ACO_7', 99_900, '2026-10-30').state).toBe('cited');
    expect(matchOne('F2026-00019', 100_000, '2026-08-31').state).toBe('unknown_payer');
  });

  test('ne repaie pas ce qu’une autre vient de payer', () => {
    const line = receipt('F2026-00019', 100_000);
    expect(proposeMatches([line, line], BOOKS, false).map(({ state }) => state)).toEqual(['cited', 'overpayment']);
    expect(proposeMatches([line, line], BOOKS, true)[1]).toMatchObject({ excessCents: 100_000 });
  });

  test('qui reste ouverte dit pourquoi', () => {
    const said = (label: string, cents: number) =>
      proposeMatches([receipt(label, cents)], BOOKS, false)
        .map(sayOpenLine)[0]
        ?.replaceAll(/\s/g, ' ');
    expect(said('SANS NOM', 100)).toBe('1,00 € « SANS NOM » : payeur inconnu.');
    expect(said('F2026-00018', 100)).toBe('1,00 € « F2026-00018 » : trop-perçu de 1,00 € sur F2026-00018.');
    expect(said('HELIOS GROUPE HELIOS', 60_000)).toContain('CL1, factures à choisir');
    expect(said('SANS NOM', 44_400)).toContain('plusieurs factures possibles');
  });
});

test('jamais plus que la ligne, ni que ce qui est dû', () => {
  const invoice = fc.record({
    number: fc.integer({ min: 1, max: 30 }).map((n) => `F2026-${String(n).padStart(5, '0')}`),
    client: fc.constantFrom('A', 'B', 'C'),
    leftCents: fc.integer({ min: -5, max: 12 }),
    dueOn: fc.constantFrom('2026-09-01', '2026-10-01'),
  });
  const line = fc.record({
    cited: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 3 }),
    client: fc.constantFrom('', 'Client A', 'Client B', 'Client A Client B'),
    amountCents: fc.integer({ min: 1, max: 40 }),
  });
  const invoices = fc.uniqueArray(invoice, { selector: ({ number }) => number, maxLength: 15 });
  fc.assert(
    fc.property(invoices, fc.array(line, { maxLength: 20 }), fc.boolean(), (books, lines, acceptOverpayment) => {
      const all = books.map((one) => owed(one.number, one.leftCents, { ...one, clientName: `Client ${one.client}` }));
      const receipts = lines.map(({ cited, client, amountCents }) =>
        receipt(`${client} ${cited.map((n) => `F2026${String(n).padStart(5, '0')}`).join(' ')}`, amountCents),
      );
      const paid = new Map<string, number>();
      for (const { line: one, state, parts } of proposeMatches(receipts, all, acceptOverpayment)) {
        if (!isMatched(state, acceptOverpayment)) continue;
        expect(parts.reduce((total, part) => total + part.amountCents, 0)).toBe(one.amountCents);
        expect(parts.every(({ amountCents }) => amountCents > 0)).toBe(true);
        for (const part of parts) paid.set(part.invoice, (paid.get(part.invoice) ?? 0) + part.amountCents);
      }
      if (acceptOverpayment) return;
      for (const [number, cents] of paid)
        expect(cents).toBeLessThanOrEqual(all.find((one) => one.number === number)?.leftCents ?? 0);
    }),
    { numRuns: 2000 },
  );
});
