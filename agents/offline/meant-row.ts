// « Le pire, pourquoi ? », « le 2e », « qui bosse dessus ? », « relance-les », « et sans le premier ? »: words that mean a
// row of the answer before. The row is named in the reading, as if it had been typed; where several could be meant, all
// of them are possible, and the turn asks which.

import { chooseField, chooseMeasure } from './choose-measure.ts';
import { chooseSort } from './query.ts';
import { clearNames, has, type Candidate, type Named, type Reading } from './reading.ts';
import { listedThings, NOTHING_SHOWN, type Shown, type ShownThing } from './shown.ts';
import { AMONG, LEFT_OUT, NOBODY_YET, NOT_NARROWED, TAKEN } from './taken-marks.ts';
import type { SubjectKind } from '../turn.ts';
import { VIEWS } from './views.ts';

function nameOf(candidates: readonly ShownThing[], text: string, start: number): Named {
  const told = candidates.map(({ kind, code, label }): Candidate => ({ kind, code, label, score: 1 }));
  return { text, start, candidates: told };
}

function take(reading: Reading, names: readonly Named[], ...marks: readonly string[]): Reading {
  return {
    ...reading,
    names,
    marks: new Map([...reading.marks, ...[TAKEN, ...marks].map((one) => [one, 1] as const)]),
  };
}

/** Each of them is meant. */
function takeAll(reading: Reading, things: readonly ShownThing[], text: string, ...marks: readonly string[]): Reading {
  return take(
    reading,
    things.map((thing) => nameOf([thing], text, 0)),
    ...marks,
  );
}

/** The one that is meant; of several, the turn asks which. */
function takeOne(reading: Reading, things: readonly ShownThing[], text: string, start: number): Reading {
  return take(reading, [nameOf(things, text, start)]);
}

/**
 * @param before the reading of the turn before, completed.
 * @param answers what the answers before showed, the last first.
 */
export function takeMeant(given: Reading, before: Reading | null, answers: readonly Shown[]): Reading {
  const reading = withoutProfile(given);
  if (before === null || [...reading.marks.keys()].some((mark) => mark.startsWith('~'))) return reading;
  const shown = answers.find(({ things }) => things.length > 0) ?? NOTHING_SHOWN;
  // Of one row that was picked, the others stand in the list before it.
  const list = answers.find((one) => listedThings(one).length > 1) ?? shown;
  return (
    takeRest(reading, list) ??
    (reading.names.length > 0
      ? (takeObject(reading, before, shown) ?? reading)
      : (takeRanked(reading, list) ??
        takeMost(reading, before, list) ??
        takePronoun(reading, before, shown) ??
        takeOnly(reading, before, shown) ??
        reading))
  );
}

