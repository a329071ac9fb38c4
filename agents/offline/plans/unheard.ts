// What a sentence says not to do, or to leave out. A wish is never carried out against its own words, and the figure of
// what is left out is never told for the figure of the rest.

import { CONTRACT_LABELS } from '../../../domain/contract/kinds.ts';
import { abstain, inLanguage, say, type Asking, type End, type Plan } from '../plan.ts';
import { LEFT_OUT } from '../taken-marks.ts';
import { has, LEFT_KINDS, valuesOf, type Left, type Named, type Reading } from '../reading.ts';
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

/** « sauf P003 et P004 »: what is left out goes on. */
const GOES_ON = /^\s*(?:,|et|ou|ni|and|or)\s*(?:le |la |les |l['’]|de |du |d['’]|the )?$/iu;

function namesLeftOut(reading: Reading): Named[] {
  if (has(reading, '@what_if', '@leaves', LEFT_OUT)) return [];
  const left: Named[] = [];
  for (const name of reading.names.toSorted((a, b) => a.start - b.start)) {
    const before = reading.text.slice(0, name.start);
    const isThing = name.candidates[0]?.kind !== 'consultant';
    const last = left.at(-1);
    const goesOn = last !== undefined && GOES_ON.test(reading.text.slice(last.start + last.text.length, name.start));
    if (goesOn || LEAVES_OUT.test(before) || (isThing && WITHOUT.test(before))) left.push(name);
  }
  return left;
}

/** « hors régie », « sauf internes »: « hors internes » is read as what is done for clients. */
function kindsLeftOut(reading: Reading): Left[] {
  if (has(reading, '@client_work')) return [];
  const families = ['contract', 'status'] as const;
  return families.flatMap((kind) =>
    valuesOf(reading, kind).flatMap((value) => {
      const at = reading.places.get(`@${kind}:${value}`) ?? 0;
      if (!LEAVES_OUT_KIND.test(reading.text.slice(0, at))) return [];
      const contracts: Readonly<Record<string, string>> = CONTRACT_LABELS;
      return [{ kind, value, label: contracts[value] ?? value.replaceAll('_', ' ') }];
    }),
  );
}

const LEAVES_OUT_KIND =
  /(?<!\p{L})(?:sauf|hormis|excepté|hors|à part|a part|excluding|except(?: for)?)\s+(?:les? |la |en |au |aux |des |du |de |projets? |clients? |consultants? )*$|(?:ne sont pas|n['’]est pas|(?:are|is) not|aren['’]t|isn['’]t|pas)\s+(?:en |au |des |de la |du |encore )*$/iu;

/** The same question of all the rest; null: it leaves nothing out. */
export function takeOut(reading: Reading): Reading | null {
  const names = namesLeftOut(reading);
  const kinds = kindsLeftOut(reading);
  if (names.length + kinds.length === 0) return null;
  const things = names.flatMap(({ candidates: [one] }): Left[] => {
    const kind = LEFT_KINDS.find((known) => known === one?.kind);
    return one && kind
      ? [{ kind, value: one.code, label: one.label === one.code ? one.code : `${one.label} (${one.code})` }]
      : [];
  });
  const unclear = names.some(({ candidates }) => candidates.length !== 1) || things.length < names.length;
  if (unclear) return null;
  const dropped = new Set(kinds.map(({ kind, value }) => `@${kind}:${value}`));
  return {
    ...reading,
    names: reading.names.filter((name) => !names.includes(name)),
    marks: new Map([...reading.marks].filter(([mark]) => !dropped.has(mark))),
    without: [...things, ...kinds],
  };
}

function leavesOut(reading: Reading): boolean {
  return namesLeftOut(reading).length + kindsLeftOut(reading).length > 0;
}

/** The rest was read without what is left out, and says so; else it is not told. */
export function* answerRest(plan: Plan, { without }: Reading, asking: Asking): Plan {
  const called: string[] = [];
  let turn = plan.next();
  while (turn.done !== true) {
    called.push(...turn.value.map(({ args }) => JSON.stringify(args)));
    const outcomes = yield turn.value;
    turn = plan.next(outcomes);
  }
  const end = turn.value;
  if (!('text' in end)) return end;
  const calls = called.join(' ');
  if (!without.every(({ value }) => calls.includes(`"op":"!=","value":"${value}"`))) return sayNotTakenOut(asking);
  const told = without.map(({ label }) => label).join(', ');
  return say(`${end.text}\n${inLanguage(asking.language, 'Laissé de côté', 'Left out')} : ${told}.`);
}

function sayNotTakenOut({ language }: Pick<Asking, 'language'>): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Je ne retire pas une partie de ce chiffre : demandez le tout, et la part à en retirer.',
      'I do not take a part out of that figure: ask for the whole, and for the part to take out.',
    ),
  );
}

/** « je ne vois pas où en est P003 » */
const ASIDE =
  /(?<!\p{L})(?:ne |n['’])(?:comprends?|sais|vois|trouve|retrouve|souviens|arrive|suis pas sûr)|(?:don['’]t|do not|can['’]t) (?:know|understand|see|find|remember)|si ce n['’]est pas|n['’]est[- ]ce pas/iu;

/** « qui n'est pas dispo »: it would be answered for who is. */
function isDenied(reading: Reading): boolean {
  if (
    reading.without.length > 0 ||
    takeOut(reading) !== null ||
    has(reading, '@why', '@what_if', '@sound', '@document')
  )
    return false;
  return reading.isDenied && !ASIDE.test(reading.text);
}

function sayDenied({ language }: Pick<Asking, 'language'>): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Cette question dit « ne… pas », et j’y répondrais l’inverse : demandez ce qui est, ou la liste entière.',
      'This question says “not”, and I would answer the opposite: ask for what is, or for the whole list.',
    ),
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
  if (wish === null && isDenied(reading)) return sayDenied({ language });
  if (!leavesOut(reading)) return null;
  // The rest is read by itself, where it is known what is left out.
  if (wish === null) return takeOut(reading) === null ? sayNotTakenOut({ language }) : null;
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Je ne propose rien « sauf » quelque chose : dites de quoi il s’agit, un par un.',
      'I propose nothing “except” something: say which ones, one by one.',
    ),
  );
}
