// Short words that ask another figure of what was just told, and of no other thing: « combien ça coûte ? », « c'est mieux
// qu'en octobre ? », « depuis quand ? », « de combien ? », « il reste combien de jours ? ».

import { clearNames, has, type Reading } from './reading.ts';
import { EXCESS, TAKEN } from './taken-marks.ts';

/** The question with the figure that it means; itself when its words take up none. */
export function takeUp(reading: Reading, before: Reading, asOf: string): Reading {
  const set = takeUpSetting(takeUpTeam(onSameGround(sinceThen(reading, before, asOf), before), before));
  return takeUpDays(set, before) ?? takeUpComparison(takeUpCost(takeUpAspect(set, before), before), before);
}

/** « qu'est-ce qui a changé ? » after « et il y a un mois ? »: since that day. */
function sinceThen(reading: Reading, before: Reading, asOf: string): Reading {
  const day = before.periods.at(-1);
  const asks = reading.measures[0]?.report === 'changes' && reading.periods.length === 0;
  if (!asks || day?.kind !== 'day' || day.to === null || day.to >= asOf) return reading;
  return { ...reading, periods: [{ ...day, kind: 'since', from: day.to, to: asOf }] };
}

/** « le CA » is no « ça ». */
export const IT =
  /(?<!\p{L})(?:[çÇ]a|(?<!(?:le|du|de|un|en|mon|notre|quel) )[cC]a|c['’](?:est|était)|cela|it|that|this|tout ça)(?!\p{L})/u;
/** What has a cost of its own, that no project is named for. */
const COSTLY = new Set(['drift', 'bench', 'late', 'receivables', 'billing']);

/** « combien ça nous coûte ? », of the drifts or of the bench just listed: their own euros, added up. */
function takeUpCost(reading: Reading, before: Reading): Reading {
  const [measure] = reading.measures;
  const report = before.measures[0]?.report ?? '';
  const cost = measure?.report === 'margin' && (measure.field === 'cost' || measure.field === 'margin');
  if (!cost || !IT.test(reading.text) || !COSTLY.has(report) || reading.names.length > 0) return reading;
  const marks = new Map([
    ...reading.marks,
    ...['@scope:firm', '@as_euros', '@again'].map((mark) => [mark, 1] as const),
  ]);
  const fields: Readonly<Record<string, string>> = { drift: 'impact', bench: 'cost' };
  const taken = before.measures.map((one, at) => (at === 0 ? { ...one, field: fields[report] ?? one.field } : one));
  return { ...reading, measures: taken, marks, places: new Map([...reading.places, ['@again', 0]]) };
}

type Aspect = {
  readonly of: readonly string[];
  readonly words: RegExp;
  readonly field: string;
  readonly report?: 'late';
};

/** Short words that ask another figure of what was just told, and no other thing. */
const ASPECTS: readonly Aspect[] = [
  { of: ['landing'], words: /d[ée]j[àa]|réalisé|realise|so far|already done|(?:est|a) fait/iu, field: 'done_' },
  { of: ['landing'], words: /reste|encore|restant|still|left to/iu, field: 'planned_' },
  { of: ['landing'], words: /objectif|cible|target/iu, field: 'target_' },
  {
    of: ['late', 'receivables'],
    words: /depuis (?:quand|combien)|since when|how (?:old|late|long)/iu,
    field: 'days',
    report: 'late',
  },
  { of: ['drift'], words: /^\W*(?:et )?de combien(?: de points)?\W*$|by how much/iu, field: 'drift_points' },
  { of: ['orders'], words: /(?<!\p{L})de combien(?!\p{L})(?! de )|by how much/iu, field: EXCESS },
];
/** « jours vendus ? », « consommés ? », « restants ? »: the days of one project, one horizon after the other. */
const DAYS: readonly (readonly [RegExp, 'margin' | 'rates', string])[] = [
  [/^\W*(?:et )?(?:les (?:jours )?|déjà )?(?:consomm|pass[ée]s|utilis|spent|used)/iu, 'margin', 'days'],
  [
    /^\W*(?:et )?(?:(?:il|ce qui|le) )?rest(?:e|ants?|antes?)(?!\p{L})(?! à facturer)|^\W*left\W*$/iu,
    'margin',
    'remaining_days',
  ],
  [/^\W*(?:et )?(?:les )?(?:vendus?|prévus?|budget|planned|sold)\W*$/iu, 'rates', 'planned_days'],
];

function takeUpDays(reading: Reading, before: Reading): Reading | null {
  const was = before.measures[0]?.field ?? '';
  const project = clearNames(before).some(({ kind }) => kind === 'project');
  const told = DAYS.find(([words]) => words.test(reading.text));
  const ofDays = ['days', 'planned_days', 'remaining_days', 'eac_days'].includes(was);
  if (!project || !ofDays || !told || reading.wordCount > LONGEST_ASPECT || has(reading, '@as_euros')) return null;
  const [, report, field] = told;
  const marks = new Map([
    ...[...reading.marks].filter(([mark]) => !mark.startsWith('@horizon')),
    ['@again', 1] as const,
  ]);
  return { ...reading, measures: [{ report, field, weight: 1 }], horizon: null, marks };
}

/** « le solde ? » of the capacity just told is no client's. */
function onSameGround(reading: Reading, before: Reading): Reading {
  const { measures } = reading;
  const same = measures.find(({ report }) => report === before.measures[0]?.report);
  const bare = reading.names.length + reading.kinds.length === 0 && reading.wordCount <= LONGEST_ASPECT;
  if (!same || !bare || same === measures[0]) return reading;
  return { ...reading, measures: [same, ...measures.filter((one) => one !== same)] };
}

/** « et l'équipe ? », of a project: who works on it. */
function takeUpTeam(reading: Reading, before: Reading): Reading {
  const project = clearNames(before).some(({ kind }) => kind === 'project');
  if (!project || !TEAM.test(reading.text)) return reading;
  const marks = [...reading.marks].filter(([mark]) => mark !== '@scope:firm');
  return { ...reading, names: before.names, marks: new Map([...marks, ['@assignments', 1]]) };
}

const TEAM =
  /^\W*(?:et |and )?(?:(?:c['’]est )?(?:quoi|qui) )?(?:l['’]|son |sa |the |its )(?:équipe|equipe|team)\W*$/iu;

/** « passe son raf à 10 » */
function takeUpSetting(reading: Reading): Reading {
  const sets = has(reading, '!mark', '!update') && reading.numbers.plain.length > 0 && reading.measures.length === 0;
  return sets && /(?<!\p{L})(?:raf|reste à faire|reste a faire)(?!\p{L})/iu.test(reading.text)
    ? { ...reading, measures: [{ report: 'margin', field: 'remaining_days', weight: 1 }] }
    : reading;
}

const LONGEST_ASPECT = 7;

function takeUpAspect(reading: Reading, before: Reading): Reading {
  const [was] = before.measures;
  const named = reading.names.length > 0 && !has(reading, TAKEN);
  const told = named || reading.kinds.length + reading.periods.length > 0 || reading.by !== null;
  const other = reading.measures.some(({ report }) => report !== 'bench' && report !== was?.report);
  if (
    !was ||
    told ||
    other ||
    [...reading.marks.keys()].some((mark) => mark.startsWith('!')) ||
    reading.wordCount > LONGEST_ASPECT
  )
    return takeUpDaysLeft(reading, before);
  const aspect = ASPECTS.find(({ of, words }) => of.includes(was.report) && words.test(reading.text));
  if (!aspect) return takeUpDaysLeft(reading, before);
  const base = was.field?.endsWith('margin') === true ? 'margin' : 'revenue';
  const field = aspect.field.endsWith('_') ? `${aspect.field}${base}` : aspect.field;
  const asked = { report: aspect.report ?? was.report, field, weight: 1 };
  const marks = [...reading.marks].filter(([mark]) => !/^@(?:howmany|question|remaining|horizon)/.test(mark));
  return {
    ...reading,
    measures: [asked],
    horizon: null,
    marks: new Map([
      ...[...before.marks].filter(([mark]) => !/^@(?:count|why|howmany|question)/.test(mark)),
      ...marks,
      ['@again', 1],
    ]),
    places: new Map([...reading.places, ['@again', 0]]),
  };
}

/** « il reste combien de jours ? », of the project just spoken of. */
function takeUpDaysLeft(reading: Reading, before: Reading): Reading {
  const asks = has(reading, '@remaining') && has(reading, '@howmany', '@as_days') && reading.measures.length === 0;
  const project = clearNames(reading.names.length > 0 ? reading : before).some(({ kind }) => kind === 'project');
  if (!asks || !project || before.measures[0]?.report === 'orders') return reading;
  return { ...reading, measures: [{ report: 'margin', field: 'remaining_days', weight: 1 }] };
}

const BETTER_THAN =
  /(?<!\p{L})(?:vs|versus|contre|par rapport|compar[ée]e?|compared|against|face à|mieux|meilleure?|moins bien|pire|better|worse|plus|moins|more|less)(?!\p{L})/iu;

/** « c'est mieux qu'en octobre ? » after « et en septembre ? »: the same figure of the two. */
function takeUpComparison(reading: Reading, before: Reading): Reading {
  const own = reading.measures.filter(({ report }) => report !== 'changes');
  const [told] = reading.periods;
  const then = before.periods.at(-1);
  const alone =
    own.length === 0 && reading.names.length === 0 && reading.kinds.length === 0 && before.measures.length > 0;
  if (!alone || !told || reading.periods.length > 1 || !then || then.kind !== told.kind) return reading;
  if (!BETTER_THAN.test(reading.text)) return reading;
  const marks = new Map([
    ...[...reading.marks].filter(([mark]) => !/^@(?:change|order)/.test(mark)),
    ['@again', 1] as const,
    ['@compare', 1] as const,
  ]);
  return {
    ...reading,
    measures: [],
    periods: [then, told],
    marks,
    places: new Map([...reading.places, ['@again', 0]]),
  };
}
