// Reading CSV and its cells: what was written is read back, however it was cut; what is no number stays out.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  amount,
  days,
  isProblem,
  needs,
  showCell,
  showCents,
  showQuarters,
  signedAmount,
  siren,
} from '../../db/import/cells.ts';
import { readCsv } from '../../db/import/read-csv.ts';

async function readAll(pieces: readonly string[], separator: string): Promise<unknown[]> {
  const records: unknown[] = [];
  const chunks = (async function* () {
    yield* pieces;
  })();
  for await (const record of readCsv(chunks, () => separator))
    records.push('problem' in record ? record.problem : record.cells);
  return records;
}

/** A text cut at the given places. */
function cut(text: string, places: readonly number[]): string[] {
  const sorted = [...new Set(places.map((place) => place % (text.length + 1)))].toSorted((a, b) => a - b);
  return [0, ...sorted].map((start, index) => text.slice(start, sorted[index] ?? text.length));
}

describe('un fichier CSV', () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', 'é', ' ', '"', ';', ',', '\t', '\n', '\r\n', '€', '😀'),
    maxLength: 12,
  });

  test('se relit comme il a été écrit, quels que soient ses cellules, sa séparation et ses morceaux', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom(';', ',', '\t'),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.array(fc.nat(300), { maxLength: 5 }),
        async (rows, separator, end, hasLastEnd, places) => {
          const lines = rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(separator));
          const text = lines.join(end) + (hasLastEnd ? end : '');
          expect(await readAll(cut(text, places), separator)).toEqual(rows);
        },
      ),
    );
  });

  test("d'un texte quelconque, la lecture s'achève, chaque ligne comptée une fois au plus", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('a', '"', ';', '\n', '\r\n'), maxLength: 60 }),
        async (text) => {
          const records = await readAll([text], ';');
          expect(records.length).toBeLessThanOrEqual(text.split('\n').length);
        },
      ),
    );
  });
});

describe('un montant', () => {
  test('se lit en centimes exacts, à la virgule ou au point, avec ou sans espaces', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -100_000_000_000, max: 100_000_000_000 }),
        fc.constantFrom(' ', '\u00a0', '\u202f', ''),
        (cents, space) => {
          const [whole = '', decimals] = showCents(Math.abs(cents)).split('.');
          const grouped = whole.replace(/\B(?=(\d{3})+$)/g, space);
          const typed = `${cents < 0 ? '-' : ''}${grouped}${decimals === undefined ? '' : `,${decimals}`}`;
          expect(signedAmount.read(typed)).toBe(cents);
          expect(showCell(signedAmount, signedAmount.read(typed) as number)).toBe(showCents(cents));
        },
      ),
    );
  });

  test.each([
    '',
    'NaN',
    'Infinity',
    '1e3',
    '1E999',
    '0x1F',
    '+1',
    '--1',
    '1,2,3',
    '1.234,56',
    '1 23',
    '1_000',
    '١٢',
    '½',
    '1.005',
  ])('« %s » n’en est pas un', (typed) => {
    expect(isProblem(amount.read(typed))).toBe(true);
  });
});

test('les jours se lisent par quarts, et se montrent de même', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000 }), (quarters) => {
      expect(days.read(showQuarters(quarters))).toBe(quarters);
      expect(days.read(showQuarters(quarters).replace('.', ','))).toBe(quarters);
    }),
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 99 }).filter((hundredths) => hundredths % 25 !== 0),
      (hundredths) => {
        expect(isProblem(days.read(`3.${String(hundredths).padStart(2, '0')}`))).toBe(true);
      },
    ),
  );
});

test('un seul chiffre changé fausse la clé d’un SIREN', () => {
  // Examples of INSEE and of the demo: 732 829 320, 356 000 000.
  for (const valid of ['732829320', '356000000']) {
    expect(siren.read(valid)).toBe(valid);
    for (let place = 0; place < 9; place += 1) {
      const other = String((Number(valid[place]) + 1) % 10);
      expect(isProblem(siren.read(valid.slice(0, place) + other + valid.slice(place + 1)))).toBe(true);
    }
  }
});

test('les besoins gardent le nom du profil, deux-points compris', () => {
  expect(needs.read('Chef de projet : 10,5|Lot 2: dév:3')).toBe('Chef de projet:10.5|Lot 2: dév:3');
});
