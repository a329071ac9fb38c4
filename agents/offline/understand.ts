// A question is read word by word: what it measures, of whom, when, in what form. Nothing here knows a whole sentence.

import type { CivilDate } from '../../domain/civil-dates.ts';
import { isReportName } from '../../domain/report-names.ts';
import { detectLanguage } from '../language.ts';
import type { FoundSubjects, SubjectKind } from '../turn.ts';
import { foldText } from '../words.ts';
import { readNumbers } from './numbers.ts';
import type { Period, TimeDirection } from './period-spans.ts';
import { readPeriods } from './periods.ts';
import { readWords, type ReadWords } from './lexicon/read-words.ts';
import type { Candidate, Horizon, Measure, Named, Reading } from './reading.ts';
import { findUnread } from './unread-words.ts';
import { VIEWS, type RowKind } from './views.ts';

type Mention = FoundSubjects['mentions'][number];
type Place = { readonly start: number; readonly end: number };

/** What a report reads of the future: a month named without a year is the next one there. */
const AHEAD = new Set(['capacity', 'missions', 'available', 'staffing', 'cash', 'plan']);

/** @param found in this very text. */
export function understand(text: string, found: FoundSubjects, asOf: CivilDate): Reading {
  const dates = readPeriods(text, asOf, 'nearest');
  const plain = readWords(text, []);
  const mentions = found.mentions.filter((mention) => isNamed(mention, plain, dates));
  const first = readPeriods(blank(text, mentions), asOf, 'nearest');
  const numbers = readNumbers(blank(text, [...mentions, ...first]));
  const read = dropDuties(
    dropDemonstratives(readWords(text, [...mentions, ...first, ...numbers.thresholds, ...numbers.ranges]), text),
    text,
  );
  const measures = scoreMeasures(read, mentions);
  const periods = readPeriods(blank(text, mentions), asOf, directionOf(text, measures, read, mentions));
  const { marks, places } = collectMarks(read);
  markShape(read, marks);
  const kinds = collectKinds(read.hits);
  const named = mentions.map((mention) => chooseCandidates(mention, measures, kinds, marks));
  // « le pipe de Marc »: what is known, and is nothing that the question can be about, is not dropped either.
  const others = named.filter(({ candidates, start }) => candidates.length === 0 && OF_WHOM.test(text.slice(0, start)));
  return {
    text,
    language: detectLanguage(text),
    measures,
    horizon: readHorizon(marks),
    names: settleNames(named.filter(({ candidates }) => candidates.length > 0)),
    periods,
    numbers,
    marks,
    places,
    kinds,
    by: readBy(marks),
    unread: findUnread(text, read, [...mentions, ...periods, ...numbers.thresholds, ...numbers.ranges])
      .map(({ start, end }) => text.slice(start, end))
      .concat(others.map((one) => one.text)),
    without: [],
    isDenied: isDenied(text, read, [...mentions, ...numbers.thresholds, ...numbers.ranges]),
    strangers: findStrangers(text, read, [...mentions, ...first]),
    understood: shareUnderstood(read, mentions.length + periods.length),
    wordCount: read.words.length,
    isFollowUp: false,
  };
}

