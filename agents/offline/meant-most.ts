// « le pire », « la plus avancée », « la plus vieille », « le plus dispo »: the row of the answer before that has the most
// of what its words say, or of the figure that was told.

import { chooseField, chooseMeasure } from './choose-measure.ts';
import { chooseSort } from './query.ts';
import { has, type Reading } from './reading.ts';
import { listedThings, type Shown, type ShownThing } from './shown.ts';
import { take, takeAll } from './take-rows.ts';
import { AMONG, NOT_NARROWED } from './taken-marks.ts';
import { VIEWS } from './views.ts';

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

const ENDS = /(?<!\p{L})(?:fini(?:t|ra)|(?:se )?termine(?:ra)?|s['’]arr[êe]te|ends?|finish(?:es)?)(?!\p{L})/iu;

/** What a word measures the rows by, whatever figure was told: the first that they all have. */
const WORTHS: readonly (readonly [RegExp, readonly Worth[]])[] = [
  [/avanc[ée]e?|most advanced|furthest/iu, [stageOf]],
  [/probable|likely|s[uû]re?(?!\p{L})/iu, [numberOf('probability', 1)]],
  [
    /vieille|vieux|ancien|oldest|longest overdue/iu,
    [numberOf('late_days', 1), dayOf('issued_on', -1), dayOf('since', -1), dayOf('created_on', -1)],
  ],
  [/r[ée]cente?|latest|newest/iu, [dayOf('issued_on', 1), dayOf('since', 1), dayOf('created_on', 1)]],
  [ENDS, [dayOf('ends_on', -1), dayOf('end', -1), dayOf('expected_close', -1)]],
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
export function takeMost(reading: Reading, before: Reading, shown: Shown): Reading | null {
  const { text, measures, kinds, numbers, by, wordCount, periods } = reading;
  const ranks = has(
    reading,
    '@order:worst',
    '@order:best',
    '@order:most',
    '@order:least',
    '@oldest',
    '@latest',
    '@order:first',
  );
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
  // What a word ranks by that no row tells is not ranked by something else.
  if (ranked === undefined && WORTHS.some(([words]) => words.test(text))) return take(reading, [], NOT_NARROWED);
  if (!shown.whole) return kinds.length === 0 ? one : null;
  if (ranked === undefined) return null;
  const most = Math.max(...ranked.map(({ worth }) => worth));
  const best = ranked.filter(({ worth }) => worth === most).map(({ thing }) => thing);
  // Of the five worst, the best is not the best of all.
  if (!shown.all && best[0] !== things[0]) return take(reading, [], NOT_NARROWED);
  return takeAll(ENDS.test(text) ? withoutHorizon(one) : one, best, text);
}

/** Which ends first is a day, and no figure at completion. */
function withoutHorizon(reading: Reading): Reading {
  const marks = [...reading.marks].filter(([mark]) => !mark.startsWith('@horizon'));
  return { ...reading, horizon: null, marks: new Map(marks) };
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
