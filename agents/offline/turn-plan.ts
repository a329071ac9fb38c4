// A turn: read the question and those it leans on, then do what it asks, ask what it leaves open, or say that it is not
// Vigie's ground.

import { findSkills } from '../../domain/skill-taxonomy.ts';
import type { FoundSubjects } from '../turn.ts';
import { antecedent } from './follow-ups.ts';
import { abstain, askBack, inLanguage, isRefused, readTable, say, type Asking, type End, type Plan } from './plan.ts';
import { NOT_NARROWED } from './taken-marks.ts';
import { splitQuestion, splitWish } from './split-question.ts';
import { makeQuery } from './query.ts';
import { clearNames, has, namesOf, type Named, type Reading } from './reading.ts';
import type { PromptRead } from './read-prompt.ts';
import { isOutside, readTurns, understandOnce } from './read-turns.ts';
import { offerSubjects } from './plans/ask-plan.ts';
import { chooseSpecialPlan } from './plans/special-plans.ts';
import { heed } from './plans/heed.ts';
import { asksGroups } from './plans/groups-plan.ts';
import { readReport } from './plans/read-plan.ts';
import { asksSalary, sayNoSalary, sayNotNarrowed, sayUntold } from './plans/not-told.ts';
import { notTwice } from './plans/not-twice.ts';
import { readState } from './plans/state-plan.ts';
import { planHealth } from './plans/health-plan.ts';
import { narrowsByUnknown, sayUnread, unknownPerson } from './plans/unknown-person.ts';
import { findWish, isQuestion } from './plans/wish.ts';
import { answerRest, sayUnheard, takeOut } from './plans/unheard.ts';
import { carryOut } from './wishes/wish-plans.ts';

export function* planTurn(prompt: PromptRead, asking: Asking): Plan {
  const turns = yield* readTurns(prompt, asking);
  if (turns === null) return sayOutside(asking);
  const { reading, before, last } = turns;
  const plan = last.answers ? null : planParts(last.text, last.found, reading, before, asking);
  return yield* plan ?? notTwice(answerReading(reading, before, asking), reading, prompt.earlier.at(-1), asking);
}

/** A question and a wish in one sentence, or several questions; null: it is one. */
function planParts(
  text: string,
  found: FoundSubjects,
  reading: Reading,
  before: Reading | null,
  asking: Asking,
): Plan | null {
  const mixed = readQuestionAndWish(text, found, reading, asking);
  if (mixed !== null) return answerBoth(mixed, before, asking);
  const parts = readParts(text, found, reading, asking);
  return parts.length > 1 ? answerParts(parts, before, asking) : null;
}

/** The questions of the last words, when they ask several: none of them wishes or supposes anything. */
function readParts(text: string, found: FoundSubjects, reading: Reading, asking: Asking): Reading[] {
  if (findWish(reading) !== null || has(reading, '@what_if') || isOutside(reading)) return [];
  const parts = splitQuestion({ text, found }, asking.asOf, {
    read: (part) => ({ ...understandOnce(part.text, part.found, asking.asOf), language: reading.language }),
    isAnswered: (part) => makeQuery(part, asking) !== null || chooseSpecialPlan(part, null, asking) !== null,
  });
  return parts.some((part) => findWish(part) !== null || has(part, '@what_if')) ? [] : parts;
}

/** Wishes of one thing, which the question beside them names. */
const OF_ONE: ReadonlySet<string> = new Set(['raf', 'milestone', 'won', 'lost', 'stage', 'credit', 'replace', 'leave']);

/** « combien de jours manque-t-il à Léa, et relance-la » */
function readQuestionAndWish(
  text: string,
  found: FoundSubjects,
  { language, marks }: Reading,
  asking: Asking,
): readonly [Reading, Reading] | null {
  if (marks.has('@what_if') || ![...marks.keys()].some((mark) => mark.startsWith('!'))) return null;
  return splitWish({ text, found }, asking.asOf, {
    read: (part) => ({ ...understandOnce(part.text, part.found, asking.asOf), language }),
    isAnswered: (part) => makeQuery(part, asking) !== null || chooseSpecialPlan(part, null, asking) !== null,
    isWish: (part) => findWish(part) !== null,
    isQuestion,
    isOfOne: (part) => OF_ONE.has(findWish(part) ?? ''),
  });
}

/** The answer and the proposal, in their order: neither is lost, whatever comes of the other. */
function* answerBoth(parts: readonly [Reading, Reading], before: Reading | null, asking: Asking): Plan {
  const told: string[] = [];
  for (const part of parts) {
    const end = yield* answerReading(part, before, asking);
    if ('text' in end) told.push(end.text);
    else {
      const { question, sentence, choices } = end.call.args;
      const offered = Array.isArray(choices) ? `\n${choices.map((choice) => `- ${String(choice)}`).join('\n')}` : '';
      told.push(`${String(question ?? sentence)}${offered}`);
    }
  }
  return say(told.join('\n'));
}

