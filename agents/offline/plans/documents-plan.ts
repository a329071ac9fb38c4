// « que dit le contrat d'Hélios sur le préavis ? », « d'après son CV, Yann connaît-il Kafka ? »: the lines of the firm's
// documents that answer, quoted with their title and their page. Nothing is understood beyond the words, so nothing that a
// document orders is obeyed; what is not written in them is said to be missing.

import { cite } from '../../documents/cite.ts';
import { readConcepts, type Concept } from '../../documents/concepts.ts';
import { findSkills } from '../../../domain/skill-taxonomy.ts';
import type { ReadResult, ResultRow } from '../../turn.ts';
import { foldText, wordsOf } from '../../words.ts';
import { abstain, inLanguage, isRefused, readTable, say, type Asking, type End, type Plan } from '../plan.ts';
import { clearNames, has, namesOf, type Reading } from '../reading.ts';
import { sayNoTool } from './read-plan.ts';

/** « le contrat de P003 », as against « les projets par type de contrat ». */
const A_CONTRACT = /(?<!\p{L})(?:contrat|contract|agreement)(?!s|\p{L})/iu;
const KIND_OF_CONTRACT =
  /(?:type|types|mode|modèle|kind) (?:de |of )?contra|contra\p{L}* (?:en |de )?(?:régie|regie|forfait|tma)/iu;

export function planDocuments(reading: Reading, asking: Asking): Plan | null {
  const named = namesOf(reading, 'client', 'project').length > 0;
  const contract =
    named &&
    reading.measures.length === 0 &&
    has(reading, '@paper') &&
    (A_CONTRACT.test(reading.text) || reading.isFollowUp);
  const asked = has(reading, '@document') || contract;
  if (!asked || KIND_OF_CONTRACT.test(reading.text)) return null;
  return readDocuments(reading, asking);
}

/** A prompt holds no more words; they are few beyond the question's own. */
const LONGEST_SEARCH = 290;
/** What any contract or CV says somewhere: whatever is filed under the name is found by it. */
const ANY_PAPER =
  'contrat or client or prestation or prestations or article or mission or projet or expérience or compétences or commande or montant';

const WANTS_FIGURE =
  /(?<!\p{L})(?:combien|quel|quelle|montant|délais?|delais?|prix|durée|duree|taux|how (?:much|many|long)|what)(?!\p{L})/iu;

function* readDocuments(reading: Reading, asking: Asking): Plan {
  const tool = 'search_documents';
  if (!asking.tools.has(tool)) return sayNoTool(asking);
  const about = clearNames(reading).find(
    ({ kind }) => kind === 'client' || kind === 'project' || kind === 'consultant',
  );
  const mine = has(reading, '@scope:mine') && !about ? asking.person.consultantCode : null;
  const code = about?.code ?? mine ?? undefined;
  const inNames = reading.names.map(({ text, start }) => ({ start, end: start + text.length }));
  const words = wordsOf(reading.text).filter(
    (word) => !inNames.some(({ start, end }) => word.start >= start && word.end <= end),
  );
  const concepts = readConcepts(words);
  const options = code === undefined ? {} : { about: code };
  const found = concepts.length === 0 ? null : yield* readTable(tool, { ...options, words: joinWords(concepts) });
  if (found !== null && isRefused(found)) return say(found.sentence);
  const any = yield* readTable(tool, { ...options, words: ANY_PAPER });
  if (isRefused(any)) return say(any.sentence);
  const stranger = code === undefined ? reading.strangers.find((word) => findSkills(word).length === 0) : undefined;
  const results = (found === null ? [any] : [found, any]).map((result) => naming(result, stranger));
  if (results.every(({ rows }) => rows.length === 0)) return sayNothingFiled(asking);
  if (concepts.length === 0) return say(listTitles(results));
  const lines = sayCitations(results, concepts, reading, asking);
  return lines.length > 0 ? say(lines.join('\n')) : sayNotWritten(asking);
}

/** Of somebody whom one may not know, only the papers that say their name. */
function naming(result: ReadResult, stranger: string | undefined): ReadResult {
  if (stranger === undefined) return result;
  const says = ({ fields }: ResultRow): boolean =>
    foldText(`${String(fields['title'])} ${String(fields['passage'])}`).includes(foldText(stranger));
  return { ...result, rows: result.rows.filter(says) };
}

/** Either word, the question's own first. */
function joinWords(concepts: readonly Concept[]): string {
  const words = [...concepts.map(({ said }) => said), ...concepts.flatMap((concept) => concept.words)];
  return [...new Set(words)].reduce(
    (joined, word) =>
      joined.length + word.length > LONGEST_SEARCH ? joined : joined === '' ? word : `${joined} or ${word}`,
    '',
  );
}

/** The best lines of what was found, each with where it is written. */
function sayCitations(
  results: readonly ReadResult[],
  concepts: readonly Concept[],
  reading: Reading,
  { language }: Asking,
): string[] {
  const places = new Map(
    results.flatMap(({ ref, rows }) =>
      rows.map((row) => [row.fields['id'], { place: `${ref}:${row.key}`, row }] as const),
    ),
  );
  const found = [...places.values()];
  const passages = found.map(({ row: { fields } }) => ({
    title: String(fields['title'] ?? ''),
    text: String(fields['passage'] ?? ''),
  }));
  return cite(passages, concepts, WANTS_FIGURE.test(reading.text)).map(({ from, line }) => {
    const place = found[from]?.place ?? '';
    return `[[${place}.title]], page [[${place}.page]] : ${inLanguage(language, `« ${line} »`, `“${line}”`)}`;
  });
}

function listTitles(results: readonly ReadResult[]): string {
  const titles = new Map(
    results.flatMap(({ ref, rows }) => rows.map(({ key, fields }) => [fields['title'], `- [[${ref}:${key}.title]]`])),
  );
  return `Documents :\n${[...titles.values()].join('\n')}`;
}

function sayNothingFiled({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Aucun document que vous puissiez lire n’est déposé là-dessus.',
      'No document that you may read is filed about that.',
    ),
  );
}

function sayNotWritten({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Les documents que vous pouvez lire ne le disent pas.',
      'The documents that you may read do not say it.',
    ),
  );
}
