// A bank's statement in each of its formats, read or refused with its line; amounts and balances by hand.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readStatement } from '../../domain/bank/statement.ts';
import { readXml } from '../../domain/bank/xml.ts';
import { balanceRecord, camtDocument, complementRecord, movementRecord } from './bank-statements.ts';

const problemsOf = (content: string) => readStatement(content).problems.map(({ code, line }) => [code, line]);

describe('un relevé en tableau', () => {
  test('se lit avec ses dates et ses montants français, et nomme ses lignes illisibles', () => {
    const content =
      '\uFEFFdate;libelle;montant;reference\n31/10/2026;"VIR";1\u202F234,5;R\n\n2026-10-31;X;-3 €\n2026-10-31;X\n31/10/26;X;3\n2026-10-31;X;1,234\n2026-10-31;X;0';
    const { lines } = readStatement(content);
    expect(lines).toEqual([
      { bookedOn: '2026-10-31', label: 'VIR', amountCents: 123_450, reference: 'R', transactionId: null },
      { bookedOn: '2026-10-31', label: 'X', amountCents: -300, reference: null, transactionId: null },
    ]);
    expect(problemsOf(content)).toEqual([5, 6, 7, 8].map((line) => ['statement_unreadable', line]));
  });

  test('a les colonnes de sa banque, sous ses propres lignes ; débit et crédit, guillemets, virgules', () => {
    const bank =
      'Compte;FR76\n\nDate opération;Date valeur;Libellé;Débit euros;Crédit euros\n30/10/2026;31/10/2026;"VIR; ""DUPONT""";;1 000,50\n30/10/2026;;PRLV;-12,30;\n30/10/2026;;CB;7,00;\n';
    expect(readStatement(bank).lines.map(({ label, amountCents }) => [label, amountCents])).toEqual([
      ['VIR; "DUPONT"', 100_050],
      ['PRLV', -1230],
      ['CB', -700],
    ]);
    const commas = 'Date,Montant,Libelle,Reference\n2026-10-30,"-1 000,50",VIR,R1\n';
    expect(readStatement(commas).lines).toMatchObject([{ label: 'VIR', amountCents: -100_050, reference: 'R1' }]);
    // A reference that no heading announces.
    expect(readStatement('date;libelle;montant\n30/10/2026;X;1;R9\n').lines).toMatchObject([{ reference: 'R9' }]);
    // Both sides, none, or a cell too many.
    expect(problemsOf('date;libelle;debit;credit\n30/10/2026;X;1;2\n30/10/2026;X;;\n30/10/2026;X;1;;9\n')).toEqual(
      [2, 3, 4].map((line) => ['statement_unreadable', line]),
    );
  });

  test('sans en-tête, ne perd pas sa première ligne ; ce qui n’est pas un relevé le dit', () => {
    expect(readStatement('30/10/2026;VIR;10\n31/10/2026;VIR;11').lines).toHaveLength(2);
    expect(problemsOf('31/02/2026;VIR;10\nillisible;VIR;9\n31/10/2026;VIR;11')).toEqual([['statement_unreadable', 1]]);
    expect(problemsOf('PK\u0003\u0004rien')).toEqual([['statement_unreadable', 1]]);
    expect(readStatement('%PDF-1.4').problems[0]?.problem).toContain('PDF');
    expect(problemsOf('OFXHEADER:100\nDATA:OFXSGML')).toEqual([['statement_unreadable', 1]]);
  });

  test('mal encodé, n’entre pas : les lettres perdues ne nomment plus personne', () => {
    expect(problemsOf('date;libelle;montant\n30/10/2026;VIR H\uFFFDLIOS;10')).toEqual([['statement_encoding', 2]]);
    expect(problemsOf('d\0a\0t\0e\0')).toEqual([['statement_encoding', 1]]);
    const camt = camtDocument([{ amount: '1.00', payments: [{ reason: 'H\uFFFD' }] }]);
    expect(problemsOf(camt)[0]?.[0]).toBe('statement_encoding');
  });

  test('dit une devise étrangère', () => {
    expect(problemsOf('date;libelle;montant\n31/10/2026;X;100,00 USD\n31/10/2026;X;$ 12')).toEqual([
      ['foreign_currency', 2],
      ['foreign_currency', 3],
    ]);
  });
});