/** One answer after the other; what may not be said, or is not held, is said in its place. */
function* answerParts(parts: readonly Reading[], before: Reading | null, asking: Asking): Plan {
  const told: string[] = [];
  const silent: End[] = [];
  for (const [at, part] of parts.entries()) {
    const end = yield* answerReading(part, parts[at - 1] ?? before, asking);
    if ('text' in end) {
      told.push(end.text);
      continue;
    }
    if (end.call.tool === 'ask_back') return end;
    silent.push(end);
    told.push(String(end.call.args['sentence']));
  }
  return silent.length === parts.length && silent[0] ? silent[0] : say(told.join('\n'));
}

function* answerReading(reading: Reading, before: Reading | null, asking: Asking): Plan {
  if (isGreeting(reading)) return sayWhatCanBeAsked(asking);
  const wish = findWish(reading);
  const health = wish === null ? planHealth(reading, asking) : null;
  if (health) return yield* health;
  if (isOutside(reading)) return sayOutside(asking);
  const unheard = sayUnheard(reading, asking);
  if (unheard) return unheard;
  const rest = wish === null ? takeOut(reading) : null;
  if (rest) return yield* answerRest(answerReading(rest, before, asking), rest, asking);
  if (has(reading, NOT_NARROWED)) return sayNotNarrowed(asking);
  const grouped = has(reading, '~not_held', '~salary') && asksGroups(reading, asking);
  if (has(reading, '~not_held') && !grouped) return sayNotHeld(asking);
  if (asksSalary(reading) && !grouped) return sayNoSalary(asking);
  const stranger = unknownName(reading);
  // Nothing is proposed of another thing than the one that was named.
  // (A milestone's code is its project's own.)
  const wished = stranger !== null && /\d/.test(stranger) && wish !== null && wish !== 'milestone';
  if (stranger !== null && (wished || clearNames(reading).length === 0) && !has(reading, '@document'))
    return sayUnknown(stranger, asking);
  if (narrowsByUnknown(reading, wish)) return sayUnread(asking);
  const nobody = wish === 'staff' || wish === 'replace' ? unknownPerson(reading) : null;
  if (nobody !== null) return sayUnknown(nobody, asking);
  const unclear = reading.names.find(({ candidates }) => candidates.length > 1);
  if (unclear && (wish === 'won' || wish === 'lost' || wish === 'stage')) {
    const open = yield* keepOpen(unclear, asking);
    if (open.candidates.length !== 1) return askWhich(open, asking);
    const names = reading.names.map((one) => (one === unclear ? open : one));
    return yield* carryOut(wish, { ...reading, names }, asking);
  }
  if (unclear) return askWhich(unclear, asking);
  if (isBareVerb(reading)) return askWhatFor(asking);
  if (wish === 'staff' && putsPriceFirst(reading)) return sayNoSuchChange(asking);
  if (wish !== null) return yield* carryOut(wish, reading, asking);
  if (clearNames(reading).length === 0 && has(reading, '@pronoun') && isOfOne(reading) && !antecedent(reading, before))
    return yield* offerSubjects(reading, asking);
  if (has(reading, '!fix') && !has(reading, '@what_if') && !isQuestion(reading) && reading.measures.length === 0)
    return sayNoSuchChange(asking);
  if (wishesRate(reading)) return sayNoSuchChange(asking);
  const untold = sayUntold(reading, asking);
  if (untold) return untold;
  const special = chooseSpecialPlan(reading, before, asking);
  if (special) return yield* heed(special, reading, asking);
  const query = makeQuery(reading, asking);
  if (query?.form === 'total' && query.field === 'cost' && isOfSomethingElse(reading)) return sayOutside(asking);
  if (query && reading.understood >= LEAST_UNDERSTOOD) return yield* heed(readReport(query, asking), reading, asking);
  if (clearNames(reading).length > 0 && reading.understood >= LEAST_UNDERSTOOD)
    return yield* heed(readState(reading, asking), reading, asking);
  return sayOutside(asking);
}

/** Nothing is asked beside it. */
function isGreeting(reading: Reading): boolean {
  const asks = reading.measures.length > 0 || reading.kinds.length > 0 || reading.names.length > 0;
  const only = [...reading.marks.keys()].every((mark) =>
    /^@(?:greeting|filler|polite|again|someone|question|who|scope:mine)/.test(mark),
  );
  return has(reading, '@greeting') && only && !asks;
}

/** « passe le TJM de P001 à 600 »: a price is changed where its contract is. */
function wishesRate(reading: Reading): boolean {
  const { measures, numbers } = reading;
  // « passe Léa à 620 sur Atlas »
  const bare = measures.length === 0 && namesOf(reading, 'consultant').length > 0 && has(reading, '!mark', '!update');
  const dear = numbers.plain.some(({ unit, value }) => (unit === 'none' || unit === 'EUR') && value >= LEAST_RATE);
  const priced = (measures[0]?.report === 'rates' && numbers.plain.length > 0) || (bare && dear);
  return priced && has(reading, '!update', '!mark') && !has(reading, '@what_if') && !isQuestion(reading);
}

