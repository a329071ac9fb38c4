// One person in one week: how full they are and by what, the proof of an overload, and what can be changed about it.

import { Button, Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { addDays } from '../../../domain/civil-dates.ts';
import { commandsQuery, namesQuery } from '../api-client.ts';
import { formatDay, formatDays, formatNumber, formatPercent } from '../format.ts';
import { absencesQuery, assignmentsQuery, type Assignment } from '../list-queries.ts';
import { FigureList } from '../parts/figure-list.tsx';
import { CommandForm, type CommandFormProps } from '../parts/command-form.tsx';
import { listOptions, type Options } from '../parts/input-fields.tsx';
import type { OpenNeed, Plan, PlanConflict, PlannedPerson, PlanWeek } from '../staffing-queries.ts';
import { BestNeed } from './best-need.tsx';
import type { Opened } from './plan-table.tsx';

type PanelProps = {
  plan: Plan;
  needs: readonly OpenNeed[];
  opened: Opened | null;
  today: string;
  nameOf: (target: string) => string;
  onClose: () => void;
};

export function PersonPanel({ plan, needs, opened, today, nameOf, onClose }: PanelProps) {
  const person = plan.consultants.find(({ code }) => code === opened?.person);
  const week = person?.weeks.find((one) => one.week === opened?.week);
  return (
    <Drawer
      opened={person !== undefined && week !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={person?.name ?? ''}
      closeButtonProps={{ 'aria-label': 'Fermer' }}
    >
      {person !== undefined && week !== undefined && (
        <WeekOf
          key={`${person.code} ${week.week}`}
          plan={plan}
          needs={needs}
          person={person}
          week={week}
          assignment={opened?.assignment}
          today={today}
          nameOf={nameOf}
        />
      )}
    </Drawer>
  );
}

type WeekProps = Omit<PanelProps, 'opened' | 'onClose'> & {
  person: PlannedPerson;
  week: PlanWeek;
  /** The booking that was opened, among those of the week. */
  assignment: string | undefined;
};

function WeekOf({ plan, needs, person, week, assignment, today, nameOf }: WeekProps) {
  const conflict = plan.conflicts.find((one) => one.consultant === person.code && one.week === week.week);
  const idle = plan.bench.find(({ code }) => code === person.code);
  const figures: [label: string, figure: string][] = [
    ['Charge', formatNumber(week.load)],
    ['Ouvrés', formatDays(week.working_days)],
    ['Absences', formatDays(week.leave_days)],
    ['Ferme', formatDays(week.firm_days)],
    ['Prévisionnel', formatDays(week.tentative_days)],
    ['Libre', formatDays(week.free_days)],
  ];
  return (
    <Stack gap="md">
      <Text size="sm" className="vigie-quiet">
        {person.profile} · {person.code} · semaine du {formatDay(week.week)}
        {idle !== undefined && ` · en intercontrat depuis le ${formatDay(idle.since)}`}
      </Text>
      <FigureList className="vigie-card-figures" figures={figures} />
      {idle?.best != null && <BestNeed idle={idle} />}
      {conflict !== undefined && <Overload conflict={conflict} nameOf={nameOf} />}
      <Absences person={person.code} week={week} />
      <Bookings person={person} week={week} assignment={assignment} today={today} nameOf={nameOf} />
      <Assign person={person} week={week} needs={needs} today={today} />
    </Stack>
  );
}

/** Which demand is too much, on which days: the parts add up to the load. */
function Overload({ conflict, nameOf }: { conflict: PlanConflict; nameOf: (target: string) => string }) {
  return (
    <section aria-label="Surcharge" className="vigie-overload">
      <Title order={3} size="h6">
        Surcharge {conflict.status === 'ferme' ? 'ferme' : 'si le prévisionnel se confirme'}
      </Title>
      {conflict.overloads.map(({ starts_on: from, ends_on: to, load, bookings }) => (
        <div key={from}>
          <Text size="sm">
            <strong>{formatPercent(load)}</strong>{' '}
            {from === to ? `le ${formatDay(from)}` : `du ${formatDay(from)} au ${formatDay(to)}`}
          </Text>
          <ul className="vigie-changes">
            {bookings.map(({ assignment, target, status, share }) => (
              <li key={assignment}>
                {formatPercent(share)} par {nameOf(target)}{' '}
                <span className="vigie-quiet">
                  ({assignment} sur {target}
                  {status === 'ferme' ? ', ferme' : ', prévisionnelle'})
                </span>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

/** When, and not why: the reason is theirs and their manager's. */
function Absences({ person, week }: { person: string; week: PlanWeek }) {
  const to = addDays(week.week, 6);
  // Only told of a week that has some: the plan counts them.
  const absences = useQuery({ ...absencesQuery(week.week, to), enabled: week.leave_days > 0 }).data ?? [];
  const own = absences.filter(({ consultant, status }) => consultant === person && status === 'validee');
  if (own.length === 0) return null;
  return (
    <Text size="sm">
      {own
        .map(({ starts_on: from, ends_on: until }) =>
          from === until ? `Absence le ${formatDay(from)}` : `Absence du ${formatDay(from)} au ${formatDay(until)}`,
        )
        .join(' · ')}
    </Text>
  );
}

type Gesture = { readonly command: string; readonly label: string } & Pick<CommandFormProps, 'input' | 'known'>;

/** What may be asked of a booking, each by its own command. */
function gesturesOn(booking: Assignment, week: PlanWeek, today: string): Gesture[] {
  const { code, starts_on: startsOn, ends_on: endsOn, quota } = booking;
  const from = week.week > today ? week.week : today;
  const known = ['code'];
  return [
    {
      command: 'move_assignment',
      label: 'Déplacer',
      known,
      // The rate is not shown to everybody: what is left out stays as it is.
      input: { code, startsOn, endsOn, quota },
    },
    { command: 'end_assignment', label: 'Terminer', known, input: { code, endsOn: addDays(from, 4) } },
    { command: 'replace_consultant', label: 'Remplacer', known, input: { code, consultant: '', from } },
    ...(!booking.firm && booking.project !== null
      ? [{ command: 'confirm_assignment', label: 'Confirmer', known, input: { code } }]
      : []),
    // What has begun ends; what has not is withdrawn.
    ...(!booking.firm || startsOn > today
      ? [{ command: 'cancel_assignment', label: 'Annuler', known, input: { code } }]
      : []),
  ];
}

function Bookings({ person, week, assignment: opened, today, nameOf }: Omit<WeekProps, 'plan' | 'needs'>) {
  const assignments = useQuery(assignmentsQuery);
  const codes = new Set(week.bookings.map(({ assignment }) => assignment));
  const known = new Map((assignments.data ?? []).map((one) => [one.code, one]));
  return (
    <section aria-label="Affectations">
      <Title order={3} size="h6" mb={4}>
        {codes.size === 0 ? 'Aucune affectation cette semaine' : 'Affectations de la semaine'}
      </Title>
      <ul className="vigie-plain-list vigie-booked">
        {week.bookings.map(({ assignment, target, status, share, days }) => (
          <li key={assignment} data-current={assignment === opened || undefined}>
            <Text size="sm" fw={600}>
              {nameOf(target)}
            </Text>
            <Text size="sm" className="vigie-quiet vigie-figures">
              {assignment} sur {target} · {status === 'ferme' ? 'ferme' : 'prévisionnelle'} · {formatPercent(share)} ·{' '}
              {formatDays(days)} cette semaine
              <Dates booking={known.get(assignment)} />
            </Text>
            <Gestures person={person} booking={known.get(assignment)} week={week} today={today} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Dates({ booking }: { booking: Assignment | undefined }) {
  if (booking === undefined) return null;
  const until = booking.ends_on === null ? 'sans fin' : `au ${formatDay(booking.ends_on)}`;
  return (
    <>
      <br />
      Du {formatDay(booking.starts_on)} {until}
    </>
  );
}

type GesturesProps = { person: PlannedPerson; booking: Assignment | undefined; week: PlanWeek; today: string };

/** Drawn for who may run one of them; none for a booking that the reader's lists do not show. */
function Gestures({ person, booking, week, today }: GesturesProps) {
  const allowed = new Set(
    useQuery(commandsQuery)
      .data?.commands.filter((one) => one.allowed)
      .map(({ name }) => name),
  );
  const people = usePeopleOptions(person.code);
  const [open, setOpen] = useState<string | null>(null);
  if (booking === undefined) return null;
  const gestures = gesturesOn(booking, week, today).filter(({ command }) => allowed.has(command));
  const chosen = gestures.find(({ command }) => command === open);
  if (chosen !== undefined)
    return (
      <>
        {chosen.command === 'replace_consultant' && <Successors booking={booking} person={person} from={week.week} />}
        <CommandForm
          command={chosen.command}
          input={chosen.input}
          known={chosen.known}
          options={{ consultant: people }}
          onCancel={() => setOpen(null)}
        />
      </>
    );
  return (
    <Group gap={6} mt={4}>
      {gestures.map(({ command, label }) => (
        <Button key={command} size="compact-xs" variant="default" onClick={() => setOpen(command)}>
          {label} <span className="vigie-hidden">{booking.code}</span>
        </Button>
      ))}
    </Group>
  );
}

function Successors({ booking, person, from }: { booking: Assignment; person: PlannedPerson; from: string }) {
  return (
    <Text size="sm" mt={4}>
      <Link
        to="/staffing"
        search={{ remplacer: person.code, ...(booking.project !== null && { projet: booking.project }), du: from }}
      >
        Qui peut la reprendre, classés et expliqués
      </Link>
    </Text>
  );
}

/** Everybody else, by name. */
function usePeopleOptions(code: string): Options {
  const consultants = useQuery(namesQuery).data?.consultants ?? {};
  return listOptions(consultants).filter(({ value }) => value !== code);
}

type AssignProps = { person: PlannedPerson; week: PlanWeek; needs: readonly OpenNeed[]; today: string };

/** Firmly on a project, or tentatively on a deal. */
function Assign({ person, week, needs, today }: AssignProps) {
  const [open, setOpen] = useState<'project' | 'opportunity' | null>(null);
  const allowed = useQuery(commandsQuery).data?.commands.some((one) => one.name === 'assign_consultant' && one.allowed);
  const projects = useQuery(namesQuery).data?.projects ?? {};
  const deals = Object.fromEntries(
    needs.flatMap(({ opportunity, title }) => (opportunity === null ? [] : [[opportunity, title ?? opportunity]])),
  );
  if (allowed !== true) return null;
  if (open === null)
    return (
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={() => setOpen('project')}>
          Affecter à un projet…
        </Button>
        {Object.keys(deals).length > 0 && (
          <Button size="xs" variant="default" onClick={() => setOpen('opportunity')}>
            Prévoir sur une opportunité…
          </Button>
        )}
      </Group>
    );
  const startsOn = week.week > today ? week.week : today;
  const shared = {
    consultant: person.code,
    profile: person.profile,
    startsOn,
    endsOn: addDays(week.week, 4),
    quota: 1,
  };
  return (
    <CommandForm
      key={open}
      command="assign_consultant"
      {...(open === 'project'
        ? { input: { ...shared, status: 'ferme' }, known: ['consultant', 'profile'], left: ['opportunity'] }
        : {
            input: { ...shared, status: 'previsionnelle' },
            known: ['consultant', 'profile', 'status'],
            left: ['project'],
          })}
      options={{ project: listOptions(projects), opportunity: listOptions(deals) }}
      onCancel={() => setOpen(null)}
    />
  );
}
