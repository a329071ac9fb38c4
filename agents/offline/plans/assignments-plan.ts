// Who works on what, now or in the period that is told.

import { inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { lastPeriod } from '../query.ts';
import { clearNames, has, type Reading } from '../reading.ts';
import { sayNoTool } from './read-plan.ts';

/** @param places instead of what the question names. */
export function* listAssignments(reading: Reading, asking: Asking, places: readonly string[] = []): Plan {
  const { language, person } = asking;
  if (!asking.tools.has('list_assignments')) return sayNoTool(asking);
  const period = lastPeriod(reading);
  const from = period?.from ?? period?.to ?? asking.asOf;
  const to = period?.to ?? from;
  const named = clearNames(reading).map(({ code }) => code);
  const mine = has(reading, '@scope:mine') && person.consultantCode !== null ? [person.consultantCode] : [];
  const subjects = places.length > 0 ? places : named.length > 0 ? named : mine;
  const result = yield* readTable(
    'list_assignments',
    {},
    {
      where: [{ field: 'starts_on', op: '<=', value: to }],
      ...(subjects.length > 0 && { subjects }),
      sort: { field: 'starts_on', order: 'asc' },
    },
  );
  if (isRefused(result)) return say(result.sentence);
  const rows = result.rows.filter(({ fields }) => fields['ends_on'] === null || String(fields['ends_on']) >= from);
  if (rows.length === 0) return say(inLanguage(language, 'Aucune affectation.', 'No assignment: none.'));
  const lines = rows.slice(0, 25).map((row) => {
    const { consultant, project, opportunity, ends_on } = row.fields;
    const end = typeof ends_on === 'string' ? ` → [[${result.ref}:${row.key}.ends_on]]` : '';
    const place = String(project ?? opportunity ?? '');
    return `- ${String(consultant)} : ${place}, [[${result.ref}:${row.key}.starts_on]]${end}, [[${result.ref}:${row.key}.quota]]`;
  });
  const own = rows.every((row) => row.fields['consultant'] === person.consultantCode);
  const alone = own && has(reading, '@who') && person.roles.every((role) => role === 'consultant');
  const told = inLanguage(
    language,
    'Vous ne lisez que vos propres affectations : d’autres peuvent y être.',
    'You read your own assignments alone: others may be there.',
  );
  return say([...lines, ...(alone ? [told] : [])].join('\n'));
}
