// What staffing tells without proposing: needs that are open or that nobody can take, what one person alone knows, when
// the load passes the people and by when to hire, what the forecast was worth.

import type { ReadResult, ResultRow, Selection } from '../../turn.ts';
import { inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { has, namesOf, type Reading } from '../reading.ts';
import { offerPeople } from './offer-people.ts';
import { sayNoTool } from './read-plan.ts';

/** An answer is read at a glance. */
const LINES_TOLD = 12;

export function planStaffingReads(reading: Reading, asking: Asking): Plan | null {
  const measured = (...reports: readonly string[]): boolean =>
    reading.measures.every(({ report }) => reports.includes(report));
  const placed = namesOf(reading, 'project', 'opportunity', 'client', 'consultant').length > 0;
  // « à risque » of a skill is no drift.
  const risky = has(reading, '@skills') && reading.measures.some(({ report }) => report === 'drift');
  if ((has(reading, '@single_skill') || risky) && !placed && measured('drift')) return readSingles(asking);
  if (has(reading, '@reliable') && (has(reading, '@load_forecast') || isAboutLoad(reading)) && !placed)
    return readBacktest(asking);
  if (has(reading, '@hiring') && !placed && (has(reading, '@when') || measured('capacity', 'available', 'missions')))
    return readAlerts(reading, asking);
  if (has(reading, '@load_ahead') && has(reading, '@when') && !placed) return readAlerts(reading, asking);
  if (has(reading, '@open_needs') && reading.measures.some(({ report }) => report === 'bench') && !placed)
    return readBenchNeeds(asking);
  if (has(reading, '@open_needs') && !placed && measured('available')) return readNeeds(reading, asking);
  return null;
}

function isAboutLoad({ measures }: Reading): boolean {
  return measures.some(({ report }) => report === 'capacity');
}

function at(result: ReadResult, row: ResultRow, field: string): string {
  return `[[${result.ref}:${row.key}.${field}]]`;
}

function listed(list: string): Selection {
  return { where: [{ field: 'list', op: '=', value: list }] };
}

function* readSingles(asking: Asking): Plan {
  const { language } = asking;
  const tool = 'report_skills_map';
  if (!asking.tools.has(tool)) return sayNoTool(asking);
  const held = yield* readTable(tool, {}, listed('holders'));
  const singles = yield* readTable(tool, {}, listed('single_points'));
  if (isRefused(held) && held.rights) return say(held.sentence);
  const rows = isRefused(singles) ? [] : singles.rows;
  if (rows.length === 0)
    return say(
      inLanguage(
        language,
        'Aucune compétence ne tient à une seule personne.',
        'No skill rests on one person alone: none.',
      ),
    );
  const lines = rows.slice(0, LINES_TOLD).map((row) => {
    const code = String(row.fields['consultant']);
    const holder = isRefused(held) ? undefined : held.rows.find(({ subject }) => subject === code);
    return `- ${String(row.fields['skill'])} : ${String(holder?.fields['name'] ?? row.label)} (${code})`;
  });
  const head = inLanguage(
    language,
    'Compétences qu’une seule personne maîtrise (niveau trois ou plus) :',
    'Skills that one person alone masters (level three or above):',
  );
  return say([head, ...lines].join('\n'));
}

function* readBacktest(asking: Asking): Plan {
  const tool = 'report_capacity_backtest';
  if (!asking.tools.has(tool)) return sayNoTool(asking);
  const result = yield* readTable(tool, {}, listed('horizons'));
  if (isRefused(result)) return say(result.sentence);
  return say(`[[${result.ref}:total.sentence]]`);
}

function* readAlerts(reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  const tool = 'report_capacity_weeks';
  if (!asking.tools.has(tool)) return sayNoTool(asking);
  const result = yield* readTable(tool, {}, listed('alerts'));
  if (isRefused(result)) return say(result.sentence);
  const asked = namesOf(reading, 'profile').map(({ code }) => code);
  const rows = result.rows.filter(({ fields }) =>
    asked.length > 0 ? asked.includes(String(fields['profile'])) : fields['overload_on'] !== null,
  );
  if (rows.length === 0)
    return say(
      inLanguage(
        language,
        'Aucune surcharge en vue dans les semaines qui viennent, pour aucun profil.',
        'No overload in the weeks to come, for no profile: none.',
      ),
    );
  return say(
    rows
      .slice(0, LINES_TOLD)
      .map((row) => `- ${at(result, row, 'sentence')}`)
      .join('\n'),
  );
}

function* readBenchNeeds(asking: Asking): Plan {
  const { language } = asking;
  const tool = 'report_plan';
  if (!asking.tools.has(tool)) return sayNoTool(asking);
  const bench = yield* readTable(tool, {}, listed('bench'));
  const totals = yield* readTable(tool, {}, { subjects: ['total'], limit: 200 });
  if (isRefused(bench) && bench.rights) return say(bench.sentence);
  const rows = isRefused(bench) ? [] : bench.rows;
  if (isRefused(bench) || rows.length === 0)
    return say(
      inLanguage(language, 'Personne n’est en intercontrat : aucun consultant.', 'Nobody is on the bench: none.'),
    );
  const lines = rows.slice(0, LINES_TOLD).map((row) => {
    const best = isRefused(totals) ? undefined : totals.rows.find(({ key }) => key === `${row.key}/total`);
    const name = `${String(row.fields['name'] ?? row.label)} (${row.subject})`;
    if (isRefused(totals) || typeof best?.fields['sentence'] !== 'string')
      return `- ${name} : ${inLanguage(language, 'aucun besoin ouvert qui lui aille', 'no open need that fits')}`;
    return `- ${at(totals, best, 'sentence')}`;
  });
  return say(lines.join('\n'));
}

function* readNeeds(reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  const tool = 'report_staffing';
  if (!asking.tools.has(tool)) return sayNoTool(asking);
  const [profile] = namesOf(reading, 'profile');
  if (has(reading, '!propose', '!file')) return yield* offerPeople({}, null, asking);
  const result = yield* readTable(tool, {}, listed('needs'));
  const totals = yield* readTable(tool, {}, listed('candidates'));
  if (isRefused(result))
    return say(
      result.rights ? result.sentence : inLanguage(language, 'Aucun besoin n’est ouvert.', 'No need is open: none.'),
    );
  const nobody = has(reading, '@nobody');
  const rows = result.rows.filter(
    ({ fields }) =>
      (!nobody || (fields['feasible'] === 0 && fields['covered'] === false)) &&
      (!profile || fields['profile'] === profile.code),
  );
  if (rows.length === 0)
    return say(
      nobody
        ? inLanguage(
            language,
            'Chaque besoin ouvert a au moins un candidat : aucun sans personne.',
            'Each open need has a candidate: none without.',
          )
        : inLanguage(language, 'Aucun besoin n’est ouvert.', 'No need is open: none.'),
    );
  const lines = rows
    .slice(0, LINES_TOLD)
    .map((row) => `- ${sayNeed(result, row, isRefused(totals) ? [] : totals.rows, asking)}`);
  const head =
    profile || nobody
      ? []
      : [`${inLanguage(language, 'Besoins ouverts', 'Open needs')} : [[${result.ref}:total.needs]]`];
  const rest =
    rows.length > LINES_TOLD ? [inLanguage(language, 'D’autres suivent, moins proches.', 'More follow, later.')] : [];
  return say([...head, ...lines, ...rest].join('\n'));
}

function sayNeed(result: ReadResult, row: ResultRow, candidates: readonly ResultRow[], { language }: Asking): string {
  const { project, opportunity, profile, days, message } = row.fields;
  const long = typeof days === 'number' ? ` (${at(result, row, 'days')})` : '';
  const what = `${String(project ?? opportunity ?? row.label)}, ${String(profile ?? '')}${long}`;
  const best = candidates.find(({ key }) => key.startsWith(`${row.key}/`));
  if (best) {
    const who = `${String(best.fields['name'])} (${String(best.fields['code'])})`;
    return `${what} : ${inLanguage(language, 'au mieux', 'at best')} ${who}`;
  }
  return typeof message === 'string' ? `${what} : ${at(result, row, 'message')}` : what;
}