describe('un relevé CFONB 120', () => {
  const sound = [
    balanceRecord('01', '281026', 1_000_000),
    movementRecord('291026', 400_000, 'VIR SEPA RECU', { reference: 'REF-20' }),
    complementRecord('291026', 'NPY', 'GROUPE HELIOS'),
    complementRecord('291026', 'LCC', `FACTURES ${'F2026-00019 '.repeat(5)}X`),
    complementRecord('291026', 'LC2', 'YZ FIN'),
    movementRecord('301026', -250_003, 'LOYER'),
    complementRecord('301026', 'RCN', 'BAIL-10'),
    movementRecord('301026', -19, 'FRAIS'),
    balanceRecord('07', '301026', 1_149_978),
  ];

  test('se lit : signe dans le dernier chiffre, compléments au libellé, solde vérifié', () => {
    const { lines, balances, problems } = readStatement(sound.join('\r\n'));
    expect(problems).toEqual([]);
    expect(lines).toEqual([
      {
        bookedOn: '2026-10-29',
        label: `VIR SEPA RECU GROUPE HELIOS FACTURES ${'F2026-00019 '.repeat(5)}XYZ FIN`,
        amountCents: 400_000,
        reference: 'REF-20',
        transactionId: null,
      },
      {
        bookedOn: '2026-10-30',
        label: 'LOYER BAIL-10',
        amountCents: -250_003,
        reference: 'BAIL-10',
        transactionId: null,
      },
      { bookedOn: '2026-10-30', label: 'FRAIS', amountCents: -19, reference: null, transactionId: null },
    ]);
    expect(balances).toEqual([
      { account: '30004 00820 00012345678', balancedOn: '2026-10-30', balanceCents: 1_149_978 },
    ]);
    // Some banks send one long line.
    expect(readStatement(sound.join('')).lines).toEqual(lines);
  });

  test('compte ses décimales, et plusieurs comptes', () => {
    const other = { account: '00099999999', decimals: '3' };
    const content = [
      ...sound,
      balanceRecord('01', '301026', -5000, other),
      movementRecord('301026', 12_340, 'VIR', other),
      balanceRecord('07', '301026', 7340, other),
    ].join('\n');
    const { lines, balances, problems } = readStatement(content);
    expect(problems).toEqual([]);
    expect(lines.at(-1)?.amountCents).toBe(1234);
    expect(balances.at(-1)?.balanceCents).toBe(734);
  });

  test.each([
    ['un solde faux', [...sound.slice(0, 8), balanceRecord('07', '301026', 1_149_979)], ['statement_unbalanced', 9]],
    ['une fin qui manque', sound.slice(0, 8), ['statement_cut', 8]],
    ['une ligne coupée', [...sound.slice(0, 8), sound[8]?.slice(0, 119) ?? ''], ['statement_cut', 9]],
    [
      'une devise étrangère',
      [sound[0] ?? '', movementRecord('291026', 100, 'X', { currency: 'USD' }), ...sound.slice(5)],
      ['foreign_currency', 2],
    ],
    [
      'un montant illisible',
      [sound[0] ?? '', (sound[5] ?? '').replace('25000L', '25000?'), ...sound.slice(6)],
      ['statement_unreadable', 2],
    ],
    [
      'un autre compte',
      [sound[0] ?? '', movementRecord('291026', 100, 'X', { account: '00000000001' }), ...sound.slice(5)],
      ['statement_unreadable', 2],
    ],
    [
      'un jour qui n’existe pas',
      [sound[0] ?? '', movementRecord('310226', 100, 'X'), ...sound.slice(5)],
      ['statement_unreadable', 2],
    ],
  ])('refuse %s', (_what, records, expected) => {
    expect(problemsOf(records.join('\n'))[0]).toEqual(expected);
  });

  test('retrouve tout montant qu’il code', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.integer({ min: -9_999_999_999, max: 9_999_999_999 }).filter((n) => n !== 0),
          { maxLength: 20 },
        ),
        (amounts) => {
          const total = amounts.reduce((sum, one) => sum + one, 0);
          const content = [
            balanceRecord('01', '281026', 0),
            ...amounts.map((cents) => movementRecord('291026', cents, 'VIR')),
            balanceRecord('07', '291026', total),
          ].join('\n');
          const { lines, problems } = readStatement(content);
          expect(problems).toEqual([]);
          expect(lines.map(({ amountCents }) => amountCents)).toEqual(amounts);
        },
      ),
    );
  });
});