/** « celle de septembre » is the same figure of another month: it stands for nothing told before. */
function dropDemonstratives(read: ReadWords, text: string): ReadWords {
  const isDemonstrative = ({ start, end }: Place): boolean =>
    /^(?:celle|celui|ceux|celles|those|that)$/i.test(text.slice(start, end)) &&
    /^\s*(?:d['’]|(?:de|du|des|of|en)(?!\p{L}))/iu.test(text.slice(end));
  return { ...read, hits: read.hits.filter((hit) => !isDemonstrative(hit)) };
}

/** « qui doit partir en formation »: what somebody must do is owed by nobody. */
function dropDuties(read: ReadWords, text: string): ReadWords {
  const isDuty = ({ start, end }: Place): boolean =>
    /^(?:doit|doivent)$/iu.test(text.slice(start, end)) && MUST.test(text.slice(end));
  // « qu'est-ce qui reste à facturer ? » asks for no cause.
  const isThing = ({ start, end }: Place): boolean =>
    /^qu.?\s?est[- ]ce[- ]qu[ei]$/iu.test(text.slice(start, end)) &&
    /^\s+(?:il )?(?:nous )?(?:reste|doit|est à|peut|manque)(?!\p{L})/iu.test(text.slice(end));
  return { ...read, hits: read.hits.filter((hit) => !isDuty(hit) && !isThing(hit)) };
}

const MUST =
  /^(?:[- ](?:on|il|elle|ils|elles))?\s+(?:encore |bientôt |bientot )?(?:se |s['’])?(?!pay|régl|regl|encor)\p{L}{2,}(?:er|ir|oir|tre|dre|vre)(?!\p{L})/iu;

/** « qui n'est pas dispo », « who is not away »: the words of a negation that no phrase of the trade holds. */
const DENIED =
  /(?<!\p{L})n(?:e |['’])\s*(?!est[- ]ce)(?:\p{L}+[- ]?){1,3}?(?<!\p{L})(?:pas|jamais|plus)(?!\p{L})|(?<!\p{L})(?:is|are|was|were|do|does|did|has|have|can)(?:\s(?:not|never)|n['’]t)(?!\p{L})/iu;

/** A rule of timesheets, or what cannot be judged, is told by what is not: « n'est pas complet ». */
function isDenied(text: string, { hits }: ReadWords, placed: readonly Place[]): boolean {
  const told = hits.some(({ meanings }) => meanings.some(({ means }) => /^@(?:rule|severity|reason):/.test(means)));
  const match = DENIED.exec(text);
  if (match === null || told) return false;
  // Of « n'ont pas payé », the phrase says it all.
  const at = match.index + match[0].length - 1;
  return ![...hits, ...placed].some(({ start, end }) => start <= at && at < end);
}

const CODE = /(?<![\p{L}\p{N}])\p{L}{1,6}[-_/]?\d{2,}(?:[-_/]\d+)*(?![\p{L}\p{N}])/gu;

/** Codes and capitalised words that are no name known, no date, no word of the trade: a project out of reach. */
function findStrangers(
  text: string,
  { unknown }: ReadWords,
  placed: readonly { readonly start: number; readonly end: number }[],
): string[] {
  const isPlaced = (start: number, end: number): boolean => placed.some((one) => start < one.end && end > one.start);
  const codes = [...text.matchAll(CODE)]
    .filter(({ index, 0: code }) => !isPlaced(index, index + code.length))
    .map(([code]) => code);
  const names = unknown
    .filter(({ start, capital }) => capital && !/(?:^|[.!?:«"]\s*)$/.test(text.slice(0, start)))
    .map(({ start, end }) => text.slice(start, end));
  return [...codes, ...names];
}

/** Words that ask, greet or thank: they tell nothing of what is asked. */
const EMPTY_MARKS =
  /^@(?:question|howmany|list|filler|polite|again|who|order|scope|as_|pronoun|someone)|^!(?:find|mark|update|invoice|staff)|^~/;

/** Of the words that tell something: those of a phrase, of a name or of a date, against those that nobody knows. */
function shareUnderstood({ hits, unknown }: ReadWords, placed: number): number {
  const telling = hits.filter(({ meanings }) => meanings.some(({ means }) => !EMPTY_MARKS.test(means)));
  const known = placed + telling.length;
  return known + unknown.length === 0 ? 1 : known / (known + unknown.length);
}

/** The text with some places blanked, so that a date inside a name is no date. */
function blank(text: string, places: readonly { readonly start: number; readonly end: number }[]): string {
  let left = text;
  for (const { start, end } of places) left = left.slice(0, start) + '\u0001'.repeat(end - start) + left.slice(end);
  return left;
}

/** A word of the trade, in small letters, is that word before it is half of somebody's name. */
const SURE_NAME = 0.9;

/** « which projects lack data? »: a word in small letters that several titles end with, where all of them are asked for. */
function isWordOfMany({ text, candidates }: Mention, hits: ReadWords['hits']): boolean {
  const kinds = new Set(candidates.map(({ kind }) => kind));
  const listed = hits.some(({ meanings }) => meanings.some(({ means }) => means === '@list'));
  const asked = collectKinds(hits).some((kind) => kinds.has(kind as SubjectKind));
  return candidates.length > 1 && /^\p{Ll}+$/u.test(text) && listed && asked;
}

function isNamed(mention: Mention, { hits }: ReadWords, dates: readonly Period[]): boolean {
  const score = mention.candidates[0]?.score ?? 0;
  // A word in capitals is an acronym of the trade before it is a name: CRA, BC, TJM.
  const capital = /^\p{Lu}[^\p{Lu}]/u.test(mention.text) && mention.start > 0;
  if (score >= SURE_NAME || /\s/.test(mention.text) || /\d/.test(mention.text)) return true;
  if (isWordOfMany(mention, hits)) return false;
  if (dates.some(({ start, end }) => start <= mention.start && end >= mention.end)) return false;
  const hit = hits.find(({ start, end }) => start <= mention.start && end >= mention.end);
  // A name that is written as it is called is no slip for a word of the trade.
  const called = mention.candidates.some(({ label }) => foldText(label).split(' ').includes(foldText(mention.text)));
  const written = called && hit?.guessed === true;
  return hit === undefined || written || (capital && hit.to - hit.from === 1);
}

function collectMarks({ hits }: ReadWords): { marks: Map<string, number>; places: Map<string, number> } {
  const marks = new Map<string, number>();
  const places = new Map<string, number>();
  for (const { meanings, start } of hits) {
    for (const { means, weight } of meanings) {
      if (!/^[@!~]/.test(means)) continue;
      marks.set(means, (marks.get(means) ?? 0) + weight);
      if (!places.has(means)) places.set(means, start);
    }
  }
  return { marks, places };
}

/** What can be counted: things, as against days or euros. */
const COUNTABLE = /^(?:@kind:|@rule:|@proposals|anomalies|missions$|orders$|drift$|bench\.days|late\.amount|changes)/;

/** Marks that come of words side by side: « combien de projets » counts, « quel client » wants one. */
function markShape({ hits, words }: ReadWords, marks: Map<string, number>): void {
  hits.forEach((hit, at) => {
    const next = hits[at + 1];
    const isNear = next !== undefined && next.from - hit.to <= 2;
    // « how much do clients owe? » is an amount.
    const counts = words.slice(hit.from, hit.to).every(({ text }) => text !== 'much');
    if (counts && hit.meanings.some(({ means }) => means === '@howmany') && isNear)
      if (next.meanings.some(({ means }) => COUNTABLE.test(means))) marks.set('@count', 1);
    if (hit.meanings.some(({ means }) => means === 'pipeline.count' || means === 'billing-lag.invoices'))
      marks.set('@count', 1);
    const asked = words.slice(hit.from, hit.to).some(({ text }) => /^(?:les)?quel(?:le)?s$/.test(text));
    if (asked) marks.set('@list', 1);
    const isKind = hit.meanings.some(({ means }) => means.startsWith('@kind:') || means === '@who');
    const last = words[hit.to - 1]?.text ?? '';
    if (isKind && !/[sx]$/.test(last) && last !== 'people' && last !== 'gens') marks.set('@singular', 1);
    else if (isKind) marks.set('@plural', 1);
  });
  if (marks.has('@plural')) marks.delete('@singular');
  // « lequel de nos clients… » is one, though clients are many.
  if (words.some(({ text }) => /^(?:lequel|laquelle)$/.test(text))) marks.set('@singular', 1).delete('@list');
}

function collectKinds(hits: ReadWords['hits']): RowKind[] {
  const kinds = hits.flatMap(({ meanings }) =>
    meanings.flatMap(({ means }) => (means.startsWith('@kind:') ? [means.slice(6) as RowKind] : [])),
  );
  return [...new Set(kinds)];
}

function readBy(marks: ReadonlyMap<string, number>): RowKind | null {
  const by = [...marks.keys()].find((mark) => mark.startsWith('@by:'));
  return by === undefined ? null : (by.slice(4) as RowKind);
}

function readHorizon(marks: ReadonlyMap<string, number>): Horizon | null {
  const told = (['eac', 'planned', 'actual'] as const).filter((one) => marks.has(`@horizon:${one}`));
  const weight = (one: Horizon): number => marks.get(`@horizon:${one}`) ?? 0;
  return told.toSorted((a, b) => weight(b) - weight(a))[0] ?? null;
}

/** The first noun of the question is of no row of the report. */
function isForeign(report: Measure['report'], [noun]: readonly RowKind[]): boolean {
  const view = VIEWS[report];
  if (view === undefined || noun === undefined || noun === 'month') return false;
  return ![view.rows, ...view.by, ...view.about].includes(noun);
}

/** How much a report gains when a name of the question is of its things. */
const ABOUT_WORTH = 0.4;

/** The reports that the words measure, each with its surest field; a name weighs for those that know its kind. */
function scoreMeasures({ hits }: ReadWords, mentions: readonly Mention[]): Measure[] {
  const reports = new Map<string, { total: number; fields: Map<string, number> }>();
  for (const { meanings } of hits) {
    for (const { means, weight } of meanings) {
      const [report = '', field] = means.split('.');
      if (!isReportName(report)) continue;
      const kept = reports.get(report) ?? { total: 0, fields: new Map<string, number>() };
      kept.total += weight;
      if (field !== undefined) kept.fields.set(field, (kept.fields.get(field) ?? 0) + weight);
      reports.set(report, kept);
    }
  }
  const nouns = collectKinds(hits);
  const kinds = new Set<SubjectKind>(mentions.flatMap(({ candidates }) => candidates.map(({ kind }) => kind)));
  return [...reports]
    .map(([name, { total, fields }]): Measure => {
      const report = name as Measure['report'];
      const about = VIEWS[report]?.about ?? [];
      const fits = kinds.size > 0 && about.some((kind) => kinds.has(kind));
      // Of two figures told as surely, the one that is not the report's usual one was meant.
      const main = VIEWS[report]?.mainField;
      const rank = ([field, weight]: [string, number]): number => weight - (field === main ? 0.1 : 0);
      const field = [...fields].toSorted((a, b) => rank(b) - rank(a))[0]?.[0] ?? null;
      const worth =
        (kinds.size === 0 ? 0 : fits ? ABOUT_WORTH : -ABOUT_WORTH) - (isForeign(report, nouns) ? ABOUT_WORTH : 0);
      return { report, field, fields: [...fields.keys()], weight: total + worth };
    })
    .toSorted((a, b) => b.weight - a.weight);
}

/** What stands before a name that a figure is of. */
const OF_WHOM = /(?<!\p{L})(?:de|d['’]|du|des|chez|pour|of|for|by|at)\s*(?:l['’]|la |le |les |nos |our |the )?$/iu;

/** « qui était absent lundi ? » */
const WAS =
  /(?<!\p{L})(?:a-t-on|a t on|avons-nous|on a|nous avons|did|(?:have we|we have)(?=\s+(?:already\s+)?\p{L}+ed)|était|etait|étaient|etaient|a été|a ete|was|were|fut)(?!\p{L})/iu;
/** « le CA prévu en décembre »: of what is planned, a month without its year is the nearest. */
const PLANNED =
  /(?<!\p{L})(?:prévue?s?|prevue?s?|prévisionn\p{L}+|previsionn\p{L}+|attendue?s?|ferons|fera|aurons|aura|sera|seront|va|vont|allons|doit|devons|will|going to|expected|planned|forecast)(?!\p{L})/iu;

function directionOf(
  text: string,
  measures: readonly Measure[],
  read: ReadWords,
  mentions: readonly Mention[],
): TimeDirection {
  const { hits } = read;
  const wished = hits.some(({ meanings }) => meanings.some(({ means }) => means === '!staff' || means === '!find'));
  if (measures.some(({ report }) => report === 'landing')) return 'nearest';
  const report = measures[0]?.report;
  const projected = hits.some(({ meanings }) => meanings.some(({ means }) => means === '@horizon:eac'));
  if (projected && mentions.length === 0) return 'future';
  if (report === undefined) return wished ? 'future' : WAS.test(text) ? 'past' : 'nearest';
  if (AHEAD.has(report)) return 'future';
  // Money is cashed in to come: « combien doit-on encaisser en décembre ? »
  const cashed = read.words.some((word) => word.text === 'encaisser' || word.text === 'encaissera');
  if (report === 'receivables' && cashed) return 'future';
  const ends = hits.some(({ meanings }) =>
    meanings.some(({ means }) => means === '@ends' || means === '@state:expiring'),
  );
  if (report === 'orders' && ends) return 'future';
  if (report === 'bench' || report === 'occupancy') return WAS.test(text) ? 'past' : 'nearest';
  return mentions.length === 0 && PLANNED.test(text) ? 'nearest' : 'past';
}

/** « P005 Refonte référentiel »: the code settles which one the title means. */
function settleNames(names: readonly Named[]): Named[] {
  const settled = new Set(
    names.flatMap(({ candidates }) => (candidates.length === 1 ? candidates.map(({ code }) => code) : [])),
  );
  return names.filter(({ candidates }) => candidates.length <= 1 || !candidates.some(({ code }) => settled.has(code)));
}

/** Two candidates closer than this are both possible. */
const NEAR = 0.15;

const DEAL_MARKS = /^@(?:won|lost|stage:|kind:opportunity)/;

/** What a name may mean here: of the kinds that the question can be about, and as likely as the best. */
function chooseCandidates(
  mention: Mention,
  measures: readonly Measure[],
  kinds: readonly RowKind[],
  marks: ReadonlyMap<string, number>,
): Named {
  const known: readonly string[] = (measures[0] && VIEWS[measures[0].report]?.about) ?? [];
  // The load of a person is what they are booked on.
  const about = measures[0]?.report === 'capacity' ? [...known, 'consultant'] : known;
  // A deal that was won gives its title to its project: which one is meant, what is said of it tells.
  const sold = [...marks.keys()].some((mark) => DEAL_MARKS.test(mark)) || measures[0]?.report === 'pipeline';
  const rank = ({ kind, score }: Candidate): number =>
    score +
    (kind === (sold ? 'opportunity' : 'project') ? 0.2 : 0) +
    (kinds.includes(kind) ? 0.3 : 0) +
    (about.length === 0 || about.includes(kind) ? 0.2 : 0);
  // Half a name of a kind that the question is not about is a word of it.
  const possible = mention.candidates.filter(
    ({ kind, score }) => score >= SURE_NAME || about.length === 0 || about.includes(kind) || kinds.includes(kind),
  );
  const ranked = possible.toSorted((a, b) => rank(b) - rank(a));
  const best = ranked[0] ? rank(ranked[0]) : 0;
  return {
    text: mention.text,
    start: mention.start,
    candidates: ranked.filter((candidate) => best - rank(candidate) < NEAR),
  };
}
