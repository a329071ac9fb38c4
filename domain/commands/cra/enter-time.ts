// A consultant fills days of their CRA. A day of a project is written once: entering it again corrects the draft.
// What was submitted, validated or billed, and a closed month, are not touched here.
import { z } from 'zod';
import { defineCommand, NOT_FOUND, refuse, type RowChange } from '../command.ts';
import { civilDate, code, days, text } from '../inputs.ts';
import type { ProjectCommandRow, TimeRow } from '../rows.ts';
import { sayDate, sayDays } from '../../french.ts';
import { monthOf } from '../../periods.ts';

const entry = z.strictObject({
  consultant: code,
  date: civilDate,
  project: code,
  /** 0 removes the draft of that day. */
  days: days.refine((quarters) => quarters <= 4, 'au plus une journée'),
  comment: text.nullable().default(null),
});

// A firm of 100 fills a month in one call; beyond, the input is a mistake.
const input = z.strictObject({ entries: z.array(entry).min(1).max(5000) });
type Entry = z.output<typeof entry>;

type Facts = {
  readonly consultants: ReadonlySet<string>;
  readonly projects: ReadonlyMap<string, Pick<ProjectCommandRow, 'status'>>;
  readonly rows: ReadonlyMap<string, TimeRow & { billed: boolean }>;
  readonly closedMonths: ReadonlySet<string>;
};

function keyOf(row: { consultant: string; project: string }, day: string): string {
  return `${row.consultant} ${day} ${row.project}`;
}

function planEntry(facts: Facts, asked: Entry): RowChange<'time'> | ReturnType<typeof refuse> | null {
  const known = facts.rows.get(keyOf(asked, asked.date)) ?? null;
  const where = `${asked.consultant} le ${sayDate(asked.date)} sur ${asked.project}`;
  if (known && (known.billed || known.state !== 'brouillon'))
    return refuse('time_not_draft', `${where} : la ligne n'est plus un brouillon (${known.state}).`);
  if (asked.days === 0) return known ? { entity: 'time', before: plain(known), after: null } : null;
  const row: TimeRow = {
    consultant: asked.consultant,
    project: asked.project,
    workedOn: asked.date,
    occurrence: known?.occurrence ?? 1,
    quarterDays: asked.days,
    state: 'brouillon',
    comment: asked.comment,
  };
  if (known && known.quarterDays === row.quarterDays && known.comment === row.comment) return null;
  return { entity: 'time', before: known && plain(known), after: row };
}

function plain({ billed: _billed, ...row }: TimeRow & { billed: boolean }): TimeRow {
  return row;
}

export const enterTime = defineCommand({
  name: 'enter_time',
  label: 'Saisir du temps',
  input,
  rights: { direction: 'all' },
  everyoneForSelf: true,
  tier: 1,
  approvers: [],
  locks: async (asked) => {
    const consultants = new Set(asked.entries.map(({ consultant }) => consultant));
    const projects = new Set(asked.entries.map(({ project }) => project));
    const months = new Set(asked.entries.map(({ date }) => monthOf(date)));
    return [
      ...[...consultants].map((key) => ({ kind: 'consultant' as const, key })),
      ...[...projects].map((key) => ({ kind: 'project' as const, key, shared: true })),
      ...[...months].map((key) => ({ kind: 'month' as const, key, shared: true })),
    ];
  },
  load: async (asked, read): Promise<Facts> => {
    const dates = asked.entries.map(({ date }) => date).sort();
    const facts = await read.timeEntry({
      consultants: [...new Set(asked.entries.map(({ consultant }) => consultant))],
      projects: [...new Set(asked.entries.map(({ project }) => project))],
      months: [...new Set(dates.map(monthOf))],
      from: dates[0] ?? '',
      to: dates.at(-1) ?? '',
    });
    return {
      consultants: new Set(facts.consultants),
      projects: new Map(facts.projects.map((project) => [project.code, project])),
      rows: new Map(facts.rows.map((row) => [keyOf(row, row.workedOn), row])),
      closedMonths: new Set(facts.closedMonths),
    };
  },
  owns: (_facts, asked, asker, role) =>
    role === 'self' &&
    asker.consultantCode !== null &&
    asked.entries.every(({ consultant }) => consultant === asker.consultantCode),
  plan: (facts, asked) => {
    const rows: RowChange<'time'>[] = [];
    const seen = new Set<string>();
    for (const item of asked.entries) {
      if (!facts.consultants.has(item.consultant)) return refuse(NOT_FOUND, `Consultant inconnu : ${item.consultant}.`);
      const project = facts.projects.get(item.project);
      if (!project) return refuse(NOT_FOUND, `Projet inconnu : ${item.project}.`);
      if (project.status === 'clos') return refuse('project_closed', `Le projet ${item.project} est clos.`);
      if (facts.closedMonths.has(monthOf(item.date)))
        return refuse('month_closed', `Le mois ${monthOf(item.date)} est clos.`);
      const key = keyOf(item, item.date);
      if (seen.has(key)) return refuse('entry_twice', `${key} : deux saisies pour le même jour dans la demande.`);
      seen.add(key);
      const change = planEntry(facts, item);
      if (change && 'refused' in change) return change;
      if (change) rows.push(change);
    }
    const total = asked.entries.reduce((sum, item) => sum + item.days, 0) / 4;
    return {
      effect: {
        sentence: `Saisir ${sayDays(total)} de CRA (${asked.entries.length} ligne${asked.entries.length > 1 ? 's' : ''}).`,
        rows,
      },
      result: { rows: rows.length },
    };
  },
});
