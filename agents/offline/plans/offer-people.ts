// Who could take a need: three alternatives with their terms, and the proposal of the best of them. A deal or a person
// who leaves may open several needs: each gets its own answer, and its own proposal.

import type { ReadResult, ResultRow } from '../../turn.ts';
import { inLanguage, isRead, isRefused, say, type Asking, type Call, type Plan } from '../plan.ts';
import type { Candidate } from '../reading.ts';
import { sayNoRight, sayProposed } from './propose.ts';
import { readReady, type Ready } from './ready-commands.ts';

const TOOL = 'report_staffing';
const ALTERNATIVES = 3;
/** An answer is read at a glance: more needs than these are a plan to look at, and are asked for one by one. */
const NEEDS_TOLD = 5;

export type Staffing = {
  readonly needs: ReadResult;
  readonly candidates: ReadResult;
  readonly alternatives: ReadResult;
  readonly terms: ReadResult | null;
  readonly totals: ReadResult;
};

const LISTS = ['needs', 'candidates', 'alternatives', 'terms'] as const;

/** The answer of the staffing report, list by list; its refusal in a sentence. */
export function* readStaffing(
  options: Readonly<Record<string, string>>,
  limit?: number,
): Plan<Staffing | { readonly refusal: string }> {
  const calls: Call[] = LISTS.map((list) => ({
    tool: TOOL,
    args: {
      ...options,
      select: {
        where: [
          { field: 'list', op: '=', value: list },
          ...(list === 'terms' ? [{ field: 'term', op: '=', value: 'skills' }] : []),
        ],
        ...(limit !== undefined && { limit }),
      },
    },
  }));
  const outcomes = yield [...calls, { tool: TOOL, args: { ...options, select: { subjects: ['total'], limit: 200 } } }];
  const [needs, candidates, alternatives, terms, totals] = outcomes;
  if (!isRead(needs) || !isRead(candidates) || !isRead(alternatives) || !isRead(totals))
    return { refusal: outcomes.find(isRefused)?.sentence ?? 'Cet outil n’a pas répondu.' };
  // Where nobody is judged there is no term to choose by.
  return { needs, candidates, alternatives, terms: isRead(terms) ? terms : null, totals };
}

function of(result: ReadResult, need: ResultRow): ResultRow[] {
  return result.rows.filter(({ key }) => key.startsWith(`${need.key}/`));
}

function labelOf({ label, code }: Candidate): string {
  return label === code ? code : `${label} (${code})`;
}

function at(result: ReadResult, row: ResultRow, field: string): string {
  return `[[${result.ref}:${row.key}.${field}]]`;
}

/** What is wanted of them and what they know of it: in a sentence, or as a share. */
export function saySkills({ terms }: Staffing, need: ResultRow, code: string, field: 'detail' | 'value'): string {
  const term = terms?.rows.find(({ key }) => key.startsWith(`${need.key}/${code}/`));
  return terms && term && typeof term.fields['value'] === 'number' ? at(terms, term, field) : '';
}

/** Of several needs each person is told in a line: days, skills, margin, who is displaced. */
function sayShortly(staffing: Staffing, need: ResultRow, row: ResultRow, code: string, asking: Asking): string {
  const { language } = asking;
  const skills = saySkills(staffing, need, code, 'value');
  const displaced = String(row.fields['displaced'] ?? '');
  return [
    sayPerson(staffing.alternatives, row, code, asking),
    ...(skills === '' ? [] : [`${inLanguage(language, 'compétences', 'skills')} ${skills}`]),
    displaced === ''
      ? inLanguage(language, 'personne de déplacé', 'nobody displaced')
      : `${inLanguage(language, 'déplace', 'displaces')} ${displaced}`,
  ].join(', ');
}

function sayPerson(result: ReadResult, row: ResultRow, code: string, { language }: Asking): string {
  const person = `${String(row.fields['name'] ?? row.label)} (${code})`;
  const margin =
    typeof row.fields['margin'] === 'number'
      ? `, ${inLanguage(language, 'marge', 'margin')} ${at(result, row, 'margin')}`
      : '';
  const days =
    typeof row.fields['days'] === 'number'
      ? `${at(result, row, 'days')} ${inLanguage(language, 'disponibles', 'available')}`
      : '';
  return `${person} : ${days}${margin}`;
}

