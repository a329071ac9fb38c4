// « Le pire, pourquoi ? », « le 2e », « qui bosse dessus ? », « relance-les », « et sans le premier ? »: words that mean a
// row of the answer before. The row is named in the reading, as if it had been typed; where several could be meant, all
// of them are possible, and the turn asks which.

import { takeMost } from './meant-most.ts';
import { takeObject, takeOnly, takePlural, takePronoun } from './meant-pronoun.ts';
import { rankedThing, readRank } from './ranks.ts';
import { clearNames, type Reading } from './reading.ts';
import { listedThings, NOTHING_SHOWN, type Shown, type ShownThing } from './shown.ts';
import { nameOf, take, takeAll } from './take-rows.ts';
import { LEFT_OUT } from './taken-marks.ts';

/**
 * @param before the reading of the turn before, completed.
 * @param answers what the answers before showed, the last first.
 */
export function takeMeant(given: Reading, before: Reading | null, answers: readonly Shown[]): Reading {
  const reading = withoutProfile(given);
  if (before === null || isElsewhere(reading)) return reading;
  const shown = answers.find(({ things }) => things.length > 0) ?? NOTHING_SHOWN;
  // Of one row that was picked, the others stand in the list before it.
  const list = answers.find((one) => isListOf(one, shown)) ?? shown;
  return (
    takeRest(reading, before, list) ??
    (reading.names.length > 0
      ? (takeObject(reading, before, shown) ?? reading)
      : (takeRanked(reading, list) ??
        takeMost(reading, before, list) ??
        takePronoun(reading, before, shown) ??
        takePlural(reading, before, shown) ??
        takeOnly(reading, before, shown) ??
        reading))
  );
}

/** « et si on la gagne ? » is of no wage. */
function isElsewhere({ marks }: Reading): boolean {
  return [...marks.keys()].some((mark) => mark.startsWith('~') && !(mark === '~salary' && marks.has('@what_if')));
}

/** The last answer itself, or the list that its one row was picked in. */
function isListOf(one: Shown, shown: Shown): boolean {
  const [picked] = listedThings(shown);
  const things = listedThings(one);
  return (
    things.length > 1 &&
    (one === shown || things.some(({ kind, code }) => kind === picked?.kind && code === picked.code))
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

/** « et l'autre ? », « et les autres ? »: than the one just spoken of. */
const OTHERS = /^\W*(?:et |and )?(?:l['’]autre|les autres|the others?|the other one)\W*$/iu;

const WITHOUT =
  /(?<!\p{L})(?:sans|sauf|hormis|except[ée]|hors|à part|a part|en dehors d[eu]|without|except(?: for)?|excluding|but not)\s+/iu;

/** « et sans le premier ? », « sauf P003 »: the other rows of the answer before. */
function takeRest(reading: Reading, before: Reading, shown: Shown): Reading | null {
  const others = OTHERS.test(reading.text) && reading.names.length === 0;
  const match = others ? OTHERS.exec(reading.text) : WITHOUT.exec(reading.text);
  const list = listedThings(shown);
  if (!match || !shown.whole || list.length < 2 || reading.measures.length > 0) return null;
  const rank = readRank(reading);
  const ranked = rank !== null && rank.start >= match.index ? rankedThing(list, rank) : undefined;
  const named = clearNames(others ? before : reading).map(({ code }) => code);
  const out = ranked ? [ranked.code] : named;
  const rest = list.filter(({ code }) => !out.includes(code));
  if (out.length === 0 || rest.length === list.length || rest.length === 0) return null;
  return takeAll(reading, rest, match[0], LEFT_OUT);
}
