// What a sentence says not to do, or to leave out. A wish is never carried out against its own words, and the figure of
// what is left out is never told for the figure of the rest.

import { abstain, inLanguage, type Asking, type End } from '../plan.ts';
import { LEFT_OUT } from '../taken-marks.ts';
import { has, valuesOf, type Reading } from '../reading.ts';
import { findWish } from './wish.ts';

/** « ne relance pas Hélios », « il ne faut pas facturer P001 »; « n'oublie pas de relancer » is a wish. */
const NEGATED =
  /^\W*(?:(?:surtout|stp|svp|please|merci de|peux-tu|pouvez-vous|can you|could you)\W+)*(?:ne|n['’]|on ne|il ne faut pas|il faut pas|inutile de|pas besoin de|don['’]?t|do not|never|no need to)(?!\p{L})\s*(?!oubli|manqu|forget)/iu;

/** « j'ai dit à Marc de relancer Hélios », « on aurait pu mettre qui ? »: told of what was, or could have been. */
const REPORTED =
  /^\W*(?:j['’]?ai (?:déjà |deja )?(?:dit|demandé|demande|relancé|relance|facturé|facture)|(?:i|we) (?:told|asked|already)|(?:on|nous|j['’]|il|elle|tu|vous) ?(?:aurait|aurais|aurions|auriez|avait|avais)|(?:we|i|you) (?:could|should) have)(?!\p{L})/iu;

/** Words that leave out what follows them. */
const LEAVES_OUT =
  /(?:sauf|hormis|except[ée]|à l['’]exception d[eu]|a l['’]exception d[eu]|à part|hors|en dehors d[eu]|excluding|except(?: for)?|apart from|other than|but not)(?: (?:pour|for))?\s+(?:le |la |les |l['’]|de |du |des |the |projets? |clients? |celles? de |ceux de )*$/iu;
const WITHOUT = /(?:sans|without)\s+(?:le |la |les |l['’]|the |projet |client )*$/iu;

function leavesOut(reading: Reading): boolean {
  if (has(reading, '@what_if', '@leaves', LEFT_OUT)) return false;
  return reading.names.some(({ start, candidates }) => {
    const before = reading.text.slice(0, start);
    const isThing = candidates[0]?.kind !== 'consultant';
    return LEAVES_OUT.test(before) || (isThing && WITHOUT.test(before));
  });
}

/** « hors régie », « sauf internes »: « hors internes » is read as what is done for clients. */
function leavesOutKind(reading: Reading): boolean {
  const kinds = valuesOf(reading, 'contract').concat(valuesOf(reading, 'status'));
  if (kinds.length === 0 || has(reading, '@client_work')) return false;
  return /(?<!\p{L})(?:sauf|hormis|excepté|hors|excluding|except)\s+(?:les? |la |en |au |projets? )*(?:régie|regie|forfaits?|tma|hybrides?|internes?|clos|agiles?|plafonn|fixed|internal|closed)/iu.test(
    reading.text,
  );
}

/** What answers a sentence whose exclusion or negation would be lost; null: it has none. */
export function sayUnheard(reading: Reading, { language }: Asking): End | null {
  const wish = findWish(reading);
  if (wish !== null && (NEGATED.test(reading.text) || REPORTED.test(reading.text)))
    return abstain(
      'no_data',
      inLanguage(
        language,
        'Je ne propose rien : la phrase ne le demande pas.',
        'I propose nothing: the sentence does not ask for it.',
      ),
    );
  if (!leavesOut(reading) && !leavesOutKind(reading)) return null;
  return abstain(
    'no_data',
    wish === null
      ? inLanguage(
          language,
          'Je ne retire pas une partie d’un chiffre : demandez le tout, et la part à en retirer.',
          'I do not take a part out of a figure: ask for the whole, and for the part to take out.',
        )
      : inLanguage(
          language,
          'Je ne propose rien « sauf » quelque chose : dites de quoi il s’agit, un par un.',
          'I propose nothing “except” something: say which ones, one by one.',
        ),
  );
}
