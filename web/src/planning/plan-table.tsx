// The plan on a desk: people down, weeks across. Above, how full each week is; below, a bar for each booking; under the
// people, the open needs. By keyboard: arrows from one to the next, Enter opens.

import { Link } from '@tanstack/react-router';
import { isHoliday } from '../../../domain/calendar.ts';
import { addDays } from '../../../domain/civil-dates.ts';
import { sayCount } from '../../../domain/french.ts';
import { formatDay, formatNumber, formatPercent, formatShortDay, formatShortMonth } from '../format.ts';
import type { OpenNeed, Plan, PlannedPerson, PlanWeek } from '../staffing-queries.ts';
import { stop } from './grid-keys.ts';
import { layLanes, weeksOf, type Bar } from './plan-bars.ts';

export type Opened = { readonly person: string; readonly week: string; readonly assignment?: string | undefined };

type TableProps = {
  plan: Plan;
  people: readonly PlannedPerson[];
  needs: readonly OpenNeed[];
  /** The name of a project or a deal. */
  nameOf: (target: string) => string;
  onOpen: (opened: Opened) => void;
};

export function PlanTable({ plan, people, needs, nameOf, onOpen }: TableProps) {
  const mondays = plan.consultants[0]?.weeks.map(({ week }) => week) ?? [];
  const idle = new Set(plan.bench.map(({ code }) => code));
  return (
    <div className="vigie-sheet vigie-plan-frame">
      <table className="vigie-plan">
        <caption className="vigie-hidden">
          Charge et affectations de chacun, semaine par semaine ; les flèches vont de case en case, Entrée ouvre.
        </caption>
        <colgroup>
          <col className="vigie-plan-names" />
          {mondays.map((monday) => (
            <col key={monday} />
          ))}
        </colgroup>
        <WeekHeads mondays={mondays} />
        {people.map((person, rank) => (
          <PersonRows
            key={person.code}
            person={person}
            first={rank === 0}
            isIdle={idle.has(person.code)}
            endings={plan.ending.filter(({ code }) => code === person.code)}
            nameOf={nameOf}
            onOpen={onOpen}
          />
        ))}
        <NeedRows needs={needs} mondays={mondays} until={plan.to} />
      </table>
    </div>
  );
}

function WeekHeads({ mondays }: { mondays: readonly string[] }) {
  const months = [...new Set(mondays.map((monday) => monday.slice(0, 7)))];
  return (
    <thead>
      <tr>
        <th scope="col">
          <span className="vigie-hidden">Mois</span>
        </th>
        {months.map((month) => {
          const weeks = mondays.filter((monday) => monday.startsWith(month)).length;
          return (
            <th key={month} scope="colgroup" colSpan={weeks}>
              {weeks < 2 ? formatShortMonth(month).split(' ')[0] : formatShortMonth(month)}
            </th>
          );
        })}
      </tr>
      <tr>
        <th scope="col">
          <span className="vigie-hidden">Personne</span>
        </th>
        {mondays.map((monday) => (
          <WeekHead key={monday} monday={monday} />
        ))}
      </tr>
    </thead>
  );
}

function WeekHead({ monday }: { monday: string }) {
  const holidays = [0, 1, 2, 3, 4].map((days) => addDays(monday, days)).filter((day) => isHoliday(day));
  const told = holidays.length === 0 ? '' : `${sayCount(holidays.length, 'jour férié', 'jours fériés')} : `;
  return (
    <th
      scope="col"
      data-holiday={holidays.length > 0 || undefined}
      title={`Semaine du ${formatDay(monday)}${told === '' ? '' : `, ${told}${holidays.map(formatShortDay).join(', ')}`}`}
    >
      {Number(monday.slice(8))}
      {told !== '' && <span className="vigie-hidden">, {sayCount(holidays.length, 'férié', 'fériés')}</span>}
    </th>
  );
}

type RowsProps = Pick<TableProps, 'nameOf' | 'onOpen'> & {
  person: PlannedPerson;
  first: boolean;
  isIdle: boolean;
  endings: Plan['ending'];
};

function PersonRows({ person, first, isIdle, endings, nameOf, onOpen }: RowsProps) {
  const lanes = layLanes(person.weeks);
  return (
    <tbody>
      <tr className="vigie-plan-loads">
        <th scope="rowgroup" rowSpan={1 + lanes.length}>
          {person.name}
          <span className="vigie-quiet vigie-small">{person.profile}</span>
          {isIdle && <span className="vigie-plan-idle">En intercontrat</span>}
        </th>
        {person.weeks.map((week, at) => (
          <td key={week.week}>
            <LoadCell
              person={person}
              week={week}
              at={at}
              first={first && at === 0}
              onOpen={() => onOpen({ person: person.code, week: week.week })}
            />
          </td>
        ))}
      </tr>
      {lanes.map((lane, rank) => (
        <tr key={rank}>
          {lane.map((cell) =>
            'gap' in cell ? (
              <Gap key={`gap ${lane.indexOf(cell)}`} weeks={cell.gap} />
            ) : (
              <td key={`${cell.assignment} ${cell.first}`} colSpan={cell.last - cell.first + 1}>
                <BookingBar
                  bar={cell}
                  name={nameOf(cell.target)}
                  person={person}
                  ending={endings.find(({ project }) => isLastOn(project, cell, person))?.end ?? null}
                  onOpen={onOpen}
                />
              </td>
            ),
          )}
        </tr>
      ))}
    </tbody>
  );
}

