// « mes projets, ça va ? »: what would be said of them first is which drift.

import { inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { makeQuery } from '../query.ts';
import { has, type Reading } from '../reading.ts';
import { sayNoTool, toolOf, writeAnswer } from './read-plan.ts';

const HEALTH =
  /(?<!\p{L})(?:(?:ça|ca) va|vont(?:-ils)?(?: bien| mal)?|se portent(?:-ils)?|tout va bien|en bonne santé|en bonne sante|tiennent la route|on track|(?:how are|are) (?:my|our|the) projects(?: doing| ok| okay| fine| all right| healthy)?)(?!\p{L})/iu;

/** Null: it is not asked how projects do. */
export function planHealth(reading: Reading, asking: Asking): Plan | null {
  const { text, kinds, names, measures } = reading;
  const asked = HEALTH.test(text) && kinds[0] === 'project' && kinds.length === 1;
  if (!asked || names.length > 0 || measures.length > 0 || has(reading, '@what_if')) return null;
  return readHealth(reading, asking);
}

function* readHealth(reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  const marks = new Map([...reading.marks].filter(([mark]) => !mark.startsWith('~')));
  const listed = new Map([...marks, ['@list', 1] as const]);
  const query = makeQuery(
    { ...reading, marks: listed, measures: [{ report: 'drift', field: null, weight: 1 }] },
    asking,
  );
  if (!query || !asking.tools.has(toolOf('drift'))) return sayNoTool(asking);
  const result = yield* readTable(toolOf('drift'), query.options, query.select);
  if (isRefused(result)) return say(result.sentence);
  const mine = has(reading, '@scope:mine');
  if (result.count === 0)
    return say(
      mine
        ? inLanguage(
            language,
            'Aucun des projets que vous suivez ne dérive.',
            'None of the projects that you run is drifting.',
          )
        : inLanguage(language, 'Aucun projet ne dérive.', 'No project is drifting: none.'),
    );
  const head = mine
    ? inLanguage(language, 'De vos projets, voici ceux qui dérivent.', 'Of your projects, these are drifting.')
    : inLanguage(language, 'Voici ceux qui dérivent.', 'These are drifting.');
  return say(`${head}\n${writeAnswer(query, result, asking)}`);
}
