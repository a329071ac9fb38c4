// A month as a grid: a row by project or activity, a column by day. By mouse, a click steps through a cell; by keys, the
// arrows move, 1, ½ (5 or a comma) and 0 write, F fills the row.

import { UnstyledButton } from '@mantine/core';
import { useRef, useState, type KeyboardEvent } from 'react';
import { ABSENCE_WORDS } from '../../../domain/presence.ts';
import { formatDays } from '../format.ts';
import {
  listShown,
  nextStep,
  readCell,
  sumActivity,
  sumDay,
  type CraActivity,
  type CraDay,
  type CraDraft,
} from './draft.ts';
import type { DraftDesk } from './use-draft.ts';
import { DAY_WORDS, formatLongDay, weekdayLetter, writeQuarters } from './words.ts';

const ORIGIN_WORDS = { vide: '', enregistre: '', modifie: ', non enregistré', propose: ', proposé' } as const;

/** What a key writes, in quarter days. */
const WRITES: Readonly<Record<string, number>> = {
  '0': 0,
  Delete: 0,
  Backspace: 0,
  '5': 2,
  ',': 2,
  '.': 2,
  '½': 2,
  '1': 4,
};

type Place = { readonly row: number; readonly column: number };

function moveBy(key: string, { row, column }: Place, rows: number, columns: number): Place | null {
  switch (key) {
    case 'ArrowLeft':
      return { row, column: Math.max(0, column - 1) };
    case 'ArrowRight':
      return { row, column: Math.min(columns - 1, column + 1) };
    case 'ArrowUp':
      return { row: Math.max(0, row - 1), column };
    case 'ArrowDown':
      return { row: Math.min(rows - 1, row + 1), column };
    case 'Home':
      return { row, column: 0 };
    case 'End':
      return { row, column: columns - 1 };
    default:
      return null;
  }
}

export function CraGrid({ desk }: { desk: DraftDesk }) {
  const { draft } = desk;
  const { days } = draft.data;
  const activities = listShown(draft, desk.added);
  const body = useRef<HTMLTableSectionElement>(null);
  const firstDay = Math.max(
    0,
    days.findIndex(({ kind }) => kind === 'ouvre'),
  );
  const [place, setPlace] = useState<Place>({ row: 0, column: firstDay });
  const focus = (to: Place): void => {
    setPlace(to);
    body.current?.rows[to.row]?.querySelectorAll<HTMLButtonElement>('button[data-cell]')[to.column]?.focus();
  };
  const press = (event: KeyboardEvent, at: Place): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = moveBy(event.key, at, activities.length, days.length);
    const [activity, day] = [activities[at.row], days[at.column]];
    const written = WRITES[event.key];
    if (to !== null) focus(to);
    else if (activity !== undefined && event.key.toLowerCase() === 'f') desk.fill(activity);
    else if (activity !== undefined && day !== undefined && written !== undefined) {
      if (readCell(draft, day, activity).lock === null) desk.change(day.date, activity.code, written);
    } else return;
    event.preventDefault();
  };
  return (
    <div className="vigie-sheet vigie-cra-scroll">
      <table className="vigie-cra" aria-label="CRA du mois, par projet et par jour">
        <thead>
          <tr>
            <th scope="col">Projet ou activité</th>
            {days.map((day) => (
              <DayHead key={day.date} day={day} findings={draft.data.findings} />
            ))}
            <th scope="col" className="vigie-cra-sum">
              Total
            </th>
          </tr>
        </thead>
        <tbody ref={body}>
          {activities.map((activity, row) => (
            <tr key={activity.code}>
              <ActivityHead activity={activity} desk={desk} />
              {days.map((day, column) => (
                <td key={day.date} data-day={shadeOf(day)}>
                  <Cell
                    draft={draft}
                    day={day}
                    activity={activity}
                    reached={place.row === row && place.column === column}
                    onReach={() => setPlace({ row, column })}
                    onKey={(event) => press(event, { row, column })}
                    onChange={(quarters) => desk.change(day.date, activity.code, quarters)}
                  />
                </td>
              ))}
              <td className="vigie-cra-sum">{formatDays(sumActivity(draft, activity) / 4)}</td>
            </tr>
          ))}
        </tbody>
        <DaySums draft={draft} />
      </table>
    </div>
  );
}