/** Weeks of which a line says nothing. */
function Gap({ weeks }: { weeks: number }) {
  return (
    <td colSpan={weeks}>
      <span className="vigie-hidden">rien</span>
    </td>
  );
}

/** The mark of an end goes on the last bar of its project. */
function isLastOn(project: string, bar: Bar, { weeks }: PlannedPerson): boolean {
  const later = weeks.slice(bar.last + 1).some(({ bookings }) => bookings.some(({ target }) => target === project));
  return bar.target === project && !later;
}

/** What a week looks like at a glance. */
export function stateOf({ load, working_days, leave_days }: PlanWeek): 'over' | 'away' | 'free' | 'full' | 'part' {
  if (load > 1) return 'over';
  if (working_days > 0 && leave_days >= working_days) return 'away';
  if (load === 0) return 'free';
  return load === 1 ? 'full' : 'part';
}

const STATE_WORDS = {
  over: ', en surcharge',
  away: ', toute la semaine',
  free: ', libre',
  full: '',
  part: '',
} as const;

export function sayWeek({ name }: { name: string }, week: PlanWeek): string {
  const away = week.leave_days === 0 ? '' : `, ${formatNumber(week.leave_days)} j d’absence`;
  return `${name}, semaine du ${formatDay(week.week)} : charge ${formatNumber(week.load)}${away}${STATE_WORDS[stateOf(week)]}`;
}

type CellProps = { person: PlannedPerson; week: PlanWeek; at: number; first: boolean; onOpen: () => void };

function LoadCell({ person, week, at, first, onOpen }: CellProps) {
  const state = stateOf(week);
  return (
    <button
      type="button"
      className="vigie-load"
      data-state={state}
      data-tentative={week.tentative_days > 0 || undefined}
      data-leave={week.leave_days > 0 || undefined}
      data-first={at}
      data-last={at}
      tabIndex={first ? 0 : -1}
      aria-label={sayWeek(person, week)}
      title={sayWeek(person, week)}
      {...stop}
      onClick={onOpen}
    >
      {state === 'away' ? 'abs' : week.working_days === 0 ? '' : formatNumber(week.load)}
    </button>
  );
}

type BarProps = Pick<TableProps, 'onOpen'> & { bar: Bar; name: string; person: PlannedPerson; ending: string | null };

function BookingBar({ bar, name, person, ending, onOpen }: BarProps) {
  const { assignment, target, status, share, first, last } = bar;
  const kind = status === 'ferme' ? 'ferme' : 'prévisionnelle';
  const told = `${name} (${target}), ${kind}, ${formatPercent(share)}${ending === null ? '' : `, finit le ${formatDay(ending)} sans suite`}`;
  return (
    <button
      type="button"
      className="vigie-bar"
      data-status={status}
      data-ending={ending !== null || undefined}
      data-first={first}
      data-last={last}
      tabIndex={-1}
      aria-label={`${person.name} : ${told}`}
      title={told}
      {...stop}
      onClick={() => onOpen({ person: person.code, week: person.weeks[first]?.week ?? '', assignment })}
    >
      <span>{name === target ? target : name}</span>
      {ending !== null && <strong>fin {formatShortDay(ending)}</strong>}
    </button>
  );
}

type NeedRowsProps = { needs: readonly OpenNeed[]; mondays: readonly string[]; until: string };

function NeedRows({ needs, mondays, until }: NeedRowsProps) {
  const placed = needs.flatMap((need) => {
    const { starts_on: from, ends_on: to } = need;
    const weeks = from === null || to === null || from > until ? null : weeksOf(mondays, from, to);
    return weeks === null ? [] : [{ need, ...weeks }];
  });
  if (placed.length === 0) return null;
  return (
    <tbody className="vigie-plan-needs">
      <tr>
        <th scope="rowgroup" colSpan={1 + mondays.length}>
          Besoins ouverts <span className="vigie-quiet vigie-small">à pourvoir, avec leur probabilité</span>
        </th>
      </tr>
      {placed.map(({ need, first, last }) => (
        <tr key={need.id}>
          <th scope="row">{need.profile ?? 'Sans profil'}</th>
          {first > 0 && <Gap weeks={first} />}
          <td colSpan={last - first + 1}>
            <Link
              to="/staffing"
              search={{ besoin: need.id }}
              className="vigie-bar"
              data-status="besoin"
              data-won={need.probability === 1 || undefined}
              data-first={first}
              data-last={last}
              tabIndex={-1}
              {...stop}
              title={sayNeed(need)}
              aria-label={sayNeed(need)}
            >
              <span>
                {formatPercent(need.probability)} · {need.days === null ? '' : `${formatNumber(need.days)} j · `}
                {need.title ?? need.id}
              </span>
            </Link>
          </td>
          {last + 1 < mondays.length && <Gap weeks={mondays.length - 1 - last} />}
        </tr>
      ))}
    </tbody>
  );
}

function sayNeed({ profile, title, id, starts_on, ends_on, days, probability }: OpenNeed): string {
  const when = starts_on === null || ends_on === null ? '' : `, du ${formatDay(starts_on)} au ${formatDay(ends_on)}`;
  const much = days === null ? '' : `, ${formatNumber(days)} j`;
  return `${profile ?? 'Sans profil'} pour ${title ?? id}${when}${much}, probabilité ${formatPercent(probability)}`;
}
