// A contract or an order, read without a model: its reference, its period, its amounts and its terms, as far as they
// are written the way the trade writes them. What is not found is not guessed.
import { foldText } from '../../domain/codes.ts';
import type { DocumentFact } from '../../domain/document-facts.ts';
import type { ContractReading, ReadPage } from './extraction.ts';
import { readPeriods } from './read-periods.ts';

// Spaces of thousands, and two decimals or none.
const NUMBER = String.raw`(\d{1,3}(?:[ .\u00a0\u202f]\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?)`;
const EUROS = String.raw`\s*(?:€|eur(?:os?)?\b)`;

const PATTERNS: readonly (readonly [DocumentFact, RegExp])[] = [
  [
    'reference',
    /(?:contrat|commande|bon de commande|reference|ref\.?|order|po)\s*(?:n[°o]|no\.?|number|:)\s*:?\s*([a-z0-9][a-z0-9/_-]{2,30})/u,
  ],
  [
    'daily_rate',
    new RegExp(
      String.raw`(?:tjm|taux journalier(?: moyen)?|prix (?:par|/) jour|daily rate)\D{0,30}${NUMBER}${EUROS}`,
      'u',
    ),
  ],
  [
    'amount',
    new RegExp(
      String.raw`(?:montant(?: total)?|prix(?: total| forfaitaire)?|total)(?:\s+(?:ht|hors taxes?|global|ferme))*\D{0,30}${NUMBER}${EUROS}`,
      'u',
    ),
  ],
  [
    'days',
    new RegExp(
      String.raw`${NUMBER}\s*(?:jours?|j/h|jours?[ -]hommes?|man[ -]days?)\b(?!\s*(?:fin|date|nets?|calendaires))`,
      'u',
    ),
  ],
  ['payment_days', /(?:paiement|reglement|payment)\D{0,40}(\d{1,3})\s*(?:jours?|days?)/u],
];

/** « 12 500,00 » → « 12500.00 ». */
function plainNumber(written: string): string {
  const compact = written.replace(/[ \u00a0\u202f]|\.(?=\d{3}(?:\D|$))/gu, '');
  return compact.replace(',', '.');
}

function readPage({ page, text }: ReadPage): ContractReading['facts'] {
  const folded = foldText(text.replace(/\s+/gu, ' '));
  const found = PATTERNS.flatMap(([name, pattern]) => {
    const written = pattern.exec(folded)?.[1];
    if (written === undefined) return [];
    return [{ name, value: name === 'reference' ? written.toUpperCase() : plainNumber(written), page }];
  });
  const [period] = readPeriods(text);
  if (!period) return found;
  const starts = { name: 'starts_on' as const, value: period.startsOn, page };
  return [
    ...found,
    starts,
    ...(period.endsOn === null ? [] : [{ name: 'ends_on' as const, value: period.endsOn, page }]),
  ];
}

/** The first page that says a fact tells it. */
export function readContract(pages: readonly ReadPage[]): ContractReading {
  const facts = new Map<DocumentFact, ContractReading['facts'][number]>();
  for (const fact of pages.flatMap(readPage)) if (!facts.has(fact.name)) facts.set(fact.name, fact);
  return { facts: [...facts.values()] };
}
