// A month that a person is filling: what is saved, what they changed since, what is suggested and whether they take it
// over. Quarter days throughout; nothing here leaves the page before it is saved (enter_time).

import type { CraDays } from '../api-client.ts';

export type CraDay = CraDays['days'][number];
export type CraActivity = CraDays['projects'][number];

/** What the person changed and has not saved: quarter days by `2026-11-02 P001`. */
export type CraEdits = ReadonlyMap<string, number>;

type SavedCell = {
  readonly quarters: number;
  readonly state: 'brouillon' | 'soumis' | 'valide';
  readonly comment: string | null;
  readonly billed: boolean;
  /** Entered more than once: no single row to change. */
  readonly several: boolean;
};

export type CraDraft = {
  readonly data: CraDays;
  readonly saved: ReadonlyMap<string, SavedCell>;
  readonly suggested: ReadonlyMap<string, number>;
  readonly edits: CraEdits;
  /** The suggested days are taken over when the month is saved. */
  readonly taking: boolean;
};

export type CraCell = {
  readonly quarters: number;
  readonly origin: 'vide' | 'enregistre' | 'modifie' | 'propose';
  /** Why it cannot be changed; null: it can. */
  readonly lock: string | null;
};

export function cellKey(date: string, project: string): string {
  return `${date} ${project}`;
}

const toQuarters = (days: number): number => Math.round(days * 4);

export function openDraft(data: CraDays, edits: CraEdits, taking: boolean): CraDraft {
  const saved = new Map<string, SavedCell>();
  for (const { date, project, days, state, billed, comment } of data.entries) {
    const key = cellKey(date, project);
    const before = saved.get(key);
    saved.set(key, {
      quarters: toQuarters(days) + (before?.quarters ?? 0),
      state: before !== undefined && before.state !== 'brouillon' ? before.state : state,
      comment,
      billed: billed || before?.billed === true,
      several: before !== undefined,
    });
  }
  const suggested = new Map(
    data.suggestions.map(({ date, project, days }) => [cellKey(date, project), toQuarters(days)]),
  );
  return { data, saved, suggested, edits, taking };
}

function lockOf({ data, saved }: CraDraft, day: CraDay, activity: CraActivity): string | null {
  if (data.closed) return 'mois clos';
  if (!data.may_enter) return 'lecture seule';
  const cell = saved.get(cellKey(day.date, activity.code));
  if (cell?.billed) return 'facturé';
  if (cell !== undefined && cell.state !== 'brouillon') return cell.state === 'soumis' ? 'soumis' : 'validé';
  if (cell?.several) return 'saisi plusieurs fois';
  if (!activity.open) return 'projet fermé';
  if (cell !== undefined) return null;
  if (day.absent_days === 1) return 'absence';
  return day.kind === 'hors_presence' ? 'hors présence' : null;
}

/** What the person says of the cell, saved or not; null: nothing. */
function readSaid(draft: CraDraft, day: CraDay, activity: CraActivity): CraCell | null {
  const key = cellKey(day.date, activity.code);
  const lock = lockOf(draft, day, activity);
  const [edited, saved] = [draft.edits.get(key), draft.saved.get(key)];
  if (edited !== undefined && lock === null) return { quarters: edited, origin: 'modifie', lock };
  return saved === undefined ? null : { quarters: saved.quarters, origin: 'enregistre', lock };
}

/** What is said of the day, elsewhere and in absences too, the activity left out. */
function sumSaid(draft: CraDraft, day: CraDay, but: CraActivity | null): number {
  return draft.data.projects.reduce(
    (total, activity) => total + (activity === but ? 0 : (readSaid(draft, day, activity)?.quarters ?? 0)),
    toQuarters(day.elsewhere_days) + toQuarters(day.absent_days),
  );
}

/** A suggestion yields to what the person says of the day: it takes what that leaves, in the order of the rows. */
function readSuggested(draft: CraDraft, day: CraDay, activity: CraActivity): number {
  let left = Math.max(0, 4 - sumSaid(draft, day, null));
  for (const other of draft.data.projects) {
    if (readSaid(draft, day, other) !== null || lockOf(draft, day, other) !== null) continue;
    const taken = Math.min(left, draft.suggested.get(cellKey(day.date, other.code)) ?? 0);
    if (other === activity) return taken;
    left -= taken;
  }
  return 0;
}