/** How a column is shaded: a day without work, a whole or a half absence. */
function shadeOf({ kind, absent_days: absent }: CraDay): string {
  if (kind !== 'ouvre') return 'off';
  return absent === 1 ? 'absent' : absent > 0 ? 'half' : 'work';
}

function sayDay(day: CraDay): string {
  const { date, kind, absent_days: absent, absence } = day;
  const leave = absent === 0 ? '' : `${formatDays(absent)} : ${absence === null ? 'absence' : ABSENCE_WORDS[absence]}`;
  return [formatLongDay(date), DAY_WORDS[kind], leave].filter((part) => part !== '').join(', ');
}

function DayHead({ day, findings }: { day: CraDay; findings: CraDraft['data']['findings'] }) {
  const own = findings.filter(({ date, accepted }) => date === day.date && accepted === null);
  const worst = own.some(({ severity }) => severity === 'error' || severity === 'block') ? 'error' : 'warning';
  const said = [sayDay(day), ...own.map(({ sentence }) => sentence)].join(' ');
  return (
    <th scope="col" data-day={shadeOf(day)} data-finding={own.length === 0 ? undefined : worst} title={said}>
      <span aria-hidden>
        {weekdayLetter(day.date)}
        <br />
        {Number(day.date.slice(8))}
      </span>
      <span className="vigie-hidden">{said}</span>
    </th>
  );
}

function ActivityHead({ activity, desk }: { activity: CraActivity; desk: DraftDesk }) {
  const { code, title, open } = activity;
  return (
    <th scope="row">
      <span className="vigie-cra-title" title={`${code} · ${title}`}>
        {title}
      </span>
      <span className="vigie-cra-code">
        {code}
        {desk.draft.data.may_enter && open && (
          <UnstyledButton
            className="vigie-cra-fill"
            onClick={() => desk.fill(activity)}
            aria-label={`Remplir les jours vides sur ${title}`}
          >
            remplir
          </UnstyledButton>
        )}
      </span>
    </th>
  );
}

type CellProps = {
  draft: CraDraft;
  day: CraDay;
  activity: CraActivity;
  /** The one cell that Tab reaches. */
  reached: boolean;
  onReach: () => void;
  onKey: (event: KeyboardEvent) => void;
  onChange: (quarters: number) => void;
};

function Cell({ draft, day, activity, reached, onReach, onKey, onChange }: CellProps) {
  const { quarters, origin, lock } = readCell(draft, day, activity);
  const amount = quarters === 0 ? 'rien' : formatDays(quarters / 4);
  const locked = lock === null ? '' : `, ${lock}`;
  return (
    <button
      type="button"
      data-cell
      data-origin={origin}
      data-locked={lock === null ? undefined : true}
      aria-disabled={lock !== null}
      tabIndex={reached ? 0 : -1}
      aria-label={`${activity.title}, ${sayDay(day)} : ${amount}${ORIGIN_WORDS[origin]}${locked}`}
      onFocus={onReach}
      onKeyDown={onKey}
      onClick={() => lock === null && onChange(nextStep(draft, day, activity))}
    >
      {writeQuarters(quarters)}
    </button>
  );
}

/** What each day holds, against what is expected of it. */
function DaySums({ draft }: { draft: CraDraft }) {
  const { days, total } = draft.data;
  const sums = days.map((day) => sumDay(draft, day));
  const all = sums.reduce((sum, quarters) => sum + quarters, 0);
  return (
    <tfoot>
      <tr>
        <th scope="row">
          <span className="vigie-cra-title">Par jour</span>
          <span className="vigie-cra-code">sur {formatDays(total.expected_days)} attendus</span>
        </th>
        {days.map((day, at) => {
          const quarters = sums[at] ?? 0;
          const expected = Math.round(day.expected_days * 4);
          const standing = quarters > 4 ? 'over' : quarters < expected ? 'short' : 'full';
          return (
            <td key={day.date} data-day={shadeOf(day)} data-standing={standing}>
              {writeQuarters(quarters)}
            </td>
          );
        })}
        <td className="vigie-cra-sum">{formatDays(all / 4)}</td>
      </tr>
    </tfoot>
  );
}
