// Keys of numbers that people type, and the age of papers.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from '../../domain/civil-dates.ts';
import { isIban } from '../../domain/iban.ts';
import { PAPER_MONTHS, paperValidUntil, VIGILANCE_PAPER_KINDS } from '../../domain/vigilance.ts';

// Examples of the IBAN registry (ISO 13616).
test.each(['FR1420041010050500013M02606', 'DE89370400440532013000', 'GB29NWBK60161331926819', 'BE68539007547034'])(
  '%s est un IBAN',
  (iban) => {
    expect(isIban(iban)).toBe(true);
  },
);

test('un chiffre faux se voit toujours', () => {
  const iban = 'FR7630006000011234567890189';
  const digit = fc.integer({ min: 4, max: iban.length - 1 });
  fc.assert(
    fc.property(digit, fc.integer({ min: 1, max: 9 }), (at, by) => {
      const wrong = String((Number(iban[at]) + by) % 10);
      return !isIban(iban.slice(0, at) + wrong + iban.slice(at + 1));
    }),
  );
});

test('une pièce du 31 août vaut jusqu’à la fin de février', () => {
  expect(paperValidUntil('urssaf', '2026-08-31')).toBe('2027-02-28');
  expect(paperValidUntil('kbis', '2026-08-31')).toBe('2026-11-30');
  expect(paperValidUntil('salaries_etrangers', '2027-08-31')).toBe('2028-02-29');
});

test('une pièce plus récente vaut au moins aussi longtemps, et jamais plus que ses mois', () => {
  const day = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('2000-01-01', days));
  fc.assert(
    fc.property(fc.constantFrom(...VIGILANCE_PAPER_KINDS), day, (kind, issuedOn) => {
      const until = paperValidUntil(kind, issuedOn);
      return (
        until <= paperValidUntil(kind, addDays(issuedOn, 1)) && until <= addDays(issuedOn, 31 * PAPER_MONTHS[kind])
      );
    }),
  );
});
