// What a client paid, and when: the assistant reads what is left to pay, which is the opposite; it says so.

import { abstain, endWith, inLanguage, type Asking, type End, type Plan } from '../plan.ts';
import { has, namesOf, type Reading } from '../reading.ts';

const PAID =
  /(?<!\p{L})(?:(?:a|as|ont|avons|avez|est-ce qu['’]\p{L}+ (?:a|ont))(?:-t-(?:il|elle|on)|-ils|-elles|-nous)? (?:déjà |deja |bien |vraiment )?(?:payé|paye|réglé|regle|versé|verse|encaissé|encaisse)|encaissée?s?|(?:did|have|has) [^?]*(?:pay|paid)|(?:we|they) (?:received|collected|were paid))(?!\p{L})/iu;
const HOW_MUCH = /(?<!\p{L})(?:quoi|combien|que|qu['’]|total|montants?|how much|what|amounts?)(?!\p{L})/iu;
const NOT_THAT =
  /(?<!\p{L})(?:pas|jamais|rien|not|never|\p{L}+n['’]t|retard|tard|late|reste|restent|left|recettes|factures?|invoices?|bills?)(?!\p{L})/iu;

/** Null: it is not asked what was paid. */
export function planPaid(reading: Reading, asking: Asking): Plan | null {
  const { text, periods } = reading;
  const asked = PAID.test(text) && !NOT_THAT.test(text) && (periods.length > 0 || HOW_MUCH.test(text));
  if (!asked || has(reading, '@what_if') || namesOf(reading, 'invoice', 'consultant').length > 0) return null;
  return endWith(sayNotPaid(asking));
}

function sayNotPaid({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Je ne lis pas les encaissements, seulement ce qui est facturé et ce qui reste dû : demandez l’un ou l’autre.',
      'I do not read payments received, only what is invoiced and what is left to pay: ask for either.',
    ),
  );
}