export function readCell(draft: CraDraft, day: CraDay, activity: CraActivity): CraCell {
  const said = readSaid(draft, day, activity);
  if (said !== null) return said;
  const suggested = draft.taking ? readSuggested(draft, day, activity) : 0;
  return { quarters: suggested, origin: suggested > 0 ? 'propose' : 'vide', lock: lockOf(draft, day, activity) };
}

/** All that the day holds, on whatever project. */
export function sumDay(draft: CraDraft, day: CraDay): number {
  return draft.data.projects.reduce(
    (total, activity) => total + readCell(draft, day, activity).quarters,
    toQuarters(day.elsewhere_days),
  );
}

export function sumActivity(draft: CraDraft, activity: CraActivity): number {
  return draft.data.days.reduce((total, day) => total + readCell(draft, day, activity).quarters, 0);
}

/** What is left of the day for the activity: a day less the absence and the other activities. */
function roomFor(draft: CraDraft, day: CraDay, activity: CraActivity): number {
  const others = sumDay(draft, day) - readCell(draft, day, activity).quarters;
  return Math.max(0, 4 - toQuarters(day.absent_days) - others);
}

/** The next step of a cell: what is left of the day, then half a day, then nothing. */
export function nextStep(draft: CraDraft, day: CraDay, activity: CraActivity): number {
  const { quarters } = readCell(draft, day, activity);
  if (quarters > 0) return quarters > 2 ? 2 : 0;
  // Where suggestions fill the day, they yield; a day that the person filled takes a half, and its sum shows it.
  return roomFor(draft, day, activity) || Math.max(2, 4 - sumSaid(draft, day, activity));
}

export function changeCell(draft: CraDraft, date: string, project: string, quarters: number): CraEdits {
  const key = cellKey(date, project);
  const edits = new Map(draft.edits);
  if (quarters === (draft.saved.get(key)?.quarters ?? 0) && !draft.suggested.has(key)) edits.delete(key);
  else edits.set(key, quarters);
  return edits;
}

/** The empty working days of the activity's row take what is left of each. */
export function fillActivity(draft: CraDraft, activity: CraActivity): CraEdits {
  let edits = draft.edits;
  for (const day of draft.data.days) {
    const { lock, quarters } = readCell(draft, day, activity);
    const room = roomFor(draft, day, activity);
    if (day.kind !== 'ouvre' || lock !== null || quarters > 0 || room === 0) continue;
    edits = changeCell({ ...draft, edits }, day.date, activity.code, room);
  }
  return edits;
}

type Entry = { consultant: string; date: string; project: string; days: number; comment: string | null };

/** What saving would write: one enter_time. Comments stay as they are. */
export function listEntries(draft: CraDraft): Entry[] {
  const { data } = draft;
  return data.days.flatMap((day) =>
    data.projects.flatMap((activity): Entry[] => {
      const { quarters, origin, lock } = readCell(draft, day, activity);
      const saved = draft.saved.get(cellKey(day.date, activity.code));
      const isNew = origin === 'modifie' || origin === 'propose';
      if (lock !== null || !isNew || quarters === (saved?.quarters ?? 0)) return [];
      return [
        {
          consultant: data.consultant ?? '',
          date: day.date,
          project: activity.code,
          days: quarters / 4,
          comment: saved?.comment ?? null,
        },
      ];
    }),
  );
}

/** The rows of the month: what is on it, what it is booked on, what the person added or changed. */
export function listShown(draft: CraDraft, added: ReadonlySet<string>): CraActivity[] {
  const changed = new Set([...draft.edits.keys()].map((key) => key.slice(11)));
  return draft.data.projects.filter(
    (activity) =>
      activity.assigned ||
      activity.state !== 'vide' ||
      activity.suggested_days > 0 ||
      added.has(activity.code) ||
      changed.has(activity.code),
  );
}