/** What stands before the noun in « c'est qui le chef de projet ? » */
const WHO_IS = /(?<!\p{L})(?:qui est|c['’]est qui|who(?:['’]s| is))\s+(?:le |la |l['’]|son |sa |leur |the |its )$/iu;

/** It asks who is in charge, and not of a profile. */
function withoutProfile(reading: Reading): Reading {
  const [name, ...others] = reading.names;
  const isProfile = name?.candidates.every(({ kind }) => kind === 'profile') === true && others.length === 0;
  if (!name || !isProfile || !WHO_IS.test(reading.text.slice(0, name.start))) return reading;
  return { ...reading, names: [], marks: new Map([...reading.marks, ['@manager', 1]]) };
}

const ORDINALS: readonly (readonly [RegExp, number])[] = [
  [/^(?:premi[eè]re?|1(?:er|re|ère|ere)?|first)$/u, 1],
  [/^(?:deuxi[eè]me|seconde?|2(?:e|nde?|[eè]me)?|second)$/u, 2],
  [/^(?:troisi[eè]me|3(?:e|[eè]me)?|third)$/u, 3],
  [/^(?:quatri[eè]me|4(?:e|[eè]me)?|fourth)$/u, 4],
  [/^(?:cinqui[eè]me|5(?:e|[eè]me)?|fifth)$/u, 5],
  [/^(?:derni[eè]re?|last)$/u, -1],
];

const RANK =
  /(?<!\p{L})(?:(?:le|la|du|au|the|num[ée]ro|n°|number|option|choix)\s*)(?<word>premi[eè]re?|deuxi[eè]me|seconde?|troisi[eè]me|quatri[eè]me|cinqui[eè]me|derni[eè]re?|first|second|third|fourth|fifth|last|[1-5](?:er|re|[eè]re|nde?|[eè]me|e)?)(?![\p{L}\p{N}%])(?: one)?(?! (?:trimestre|semestre|mois|semaine|jour|jalon|sprint|quarter|month|week|day|janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre)s?(?!\p{L}))/iu;

type Rank = { readonly at: number; readonly start: number; readonly text: string };

/** « le 2e », « la dernière », « option 1 »: no day of a month, no quarter. */
export function readRank({ text, periods }: Pick<Reading, 'text' | 'periods'>): Rank | null {
  const match = RANK.exec(text);
  const word = match?.groups?.['word']?.toLowerCase() ?? '';
  if (!match || periods.some(({ start, end }) => match.index < end && match.index + match[0].length > start))
    return null;
  const at = ORDINALS.find(([pattern]) => pattern.test(word))?.[1];
  return at === undefined ? null : { at, start: match.index, text: match[0] };
}

function rankedThing(things: readonly ShownThing[], { at }: Rank): ShownThing | undefined {
  return things.at(at > 0 ? at - 1 : at);
}

/** Words of a list of its own, which no rank of the answer before counts in: « le dernier projet créé ». */
function asksAnew({ measures, kinds }: Reading, things: readonly ShownThing[]): boolean {
  return kinds.some((kind) => !things.some((thing) => thing.kind === kind)) && measures.length > 0;
}

function takeRanked(reading: Reading, shown: Shown): Reading | null {
  const rank = readRank(reading);
  const [kind] = reading.kinds;
  const things = kind === undefined ? listedThings(shown) : shown.things.filter((one) => one.kind === kind);
  // The last invoice of a list is the latest, wherever it stands.
  const dated =
    rank?.at === -1 &&
    !/liste?|classement|list/iu.test(reading.text) &&
    things.every(({ fields }) => 'issued_on' in fields);
  const latest = dated
    ? things.toSorted((a, b) => String(a.fields['issued_on']).localeCompare(String(b.fields['issued_on'])))
    : things;
  const thing = rank === null ? undefined : rankedThing(latest, rank);
  if (rank === null || thing === undefined || asksAnew(reading, things)) return null;
  return take({ ...reading, kinds: [] }, [nameOf([thing], rank.text, rank.start)]);
}

const WITHOUT =
  /(?<!\p{L})(?:sans|sauf|hormis|except[ée]|hors|à part|a part|en dehors d[eu]|without|except(?: for)?|excluding|but not)\s+/iu;

/** « et sans le premier ? », « sauf P003 »: the other rows of the answer before. */
function takeRest(reading: Reading, shown: Shown): Reading | null {
  const match = WITHOUT.exec(reading.text);
  const list = listedThings(shown);
  if (!match || !shown.whole || list.length < 2 || reading.measures.length > 0) return null;
  const rank = readRank(reading);
  const ranked = rank !== null && rank.start >= match.index ? rankedThing(list, rank) : undefined;
  const named = clearNames(reading).map(({ code }) => code);
  const out = ranked ? [ranked.code] : named;
  const rest = list.filter(({ code }) => !out.includes(code));
  if (out.length === 0 || rest.length === list.length || rest.length === 0) return null;
  return takeAll(reading, rest, match[0], LEFT_OUT);
}

const ONE_OF_THEM =
  /(?<!\p{L})(?:le|la|the|celui|celle|lequel|laquelle|which(?: one)?|quel(?:le)? (?:projet|client|consultant|affaire|deal))(?!\p{L})/iu;
const SEVERAL_OF_THEM = /(?<!\p{L})(?:les|lesquel(?:le)?s|quels|quelles|mes|nos|tous|toutes|which ones)(?!\p{L})/iu;

/** Stages in the order in which a deal goes through them. */
const STAGES = ['piste', 'qualifiee', 'proposition', 'negociation', 'gagnee'];

type Worth = (thing: ShownThing) => number | null;

function numberOf(field: string, sign: 1 | -1): Worth {
  return ({ fields }) => {
    const value = fields[field];
    return typeof value === 'number' ? value * sign : null;
  };
}

/** The earlier the day, the more of it. */
function dayOf(field: string, sign: 1 | -1): Worth {
  return ({ fields }) => {
    const value = fields[field];
    return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value)
      ? sign * Number(value.slice(0, 10).replaceAll('-', ''))
      : null;
  };
}

function stageOf({ fields }: ShownThing): number | null {
  const at = STAGES.indexOf(String(fields['stage'] ?? ''));
  return at < 0 ? null : at;
}

/** What a word measures the rows by, whatever figure was told: the first that they all have. */
const WORTHS: readonly (readonly [RegExp, readonly Worth[]])[] = [
  [/avanc[ée]e?|most advanced|furthest/iu, [stageOf]],
  [/probable|likely|s[uû]re?(?!\p{L})/iu, [numberOf('probability', 1)]],
  [
    /vieille|vieux|ancien|oldest|longest overdue/iu,
    [numberOf('late_days', 1), dayOf('issued_on', -1), dayOf('since', -1), dayOf('created_on', -1)],
  ],
  [/r[ée]cente?|latest|newest/iu, [dayOf('issued_on', 1), dayOf('since', 1), dayOf('created_on', 1)]],
  [/(?:proche|bient[oô]t|t[oô]t|soonest)/iu, [dayOf('end', -1), dayOf('expected_close', -1), dayOf('due_on', -1)]],
];

const GROSS = /gros|importante?|grande?|[ée]lev[ée]e?|forte?|biggest|largest|highest/iu;

/** The figure that the answer before told, and which way its rows are ranked. */
function worthTold(reading: Reading, before: Reading): readonly Worth[] {
  const asked: Reading = { ...before, marks: new Map([...before.marks, ...reading.marks]) };
  const measure = chooseMeasure(asked);
  const view = measure === null ? undefined : VIEWS[measure.report];
  if (measure === null || view === undefined || measure.report === 'pipeline')
    return GROSS.test(reading.text) ? [numberOf('left', 1), numberOf('amount', 1)] : [];
  const { field, order } = chooseSort(reading, view, chooseField(asked, measure, view));
  return [numberOf(field, order === 'desc' ? 1 : -1)];
}

/** « le pire », « la plus avancée », « la plus vieille »: one row, or the few that are equal. */
function takeMost(reading: Reading, before: Reading, shown: Shown): Reading | null {
  const { text, measures, kinds, numbers, by, wordCount, periods } = reading;
  const ranks = has(reading, '@order:worst', '@order:best', '@order:most', '@order:least', '@oldest', '@latest');
  const told = by !== null || numbers.top !== null || numbers.plain.length > 0 || periods.length > 0;
  if (!ranks || told || !ONE_OF_THEM.test(text) || SEVERAL_OF_THEM.test(text) || wordCount > LONGEST_PICK) return null;
  const [kind] = kinds;
  const things = kind === undefined ? listedThings(shown) : shown.things.filter((one) => one.kind === kind);
  if (measures.length > 0) return kinds.length > 0 ? null : takeAmong(reading, things, shown);
  const one = { ...reading, kinds: [], marks: new Map([...reading.marks, ['@singular', 1] as const]) };
  if (things.length === 0) return kinds.length === 0 ? one : null;
  const worths = WORTHS.find(([words]) => words.test(text))?.[1] ?? worthTold(reading, before);
  // What has no rate ranks nowhere.
  const ranked = worths
    .map((worth) => things.flatMap((thing) => (worth(thing) === null ? [] : [{ thing, worth: worth(thing) ?? 0 }])))
    .find((all) => all.length * 2 > things.length);
  if (!shown.whole || ranked === undefined) return null;
  const most = Math.max(...ranked.map(({ worth }) => worth));
  const best = ranked.filter(({ worth }) => worth === most).map(({ thing }) => thing);
  // Of the five worst, the best is not the best of all.
  if (!shown.all && best[0] !== things[0]) return take(reading, [], NOT_NARROWED);
  return takeAll(one, best, text);
}

/** « lequel a la pire marge ? », « le plus dispo »: of those just shown, and of no other. */
function takeAmong(reading: Reading, things: readonly ShownThing[], { whole }: Shown): Reading | null {
  const about = VIEWS[reading.measures[0]?.report ?? 'margin']?.about ?? [];
  const fits = things.length > 0 && things.every(({ kind }) => about.includes(kind));
  if (!fits || !whole || OF_ALL.test(reading.text)) return null;
  const one = new Map([...reading.marks, ['@singular', 1] as const]);
  return takeAll({ ...reading, marks: one }, things, reading.text, AMONG);
}

const OF_ALL =
  /(?<!\p{L})(?:de nos|de mes|de tous|de toutes|des|de la (?:firme|soci[ée]t[ée]|bo[iî]te)|of our|of all|overall)(?!\p{L})/iu;

/** More words say something of their own. */
const LONGEST_PICK = 9;

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
function takeObject(reading: Reading, before: Reading, shown: Shown): Reading | null {
  const object = has(reading, '!staff') ? PERSON_ON.exec(reading.text) : null;
  if (object === null || reading.names.some(({ candidates }) => candidates.some(({ kind }) => kind === 'consultant')))
    return null;
  const person = ({ candidates }: Named): boolean => candidates[0]?.kind === 'consultant';
  const asked = before.names.filter(person);
  const people = shown.things.filter(({ kind }) => kind === 'consultant');
  const meant = asked.length > 0 ? asked : people.length > 0 ? [nameOf(people, object[0], object.index)] : [];
  if (meant.length !== 1) return null;
  return { ...reading, names: [...meant, ...reading.names], marks: new Map([...reading.marks, [TAKEN, 1]]) };
}

const PERSON_ON = /\p{L}{2}[- ](?:le|la|l['’]|him|her|them)(?=\s+(?:sur|à|a|on|to|for|pour)(?!\p{L}))/iu;

/** « lui », « dessus », « celle-là », « eux », « relance-les » */
function takePronoun(reading: Reading, before: Reading, shown: Shown): Reading | null {
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
  const wanted = wantedKinds(reading);
  const fits = ({ kind }: { readonly kind: SubjectKind }): boolean => wanted === null || wanted.includes(kind);
  const asked = before.names.filter(({ candidates }) => candidates.length === 1 && candidates.every(fits));
  const things = shown.things.filter(fits);
  const listed = listedThings({ ...shown, things });
  const at = reading.text.search(/\S/u);
  const whose = POSSESSIVE.test(reading.text) && reading.kinds[0] === 'client' ? clientOf(shown) : null;
  if (whose) return takeOne({ ...reading, kinds: [] }, [whose], reading.text, at);
  const plain: Reading = POSSESSIVE.test(reading.text) ? reading : { ...reading, kinds: [] };
  if (many) {
    if (!shown.whole && asked.length === 0) return take(plain, [], NOT_NARROWED);
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
    return { ...plain, marks: new Map([...plain.marks, ['@pronoun', 1], [NOBODY_YET, 1]]) };
  if (listed.length === 0 || (asked.length === 0 && listed.length > MOST_MEANT)) return null;
  if (asked.length > 1)
    return take(plain, [{ text: reading.text, start: at, candidates: asked.flatMap(({ candidates }) => candidates) }]);
  return takeOne(plain, listed, reading.text, at);
}

/** Whose the one thing that was shown is. */
function clientOf(shown: Shown): ShownThing | null {
  const [only, ...others] = listedThings(shown);
  const code = only?.fields['client'];
  return typeof code === 'string' && others.length === 0 ? { kind: 'client', code, label: code, fields: {} } : null;
}

/** Of more rows than these, which one is meant cannot be asked with all of them as choices. */
const MOST_MEANT = 12;

/** « pourquoi ? », « de combien ? », « qui bosse dessus ? », of the one thing that was shown. */
function takeOnly(reading: Reading, before: Reading, shown: Shown): Reading | null {
  const { measures, kinds, by, periods, numbers, wordCount, text } = reading;
  const [only, ...others] = listedThings(shown);
  const told =
    kinds.length > 0 || by !== null || periods.length > 0 || numbers.plain.length > 0 || numbers.top !== null;
  if (!only || others.length > 0 || !shown.whole || before.names.length > 0 || told || wordCount > SHORTEST)
    return null;
  if (has(reading, '@scope:firm', '@scope:mine', '@list', '@who') || only.kind === 'profile') return null;
  const wanted = wantedKinds(reading);
  const asks = measures.length > 0 || has(reading, '@why', '@howmany', '@assignments', '@manager', '@when');
  return asks && (wanted === null || wanted.includes(only.kind)) ? takeAll(reading, [only], text) : null;
}

/** A question without a subject. */
const SHORTEST = 5;