/** Of two deals of one name, the one that is still open is won or lost. */
function* keepOpen(unclear: Named, asking: Asking): Plan<Named> {
  if (!asking.tools.has('list_opportunities')) return unclear;
  const codes = unclear.candidates.map(({ code }) => code);
  const listed = yield* readTable('list_opportunities', {}, { subjects: codes });
  if (isRefused(listed)) return unclear;
  const open = new Set(listed.rows.filter(({ fields }) => fields['open'] === true).map(({ subject }) => subject));
  const candidates = unclear.candidates.filter(({ kind, code }) => kind === 'opportunity' && open.has(code));
  return candidates.length === 0 ? unclear : { ...unclear, candidates };
}

/** « valide », « gagné ! »: an order that says of nothing. */
function isBareVerb(reading: Reading): boolean {
  const told = reading.names.length + reading.measures.length + reading.kinds.length + reading.periods.length > 0;
  return (
    !told &&
    reading.wordCount <= 2 &&
    has(reading, '!approve', '!refuse', '@won', '@lost') &&
    !has(reading, '@leave', '@cra', '@polite', '@list')
  );
}

function askWhatFor({ language }: Asking): End {
  return askBack(
    inLanguage(language, 'De quoi s’agit-il ?', 'What is it about?'),
    language === 'fr'
      ? ['Une opportunité', 'Une demande de congé', 'Un CRA', 'Un jalon']
      : ['An opportunity', 'A leave request', 'A timesheet', 'A milestone'],
  );
}

/** « mets Léa à 650 sur Atlas »: the price is what changes; « mets Léa sur Atlas » staffs her. */
function putsPriceFirst({ names, numbers, marks }: Reading): boolean {
  const price = numbers.plain.find(({ unit, value }) => (unit === 'none' || unit === 'EUR') && value >= LEAST_RATE);
  const place = names.find(({ candidates }) => candidates.some(({ kind }) => kind === 'project'));
  return marks.has('!mark') && price !== undefined && (place === undefined || price.start < place.start);
}

/** Euros a day: less is days, or a share. */
const LEAST_RATE = 101;

function sayWhatCanBeAsked({ language }: Asking): End {
  return abstain(
    'outside_ground',
    inLanguage(
      language,
      'Bonjour. Demandez par exemple : « quels projets dérivent ? », « que reste-t-il à facturer ? », « qui est libre en janvier ? », « relance les CRA manquants ».',
      'Hello. Ask for example: “which projects are drifting?”, “what is left to invoice?”, “who is free in January?”, “remind people of missing timesheets”.',
    ),
  );
}

/** A code or a name that nothing within the person's reach bears. */
/** A code is said again; a word is not: it may be anybody's. */
function unknownName({ strangers, measures, kinds, marks }: Reading): string | null {
  const asks =
    measures.length > 0 || kinds.length > 0 || [...marks.keys()].some((mark) => /^!|^@(?:won|lost)$/.test(mark));
  // A skill is nobody's name.
  return asks ? (strangers.find((word) => findSkills(word).length === 0) ?? null) : null;
}

function sayUnknown(stranger: string, { language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      `Je ne connais pas ${/\d/.test(stranger) ? `« ${stranger} »` : 'ce nom'}, ou vous n’y avez pas accès.`,
      `I do not know ${/\d/.test(stranger) ? `“${stranger}”` : 'that name'}, or you have no access to it.`,
    ),
  );
}

/** « sa marge », and nothing that « sa » could be. */
function isOfOne(reading: Reading): boolean {
  return reading.kinds.length === 0 && !has(reading, '@list', '@who', '@scope:firm');
}

/** With less of the words understood, an answer would be a guess. */
const LEAST_UNDERSTOOD = 0.4;

/** « combien coûte un iPhone »: the cost of what nobody here knows. */
function isOfSomethingElse({ understood, names, kinds, periods, marks, isFollowUp }: Reading): boolean {
  const told = names.length + kinds.length + periods.length > 0 || marks.has('@scope:firm') || isFollowUp;
  return !told && understood < 1;
}

export function sayOutside({ language }: Asking): End {
  return abstain(
    'outside_ground',
    inLanguage(
      language,
      'Je ne réponds que sur les données de la firme : projets, marges, équipes, factures, pipeline. Cette question n’en fait pas partie.',
      'I only answer on the firm’s own data: projects, margins, people, invoices, pipeline. This question is outside of it.',
    ),
  );
}

function sayNoSuchChange({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Je ne propose pas ce changement : il se fait sur la page de la chose même.',
      'I do not propose that change: it is made on the page of the thing itself.',
    ),
  );
}

function sayNotHeld({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Je ne tiens pas cette information : je lis les chiffres de la firme, non ses coordonnées, ses réglages ou ses définitions.',
      'I do not hold that: I read the firm’s figures, not its contacts, settings or definitions.',
    ),
  );
}

function askWhich({ text, candidates }: Named, { language }: Asking): End {
  return askBack(
    inLanguage(language, `« ${text} » : de quoi s’agit-il ?`, `“${text}”: which one do you mean?`),
    candidates.map(({ code, label }) => (code === label ? code : `${code} ${label}`)),
  );
}
