// What people handed in for a month is validated, project by project: of those who are named, of one's team, or of the
// one who waits for it. What nobody named is asked back; sending a CRA back takes a reason, written on its page.

import type { ResultRow } from '../../turn.ts';
import {
  abstain,
  askBack,
  CHOICES_AT_LEAST,
  inLanguage,
  isRefused,
  readTable,
  say,
  type Asking,
  type End,
  type Plan,
} from '../plan.ts';
import { has, namesOf, type Reading } from '../reading.ts';
import { monthAsked } from './money-wishes.ts';
import { proposeAll, sayNoRight } from '../plans/propose.ts';
import { isOfMyTeam, managerAsked, readTeam } from '../plans/team.ts';

const COMMAND = 'validate_timesheet';

/** Half of what a turn files: more is gone through person by person. */
const FILED_AT_ONCE = 5;

function codeOf({ fields, subject }: ResultRow): string {
  return String(fields['consultant'] ?? subject);
}

/** Whose CRA are meant; null: nobody was named, and no team. */
function* peopleAsked(reading: Reading, asking: Asking): Plan<readonly string[] | null> {
  const manager = managerAsked(reading, asking);
  if (manager !== null) return (yield* readTeam(manager, asking)).map(({ code }) => code);
  if (isOfMyTeam(reading)) return [];
  const named = namesOf(reading, 'consultant').map(({ code }) => code);
  return named.length > 0 ? named : null;
}

export function* validateTimesheet(reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  if (has(reading, '!refuse')) return sayNotSentBack(asking);
  if (!asking.tools.has(`propose_${COMMAND}`)) return sayNoRight(asking);
  const people = yield* peopleAsked(reading, asking);
  const month = monthAsked(reading, asking);
  const nobody = inLanguage(
    language,
    'aucun CRA que vous voyez n’attend de validation',
    'no timesheet that you see is waiting',
  );
  if (people?.length === 0) return sayNoTeam(asking);
  const sheets = yield* readTable(
    'list_timesheets',
    { month },
    {
      ...(people !== null && { subjects: people }),
      where: [
        { field: 'list', op: '=', value: 'timesheets' },
        { field: 'submitted_days', op: '>', value: 0 },
      ],
    },
  );
  if (isRefused(sheets)) return say(sheets.sentence);
  const places = namesOf(reading, 'project').map(({ code }) => code);
  const chosen = sheets.rows.filter(({ fields }) => places.length === 0 || places.includes(String(fields['project'])));
  const names = yield* readNames(chosen.map(codeOf), asking);
  const waiting = new Map(chosen.map((row) => [codeOf(row), names.get(codeOf(row)) ?? codeOf(row)]));
  const missed = (people ?? []).filter((code) => !waiting.has(code));
  const named = new Map(namesOf(reading, 'consultant').map(({ code, label }) => [code, `${label} (${code})`]));
  const without = missed.flatMap((code) => named.get(code) ?? []).map((label) => `${label} : ${nobody}.`);
  if (chosen.length === 0) return say(named.size > 0 ? without.join('\n') : `${month} : ${nobody}.`);
  if ((people === null && waiting.size > 1) || chosen.length > FILED_AT_ONCE)
    if (waiting.size >= CHOICES_AT_LEAST)
      return askBack(
        inLanguage(language, `Quel CRA valider (${month}) ?`, `Whose timesheet (${month})?`),
        [...waiting].map(([, label]) =>
          inLanguage(language, `Valide le CRA de ${label}`, `Validate the timesheet of ${label}`),
        ),
      );
  const inputs = chosen.map((row) => ({ consultant: codeOf(row), month, project: String(row.fields['project']) }));
  const labels = [...waiting.values()].join(', ');
  const told = inLanguage(language, `CRA de ${labels}, ${month}.`, `Timesheet of ${labels}, ${month}.`);
  return yield* proposeAll(COMMAND, inputs, asking, [told, ...without].join('\n'));
}

function* readNames(codes: readonly string[], asking: Asking): Plan<ReadonlyMap<string, string>> {
  if (codes.length === 0 || !asking.tools.has('list_consultants')) return new Map();
  const listed = yield* readTable('list_consultants', {}, { subjects: [...new Set(codes)] });
  return new Map(isRefused(listed) ? [] : listed.rows.map(({ subject, label }) => [subject, `${label} (${subject})`]));
}

function sayNoTeam({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(language, 'Je ne connais personne dans cette équipe.', 'I know nobody in that team.'),
  );
}

function sayNotSentBack({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Je ne renvoie pas un CRA : cela se fait sur sa page, avec un motif que la personne lira.',
      'I do not send a timesheet back: it is done on its page, with a reason that the person will read.',
    ),
  );
}
