// The arrows in a table of buttons: one stop for Tab, then from cell to cell. What is above or below is what holds the
// same week.

import type { FocusEvent, KeyboardEvent } from 'react';

type Stop = HTMLElement & { dataset: { first: string; last: string } };

const STOPS = '[data-first]';

const stopsIn = (element: Element): Stop[] => [...element.querySelectorAll<Stop>(STOPS)];

/** How far a stop is from a week: 0 when it holds it. */
function distance({ dataset }: Stop, week: number): number {
  return Math.max(Number(dataset.first) - week, week - Number(dataset.last), 0);
}

function nearest(stops: readonly Stop[], week: number): Stop | undefined {
  return stops.toSorted((a, b) => distance(a, week) - distance(b, week))[0];
}

/** The week that one is in: a long bar is crossed where one came from, not at its beginning. */
function keepWeek(table: HTMLElement, from: Stop): number {
  const kept = Number(table.dataset['week'] ?? Number.NaN);
  const week = distance(from, kept) === 0 ? kept : Number(from.dataset.first);
  table.dataset['week'] = String(week);
  return week;
}

function inNextRow(table: HTMLElement, from: Stop, step: 1 | -1): Stop | undefined {
  const rows = [...table.querySelectorAll('tr')].filter((row) => row.querySelector(STOPS) !== null);
  const at = rows.findIndex((row) => row.contains(from));
  const row = rows[at + step];
  return row === undefined ? undefined : nearest(stopsIn(row), keepWeek(table, from));
}

function inRow(from: Stop, to: (stops: readonly Stop[], at: number) => Stop | undefined): Stop | undefined {
  const row = from.closest('tr');
  const stops = row === null ? [] : stopsIn(row);
  return to(stops, stops.indexOf(from));
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const from = event.currentTarget as Stop;
  const table = from.closest('table');
  if (table === null || event.ctrlKey || event.metaKey || event.altKey) return;
  const moves: Readonly<Record<string, () => Stop | undefined>> = {
    ArrowRight: () => inRow(from, (stops, at) => stops[at + 1]),
    ArrowLeft: () => inRow(from, (stops, at) => stops[at - 1]),
    ArrowDown: () => inNextRow(table, from, 1),
    ArrowUp: () => inNextRow(table, from, -1),
    Home: () => inRow(from, (stops) => stops[0]),
    End: () => inRow(from, (stops) => stops.at(-1)),
  };
  const move = moves[event.key];
  if (move === undefined) return;
  event.preventDefault();
  move()?.focus();
}

/** Tab comes back to where one was. */
function rove({ currentTarget: to }: FocusEvent<HTMLElement>): void {
  const stops = to.closest('table')?.querySelectorAll<HTMLElement>(`${STOPS}[tabindex="0"]`) ?? [];
  for (const other of stops) other.tabIndex = -1;
  to.tabIndex = 0;
}

/** What makes a button or a link of the table one of its stops, beside `data-first` and `data-last`. */
export const stop = { onKeyDown: moveFocus, onFocus: rove } as const;
