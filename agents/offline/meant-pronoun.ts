// « lui », « dessus », « celle-là », « eux », « relance-les », « mets-le sur P005 », « et les marges ? »: what was asked about
// in the turn before, else what its answer showed.

import { has, type Named, type Reading } from './reading.ts';
import { rankedThing, readRank, type Rank } from './ranks.ts';
import { listedThings, type Shown, type ShownThing } from './shown.ts';
import { nameOf, take, takeAll, takeOne } from './take-rows.ts';
import { NOBODY_YET, NOT_NARROWED, TAKEN } from './taken-marks.ts';
import type { SubjectKind } from '../turn.ts';
import { VIEWS } from './views.ts';

/** « qui le pilote ? » */
const DONE_TO = /^\W*(?:et |and )?(?:qui|depuis quand|comment) (?:le|la|l['’])\s?(?=\p{L})/iu;
const SHE_OR_HE = /(?<!\p{L})(?:elle|lui|il|he|she|him|her)(?!\p{L})/iu;
/** « il reste », « combien faut-il »: nobody. */
const IMPERSONAL =
  /(?<!\p{L})il (?:y a|en? (?:faut|reste|manque)|faut|(?:me|nous|lui|leur) (?:faut|reste|manque)|reste|manque|s['’]agit|est (?:prévu|possible))|(?:y a|faut|reste|manque|passe|agit)[- ](?:t[- ])?il/giu;
const THEM =
  /(?<!\p{L})(?:eux|elles|ils|leurs?|ceux[- ](?:ci|là|la)|celles[- ](?:ci|là|la)|ces (?:projets|clients|consultants|factures|affaires|deals|gens|personnes)|them|their|these|those|they)(?!\p{L})/iu;
/** « émets-la », « passe-le en gagnée », « relance les »: what a verb of action is done to. */
const OBJECT =
  /(?:\p{L}{2}[- ])(?<one>la|le|l['’]|it|that one|this one|celle[- ]l[àa]|celui[- ]l[àa]|celle[- ]ci|celui[- ]ci)?(?<many>les|them|ceux[- ]l[àa]|celles[- ]l[àa])?(?=\s*$|\s*[.,!?;]|\s+(?:en|à|a|pour|comme|au|aux|gagn[ée]e?s?|perdue?s?|as|to|won|lost|tout|toutes?|tous|stp|svp|maintenant|now|aussi|demain|vite)(?!\p{L}))/iu;

function orders(reading: Reading): boolean {
  return [...reading.marks.keys()].some((mark) => mark.startsWith('!')) || has(reading, '@won', '@lost');
}

/** « qui est dessus ? » */
const ON_IT = /^\W*(?:et |and )?(?:c['’]est )?(?:qui|who)(?: (?:est|sont|is))? (?:l[àa][- ])?(?:dessus|on it)\W*$/iu;

/** « ses factures »: the noun is what is asked of it, and not what it is. */
const POSSESSIVE = /(?<!\p{L})(?:son|sa|ses|leurs?|its|his|her|their)(?!\p{L})/iu;

/** Kinds that the words can be of: those of the noun, of the figure, of the act. */
function wantedKinds(reading: Reading): readonly SubjectKind[] | null {
  const [noun] = reading.kinds;
  if (noun !== undefined && noun !== 'month' && noun !== 'stage' && !POSSESSIVE.test(reading.text)) return [noun];
  // « depuis quand ? » is of anything, though the bench has its days.
  const report = reading.measures.find(({ field }) => field !== 'since')?.report;
  if (report !== undefined) return VIEWS[report]?.about ?? null;
  if (has(reading, '@won', '@lost', '@deal_state') || [...reading.marks.keys()].some((one) => one.startsWith('@stage')))
    return ['opportunity'];
  if (has(reading, '!credit')) return ['invoice'];
  if (has(reading, '!invoice')) return ['project', 'client'];
  if (has(reading, '!chase', '!dun'))
    return has(reading, '@cra') ? ['consultant'] : ['invoice', 'client', 'consultant'];
  if (has(reading, '!replace')) return ['consultant'];
  if (has(reading, '@assignments')) return ['project', 'opportunity', 'consultant', 'client'];
  return null;
}

/** « on la passe perdue », « peux-tu le relancer » */
const OBJECT_FIRST =
  /(?<!\p{L})(?:on|tu|je|vous|nous|peux|faut|peut|pouvez)[- ](?<one>la|le|l['’])?(?<many>les)?\s?(?=\p{L})/iu;

/** « mets-le sur P005 »: the person, beside the project that is named. */
export function takeObject(reading: Reading, before: Reading, shown: Shown): Reading | null {
  const rank = readRank(reading);
  const object = has(reading, '!staff') ? (PERSON_ON.exec(reading.text) ?? placeOf(rank)) : null;
  if (object === null || reading.names.some(({ candidates }) => candidates.some(({ kind }) => kind === 'consultant')))
    return null;
  const person = ({ candidates }: Named): boolean => candidates[0]?.kind === 'consultant';
  const asked = before.names.filter(person);
  const all = shown.things.filter(({ kind }) => kind === 'consultant');
  const first = rank === null ? undefined : rankedThing(all, rank);
  const people = rank === null ? all : first ? [first] : [];
  const meant =
    rank === null && asked.length > 0 ? asked : people.length > 0 ? [nameOf(people, object[0], object.index)] : [];
  if (meant.length !== 1) return { ...reading, marks: new Map([...reading.marks, [NOBODY_YET, 1]]) };
  return { ...reading, names: [...meant, ...reading.names], marks: new Map([...reading.marks, [TAKEN, 1]]) };
}

function placeOf(rank: Rank | null): { readonly 0: string; readonly index: number } | null {
  return rank === null ? null : { 0: rank.text, index: rank.start };
}

const PERSON_ON = /\p{L}{2}[- ](?:le|la|l['’]|him|her|them)(?=\s+(?:sur|à|a|on|to|for|pour)(?!\p{L}))/iu;

/** « lui », « dessus », « celle-là », « eux », « relance-les » */
export function takePronoun(reading: Reading, before: Reading, shown: Shown): Reading | null {
  // « dépose-les »: the changes that were told ready.
  if (has(reading, '!propose', '!file')) return null;
  const object = orders(reading) ? (OBJECT.exec(reading.text) ?? OBJECT_FIRST.exec(reading.text))?.groups : undefined;
  const many =
    object?.['many'] !== undefined ||
    (has(reading, '@pronoun_many') && THEM.test(reading.text)) ||
    (!orders(reading) && THEM.test(reading.text));
  const he = SHE_OR_HE.test(reading.text.replaceAll(IMPERSONAL, ' ')) && !has(reading, '@scope:firm', '@scope:mine');
  const done = DONE_TO.test(reading.text) && has(reading, '@manager') && reading.kinds.length === 0;
  const one = object?.['one'] !== undefined || has(reading, '@pronoun') || he || done;
  if (!many && !one) return null;
  if (ON_IT.test(reading.text) && !has(reading, '@assignments'))
    return takePronoun({ ...reading, marks: new Map([...reading.marks, ['@assignments', 1]]) }, before, shown);
  const wanted = wantedKinds(reading);
  const fits = ({ kind }: { readonly kind: SubjectKind }): boolean => wanted === null || wanted.includes(kind);
  const asked = before.names.filter(({ candidates }) => candidates.length === 1 && candidates.every(fits));
  const things = shown.things.filter(fits);
  const listed = listedThings({ ...shown, things });
  const at = reading.text.search(/\S/u);
  const whose = POSSESSIVE.test(reading.text) && reading.kinds[0] === 'client' ? clientOf(shown) : null;
  if (whose) return takeOne({ ...reading, kinds: [] }, [whose], reading.text, at);
  // « ses projets »: they are listed.
  const listing = new Map([...reading.marks, ...(reading.kinds.length > 0 ? [['@list', 1] as const] : [])]);
  const plain: Reading = POSSESSIVE.test(reading.text) ? { ...reading, marks: listing } : { ...reading, kinds: [] };
  if (many) {
    if (!shown.whole && asked.length === 0) return take(plain, [], NOT_NARROWED);
    // « leur marge », of nobody yet: not the firm's.
    if (listed.length === 0 && before.names.length === 0 && reading.measures.length > 0) return ofNobody(plain);
    if (listed.length > 1 && listed.length > asked.length) return takeAll(plain, listed, reading.text);
    return asked.length > 0 ? take(plain, asked) : listed.length === 1 ? takeAll(plain, listed, reading.text) : null;
  }
  const [person] = things.filter(({ kind }) => kind === 'consultant');
  const people = things.filter(({ kind }) => kind === 'consultant').length;
  if (
    he &&
    person &&
    people === 1 &&
    asked.every(({ candidates }) => candidates[0]?.kind !== 'consultant') &&
    asked.length !== 1
  )
    return takeOne(plain, [person], reading.text, at);
  if (asked.length === 1) return take(plain, asked);
  const client = listed.length === 0 && wanted?.includes('client') === true ? clientOf(shown) : null;
  if (client) return takeOne(plain, [client], reading.text, at);
  // « combien il nous doit ? » of what owes nothing is of nobody yet.
  if (listed.length === 0 && asked.length === 0 && wanted !== null && (he || before.names.length > 0))
    return ofNobody(plain);
  if (listed.length === 0 || (asked.length === 0 && listed.length > MOST_MEANT)) return null;
  if (asked.length > 1)
    return take(plain, [{ text: reading.text, start: at, candidates: asked.flatMap(({ candidates }) => candidates) }]);
  return takeOne(plain, listed, reading.text, at);
}

/** What is meant is asked back. */
function ofNobody(reading: Reading): Reading {
  return { ...reading, marks: new Map([...reading.marks, ['@pronoun', 1], [NOBODY_YET, 1]]) };
}

/** Whose the one thing that was shown is. */
function clientOf(shown: Shown): ShownThing | null {
  const [only, ...others] = listedThings(shown);
  const code = only?.fields['client'];
  return typeof code === 'string' && others.length === 0 ? { kind: 'client', code, label: code, fields: {} } : null;
}

/** Of more rows than these, which one is meant cannot be asked with all of them as choices. */
const MOST_MEANT = 12;

/** « et les marges ? », of the projects just listed. */
export function takePlural(reading: Reading, before: Reading, shown: Shown): Reading | null {
  const { measures, kinds, by, periods, text } = reading;
  if (measures.length === 0 || kinds.length > 0 || by !== null || periods.length > 0 || before.names.length > 0)
    return null;
  const chosen = [...reading.marks.keys()].some((mark) =>
    /^@(?:severity|status|contract|stage|state|rule|change):/.test(mark),
  );
  if (chosen || measures[0]?.report === before.measures[0]?.report) return null;
  if (!THE_FIGURES.test(text) || has(reading, '@scope:firm', '@scope:mine')) return null;
  const about = VIEWS[measures[0]?.report ?? 'margin']?.about ?? [];
  const listed = listedThings(shown);
  const fits = listed.length > 1 && shown.whole && listed.every(({ kind }) => about.includes(kind));
  return fits ? takeAll(reading, listed, text) : null;
}

const THE_FIGURES = /^\W*(?:et|and)\s+(?:les|the)\s+\p{L}+s(?!\p{L})/iu;

/** « pourquoi ? », « de combien ? », « qui bosse dessus ? », of the one thing that was shown. */
export function takeOnly(reading: Reading, before: Reading, shown: Shown): Reading | null {
  const { measures, kinds, by, periods, numbers, wordCount, text } = reading;
  const [only, ...others] = listedThings(shown);
  const told =
    kinds.length > 0 || by !== null || periods.length > 0 || numbers.plain.length > 0 || numbers.top !== null;
  if (!only || others.length > 0 || !shown.whole || before.names.length > 0 || told || wordCount > SHORTEST)
    return null;
  const asksWho = has(reading, '@who') && !has(reading, '@manager');
  if (asksWho || has(reading, '@scope:firm', '@scope:mine', '@list') || only.kind === 'profile') return null;
  const wanted = wantedKinds(reading);
  const asks = measures.length > 0 || has(reading, '@why', '@howmany', '@assignments', '@manager', '@when');
  return asks && (wanted === null || wanted.includes(only.kind)) ? takeAll(reading, [only], text) : null;
}

/** A question without a subject. */
const SHORTEST = 7;