describe('un relevé CAMT.053', () => {
  test('se lit : écritures comptabilisées, lot détaillé, solde vérifié', () => {
    const content = camtDocument(
      [
        {
          amount: '5000.00',
          id: 'LOT1',
          payments: [
            { amount: '4000.00', payer: 'Hélios &amp; Cie', reason: 'F2026-00019', endToEnd: 'E1' },
            { amount: '1000.00', payer: 'Atlantique', reason: '<![CDATA[<F2>]]>' },
          ],
        },
        { amount: '12.50', side: 'DBIT', id: 'D1', payments: [{ reason: 'LOYER' }] },
        { amount: '99.00', status: 'PDNG' },
        {
          amount: '20.00',
          payments: [
            { payer: 'A', reason: 'F1' },
            { payer: 'B', reason: 'F2' },
          ],
        },
      ],
      { opening: '100.00', closing: '5107.50', announced: 4 },
    );
    const { lines, balances, problems } = readStatement(content);
    expect(problems).toEqual([]);
    const iban = 'FR7630004008200001234567843';
    expect(lines).toEqual([
      {
        bookedOn: '2026-10-29',
        label: 'Hélios & Cie F2026-00019',
        amountCents: 400_000,
        reference: 'E1',
        transactionId: `${iban} LOT1 1`,
      },
      {
        bookedOn: '2026-10-29',
        label: 'Atlantique <F2>',
        amountCents: 100_000,
        reference: null,
        transactionId: `${iban} LOT1 2`,
      },
      { bookedOn: '2026-10-29', label: 'LOYER', amountCents: -1250, reference: null, transactionId: `${iban} D1` },
      { bookedOn: '2026-10-29', label: 'A F1 B F2', amountCents: 2000, reference: null, transactionId: null },
    ]);
    expect(balances).toEqual([{ account: iban, balancedOn: '2026-10-30', balanceCents: 510_750 }]);
  });

  test('se lit aussi en version 8 et avec un préfixe', () => {
    const content = camtDocument([{ amount: '10', payments: [{ payer: 'Hélios' }] }])
      .replace('<Sts>BOOK</Sts>', '<Sts><Cd>BOOK</Cd></Sts>')
      .replace('<Dbtr><Nm>Hélios</Nm></Dbtr>', '<Dbtr><Pty><Nm>Hélios</Nm></Pty></Dbtr>')
      .replaceAll(/<(\/?)([A-Z])/g, '<$1ns2:$2');
    expect(readStatement(content).lines).toMatchObject([{ label: 'Hélios', amountCents: 1000 }]);
  });

  const entry = { amount: '10.00' };
  test.each([
    ['un solde faux', camtDocument([entry], { opening: '1.00', closing: '11.01' }), 'statement_unbalanced'],
    ['moins d’écritures qu’annoncé', camtDocument([entry], { announced: 2 }), 'statement_cut'],
    ['un fichier coupé', camtDocument([entry]).slice(0, -40), 'statement_cut'],
    ['une balise coupée', camtDocument([entry]).slice(0, -3), 'statement_cut'],
    ['une écriture en dollars', camtDocument([{ amount: '10.00', currency: 'USD' }]), 'foreign_currency'],
    ['un compte en dollars', camtDocument([entry]).replace('<Ccy>EUR', '<Ccy>USD'), 'foreign_currency'],
    ['un montant au millième', camtDocument([{ amount: '10.001' }]), 'statement_unreadable'],
    ['un jour qui n’existe pas', camtDocument([{ amount: '1', day: '2026-02-30' }]), 'statement_unreadable'],
    ['un autre message', camtDocument([entry]).replaceAll('BkToCstmrStmt', 'BkToCstmrAcctRpt'), 'statement_unreadable'],
    [
      'un DOCTYPE',
      camtDocument([entry]).replace('<Document', '<!DOCTYPE a [<!ENTITY b "c">]><Document'),
      'statement_unreadable',
    ],
    ['une entité inconnue', camtDocument([{ amount: '1', payments: [{ reason: '&b;' }] }]), 'statement_unreadable'],
  ])('refuse %s', (_what, content, code) => {
    const { problems } = readStatement(content);
    expect(problems[0]?.code).toBe(code);
    expect(problems[0]?.problem).not.toBe('');
  });

  test('nomme la ligne de l’écriture', () => {
    const content = camtDocument([entry, { amount: '10.00', currency: 'CHF' }]);
    expect(readStatement(content).problems).toEqual([
      { code: 'foreign_currency', line: 7, problem: 'écriture 2 : 10.00 CHF n’est pas en euros' },
    ]);
  });
});

describe('le lecteur de XML', () => {
  test('refuse ce qui s’emboîte trop, ou mal', () => {
    expect(readXml('<a>'.repeat(41))).toMatchObject({ fault: 'malformed' });
    expect(readXml('<a><b></a></b>')).toMatchObject({ fault: 'malformed' });
    expect(readXml('<a/><b/>')).toMatchObject({ fault: 'malformed' });
    expect(readXml('<!-- x --><a b="1 &lt; &#50;">t<!-- u -->v</a>')).toMatchObject({ text: 'tv' });
  });

  test('répond à tout texte, sans jamais échouer', () => {
    const pieces = fc.constantFrom(
      '<a>',
      '</a>',
      '<b c="d"/>',
      'x',
      '&amp;',
      '&',
      '<',
      '>',
      ']]>',
      '<![CDATA[',
      '<!--',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        expect(readXml(parts.join(''))).toEqual(expect.objectContaining({ line: expect.any(Number) }));
      }),
    );
  });
});
