// Staffing: a person named for a place, or three alternatives for a need or a replacement, each with its terms.

import { addDays, earlier, weekdayOf, type CivilDate } from '../../../domain/civil-dates.ts';
import { foldText } from '../../words.ts';
import { askBack, inLanguage, isRead, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { lastPeriod } from '../query.ts';
import { has, namesOf, type Candidate, type Reading } from '../reading.ts';
import { NOBODY_YET } from '../taken-marks.ts';
import { askKind } from '../plans/ask-plan.ts';
import { optionOfSkills, skillsAsked } from '../plans/find-people.ts';
import { offerPeople } from '../plans/offer-people.ts';
import { proposeAll } from '../plans/propose.ts';

type Dates = { readonly startsOn: string; readonly endsOn: string | null };

/** « à mi-temps », « à 80 % », « 3 jours par semaine ». */
export function quotaOf(reading: Reading): number {
  if (has(reading, '@half')) return 0.5;
  const share = [...reading.numbers.plain].find(({ unit }) => unit === 'ratio')?.value;
  if (share !== undefined && share > 0 && share <= 1) return share;
  const week = /(\d(?:[.,]\d+)?)\s*(?:jours?|j|days?)\s*(?:par|\/|a|per)\s*(?:semaine|week)/.exec(
    foldText(reading.text),
  );
  const days = week?.[1] === undefined ? null : Number(week[1].replace(',', '.'));
  return days !== null && days > 0 && days <= 5 ? days / 5 : 1;
}

/** « dès lundi », « from Monday on »: the next one. */
const FROM_DAY =
  /(?<!\p{L})(?:d[eè]s|[àa] partir (?:de |du )|[àa] compter (?:de |du )|from|starting(?: on)?|as of) ?(?:le |ce |next )?(lundi|mardi|mercredi|jeudi|vendredi|monday|tuesday|wednesday|thursday|friday)(?!\p{L})/iu;
const WEEK_DAYS: readonly RegExp[] = [
  /^(?:lun|mon)/iu,
  /^(?:mar|tue)/iu,
  /^(?:mer|wed)/iu,
  /^(?:jeu|thu)/iu,
  /^(?:ven|fri)/iu,
];

function nextDayTold({ text }: Reading, asOf: CivilDate): CivilDate | null {
  const told = FROM_DAY.exec(text)?.[1];
  const at = told === undefined ? -1 : WEEK_DAYS.findIndex((day) => day.test(told));
  return at < 0 ? null : addDays(asOf, (at + 1 - weekdayOf(asOf) + 7) % 7 || 7);
}

/** The dates told; without a start, tomorrow. */
function datesOf(reading: Reading, { asOf }: Asking): { startsOn: string | null; endsOn: string | null } {
  const day = nextDayTold(reading, asOf);
  if (day !== null) {
    const until = lastPeriod(reading)?.to ?? null;
    return { startsOn: day, endsOn: until !== null && until > day ? until : null };
  }
  const [first] = reading.periods;
  const last = lastPeriod(reading);
  if (!first || !last) return { startsOn: null, endsOn: null };
  const startsOn = first.from ?? (first.kind === 'day' ? first.to : null);
  const endsOn = last.kind === 'since' || last.kind === 'day' ? null : last.to;
  return { startsOn: startsOn === null ? addDays(asOf, 1) : startsOn, endsOn };
}

function labelOf({ label, code }: Candidate): string {
  return label === code ? code : `${label} (${code})`;
}

function* datesOfPlace(
  place: Candidate,
  told: { startsOn: string | null; endsOn: string | null },
  asking: Asking,
): Plan<Dates> {
  const tool = place.kind === 'opportunity' ? 'list_opportunities' : 'list_projects';
  const [start, end] = place.kind === 'opportunity' ? ['planned_start', 'planned_end'] : ['starts_on', 'ends_on'];
  const listed = yield* readTable(tool, {}, { subjects: [place.code] });
  const fields = isRead(listed) ? listed.rows[0]?.fields : undefined;
  const tomorrow = addDays(asking.asOf, 1);
  const planned = String(fields?.[start ?? ''] ?? '');
  const ends = typeof fields?.[end ?? ''] === 'string' ? String(fields[end ?? '']) : null;
  const startsOn = told.startsOn ?? (planned > tomorrow ? planned : tomorrow);
  const endsOn = told.endsOn ?? (ends !== null && ends >= startsOn ? ends : null);
  return { startsOn, endsOn };
}

export function* staffSomeone(reading: Reading, asking: Asking): Plan {
  const people = namesOf(reading, 'consultant');
  const [place] = namesOf(reading, 'opportunity', 'project');
  const [profile] = namesOf(reading, 'profile');
  if (!place) {
    if (people.length > 0 || !profile)
      return yield* askKind(
        people.length > 0 ? 'project' : 'opportunity',
        asking,
        inLanguage(asking.language, 'Sur quel projet ou quelle opportunité ?', 'On which project or opportunity?'),
      );
    return yield* offerPeople({ profile: profile.code, ...optionsOf(reading, asking) }, null, asking);
  }
  const [person] = people;
  // « mets-le sur P005 », and nobody that « le » could be.
  if (!person && has(reading, NOBODY_YET)) return yield* askKind('consultant', asking);
  if (!person) {
    const need = { [place.kind]: place.code, ...(profile && { profile: profile.code }), ...optionsOf(reading, asking) };
    return yield* offerPeople(need, place, asking);
  }
  const dates = yield* datesOfPlace(place, datesOf(reading, asking), asking);
  const input = {
    consultant: person.code,
    [place.kind]: place.code,
    ...(profile && { profile: profile.code }),
    ...dates,
    quota: quotaOf(reading),
    status: place.kind === 'opportunity' ? 'previsionnelle' : 'ferme',
  };
  const told = inLanguage(
    asking.language,
    `${labelOf(person)} sur ${labelOf(place)}.`,
    `${labelOf(person)} on ${labelOf(place)}.`,
  );
  return yield* proposeAll('assign_consultant', [input], asking, told);
}

function optionsOf(reading: Reading, asking: Asking): Record<string, string> {
  const { startsOn, endsOn } = datesOf(reading, asking);
  const quota = quotaOf(reading);
  return {
    ...(startsOn !== null && { from: startsOn }),
    ...(endsOn !== null && { to: endsOn }),
    ...(quota !== 1 && { share: String(quota) }),
    ...optionOfSkills(skillsAsked(reading)),
  };
}

export function* replaceSomeone(reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  const people = namesOf(reading, 'consultant');
  const [project] = namesOf(reading, 'project');
  const [leaving, successor] = people;
  if (!leaving) return yield* askKind('consultant', asking, inLanguage(language, 'Remplacer qui ?', 'Replace whom?'));
  const listed = yield* readTable('list_assignments', {}, { subjects: [leaving.code] });
  if (isRefused(listed)) return say(listed.sentence);
  const booked = listed.rows.filter(
    ({ fields }) =>
      fields['consultant'] === leaving.code &&
      fields['project'] !== null &&
      fields['firm'] === true &&
      (fields['ends_on'] === null || String(fields['ends_on']) > asking.asOf) &&
      (!project || fields['project'] === project.code),
  );
  const projects = [...new Set(booked.map(({ fields }) => String(fields['project'])))];
  if (projects.length > 1)
    return askBack(
      inLanguage(
        language,
        `Sur quel projet remplacer ${labelOf(leaving)} ?`,
        `On which project should ${labelOf(leaving)} be replaced?`,
      ),
      projects,
    );
  const [assignment] = booked;
  if (!assignment)
    return say(
      inLanguage(
        language,
        `${labelOf(leaving)} n’a aucune affectation en cours à reprendre.`,
        `${labelOf(leaving)} has no current assignment to take over.`,
      ),
    );
  const { startsOn } = datesOf(reading, asking);
  const from = laterOf(startsOn ?? addDays(asking.asOf, 1), String(assignment.fields['starts_on']));
  if (!successor) {
    const options = { project: String(assignment.fields['project']), replace: leaving.code, from };
    return yield* offerPeople(options, project ?? null, asking);
  }
  const input = { code: assignment.fields['code'], consultant: successor.code, from };
  const told = inLanguage(
    language,
    `${labelOf(successor)} à la place de ${labelOf(leaving)}.`,
    `${labelOf(successor)} in place of ${labelOf(leaving)}.`,
  );
  return yield* proposeAll('replace_consultant', [input], asking, told);
}

function laterOf(a: string, b: string): string {
  return earlier(a, b) === a ? b : a;
}