function* tellNeed(staffing: Staffing, need: ResultRow, asking: Asking): Generator<string> {
  const { needs, alternatives, candidates } = staffing;
  const offered = of(alternatives, need).slice(0, ALTERNATIVES);
  if (typeof need.fields['message'] === 'string') yield at(needs, need, 'message');
  else if (offered.length === 0 && of(candidates, need).length === 0)
    yield inLanguage(
      asking.language,
      'Aucun consultant disponible ne répond à ce besoin.',
      'No available consultant fits this need.',
    );
  for (const row of offered) {
    const code = String(row.fields['consultant']);
    // The sentence of the report tells the dates, the share, the margin and who is displaced.
    yield asking.language === 'fr' && needs.rows.length === 1
      ? `- ${at(alternatives, row, 'sentence')} ${saySkills(staffing, need, code, 'detail')}`.trimEnd()
      : `- ${sayShortly(staffing, need, row, code, asking)}`;
  }
  if (offered.length > 0) return;
  for (const row of of(candidates, need).slice(0, ALTERNATIVES)) {
    const code = String(row.fields['code'] ?? row.subject);
    yield `- ${sayPerson(candidates, row, code, asking)}. ${saySkills(staffing, need, code, 'detail')}`.trimEnd();
  }
}

/** What the need is of, where an answer tells several. */
function headOf({ needs }: Staffing, need: ResultRow): string {
  const { profile, days, opportunity, project, id } = need.fields;
  const place = String(opportunity ?? project ?? id ?? '');
  const long = typeof days === 'number' ? `, ${at(needs, need, 'days')}` : '';
  return typeof profile === 'string' ? `${profile} (${place}${long}) :` : `${place}${long} :`;
}

/**
 * One command a need: the best alternative, the others beside. Nobody is the first choice of two needs while another
 * can be: else one approval undoes the next.
 */
function chooseCommands(staffing: Staffing, needs: readonly ResultRow[]): Call[] {
  const taken = new Set<unknown>();
  return needs.flatMap((need): Call[] => {
    const ready = readReady(of(staffing.alternatives, need), staffing.totals);
    const first = ready.find(({ input }) => !taken.has(input['consultant'])) ?? ready[0];
    if (!first) return [];
    taken.add(first.input['consultant']);
    const others = ready.filter((one) => one !== first && isOfOneNeed(first, one)).map(({ input }) => input);
    return [
      {
        tool: `propose_${first.command}`,
        args: { ...first.input, ...(others.length > 0 && { alternatives: others }) },
      },
    ];
  });
}

function isOfOneNeed(a: Ready, b: Ready): boolean {
  return a.command === b.command && a.input['profile'] === b.input['profile'] && a.input['code'] === b.input['code'];
}

/** @param place what the people are for; null: they are looked for, and nothing is proposed. */
export function* offerPeople(options: Readonly<Record<string, string>>, place: Candidate | null, asking: Asking): Plan {
  const { language } = asking;
  const staffing = yield* readStaffing(options);
  if ('refusal' in staffing) return say(staffing.refusal);
  const needs = staffing.needs.rows.slice(0, NEEDS_TOLD);
  if (needs.length === 0) return say(inLanguage(language, 'Aucun besoin n’est ouvert ici.', 'No need is open here.'));
  const head = place ? inLanguage(language, `Pour ${labelOf(place)} :`, `For ${labelOf(place)}:`) : '';
  const rest =
    staffing.needs.rows.length > needs.length
      ? inLanguage(
          language,
          'D’autres besoins sont ouverts : demandez-les par profil.',
          'More needs are open: ask by profile.',
        )
      : '';
  const told = needs
    .flatMap((need) => [...(needs.length > 1 ? [headOf(staffing, need)] : []), ...tellNeed(staffing, need, asking)])
    .join('\n');
  const text = [head, told, rest].filter((line) => line !== '').join('\n');
  const calls = chooseCommands(staffing, needs);
  const [first] = calls;
  if (!first) return say(text);
  if (!asking.tools.has(first.tool)) return sayNoRight(asking);
  return sayProposed(yield calls, asking, text);
}
