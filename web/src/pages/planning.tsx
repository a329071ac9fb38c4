// « Planning »: three to six months ahead, people and open needs together; what is wrong in it, who is free, and when
// people will be missing. A cell or a bar opens what can be changed about it.

import { Checkbox, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import '../staffing.css';
import { namesQuery, type Names } from '../api-client.ts';
import { sayCount } from '../../../domain/french.ts';
import { formatDay, formatDays, formatPercent } from '../format.ts';
import { listOptions } from '../parts/input-fields.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { useWide } from '../parts/use-wide.ts';
import { BestNeed } from '../planning/best-need.tsx';
import { CapacityCharts } from '../planning/capacity-charts.tsx';
import { PersonPanel } from '../planning/person-panel.tsx';
import { peopleQuery } from '../list-queries.ts';
import { PlanCards } from '../planning/plan-cards.tsx';
import { PlanTable, type Opened } from '../planning/plan-table.tsx';
import {
  needsQuery,
  planQuery,
  skillsQuery,
  type OpenNeed,
  type Plan,
  type PlannedPerson,
} from '../staffing-queries.ts';

const route = getRouteApi('/inside/planning');

/** Four months: beyond, little is booked; before, it is too late to hire. */
const USUAL_WEEKS = 17;
const SPANS = [
  { weeks: 13, label: '3 mois' },
  { weeks: USUAL_WEEKS, label: '4 mois' },
  { weeks: 26, label: '6 mois' },
] as const;

export function PlanningPage() {
  const { me } = route.useRouteContext();
  const { semaines = USUAL_WEEKS, du } = route.useSearch();
  const plan = useQuery({ ...planQuery({ from: du, weeks: semaines }), placeholderData: keepPreviousData });
  const needs = useQuery({ ...needsQuery, enabled: me.reports.includes('staffing') });
  return (
    <Stack gap="md">
      <PageHead
        title="Planning"
        lead={plan.data === undefined ? 'Qui est sur quoi, semaine par semaine' : sayPlan(plan.data)}
      />
      {plan.isPending ? (
        <WaitingPanel />
      ) : plan.isError ? (
        <FailurePanel error={plan.error} onRetry={() => void plan.refetch()} />
      ) : plan.data.consultants.length === 0 ? (
        <EmptyPanel title="Personne à planifier">
          Aucune personne productive n’est là sur ces semaines, ou aucune n’est à votre portée.
        </EmptyPanel>
      ) : (
        <PlanOf plan={plan.data} needs={needs.data?.needs ?? []} />
      )}
      {me.reports.includes('capacity_weeks') && <Capacity weeks={semaines} />}
    </Stack>
  );
}

function sayPlan({ from, to, total }: Plan): string {
  return [
    `Du ${formatDay(from)} au ${formatDay(to)}`,
    sayCount(total.consultants, 'personne', 'personnes'),
    sayCount(total.conflicts, 'semaine en surcharge', 'semaines en surcharge'),
    sayCount(total.ending, 'fin de mission sans suite', 'fins de mission sans suite'),
    `${total.bench} en intercontrat`,
  ].join(' · ');
}

function SpanChoice({ weeks }: { weeks: number }) {
  const navigate = useNavigate();
  return (
    <NativeSelect
      label="Horizon"
      size="xs"
      w={110}
      value={String(weeks)}
      data={SPANS.map((span) => ({ value: String(span.weeks), label: span.label }))}
      onChange={({ currentTarget: { value } }) => {
        const chosen = SPANS.find((span) => String(span.weeks) === value)?.weeks;
        void navigate({
          to: '/planning',
          search: (before) => ({ ...before, semaines: chosen === USUAL_WEEKS ? undefined : chosen }),
          replace: true,
        });
      }}
    />
  );
}

function Capacity({ weeks }: { weeks: number }) {
  const { profil } = route.useSearch();
  return <CapacityCharts weeks={weeks} profile={profil} />;
}

function PlanOf({ plan, needs }: { plan: Plan; needs: readonly OpenNeed[] }) {
  const { me } = route.useRouteContext();
  const search = route.useSearch();
  const navigate = useNavigate();
  const wide = useWide();
  const names = useQuery(namesQuery).data;
  const people = orderByCare(plan, usePeopleShown(plan));
  const nameOf = useTargetNames(needs, names);
  const open = ({ person, week, assignment }: Opened): void =>
    void navigate({
      to: '/planning',
      search: (before) => ({ ...before, qui: person, semaine: week, affectation: assignment }),
      resetScroll: false,
    });
  const close = (): void =>
    void navigate({
      to: '/planning',
      search: ({ qui: _who, semaine: _week, affectation: _booking, ...others }) => others,
      replace: true,
      resetScroll: false,
    });
  const shown = {
    plan,
    people,
    needs: needs.filter(({ profile }) => search.profil === undefined || profile === search.profil),
    nameOf,
    onOpen: open,
  };
  return (
    <>
      <Filters plan={plan} />
      {people.length === 0 ? (
        <EmptyPanel title="Personne ne répond à ces filtres">
          Élargissez le profil, la compétence ou la période.
        </EmptyPanel>
      ) : wide ? (
        <PlanTable {...shown} />
      ) : (
        <PlanCards {...shown} />
      )}
      {wide && <Legend />}
      <div className="vigie-watch">
        <Conflicts plan={plan} onOpen={open} />
        <Endings plan={plan} nameOf={nameOf} onOpen={open} />
        <Bench plan={plan} />
      </div>
      <PersonPanel
        plan={plan}
        needs={needs}
        opened={
          search.qui === undefined
            ? null
            : { person: search.qui, week: search.semaine ?? plan.from, assignment: search.affectation }
        }
        today={me.today}
        nameOf={nameOf}
        onClose={close}
      />
    </>
  );
}

/** A project by its name; a deal by its own, or for who does not follow it by the title of its needs. */
function useTargetNames(needs: readonly OpenNeed[], names: Names | undefined): (target: string) => string {
  const titles = new Map(needs.map(({ opportunity, title }) => [opportunity, title]));
  return (target) => names?.projects[target] ?? names?.opportunities[target] ?? titles.get(target) ?? target;
}

/** Free in the weeks that a person can still be placed in. */
const SOON_WEEKS = 4;

/** Who is over, who is without a mission and whose ends come first: the rest is as the report has it. */
function orderByCare({ conflicts, bench, ending }: Plan, people: readonly PlannedPerson[]): PlannedPerson[] {
  const firsts = [
    conflicts.map(({ consultant }) => consultant),
    bench.map(({ code }) => code),
    ending.map(({ code }) => code),
  ];
  const rankOf = ({ code }: PlannedPerson): number => {
    const rank = firsts.findIndex((codes) => codes.includes(code));
    return rank === -1 ? firsts.length : rank;
  };
  return people.toSorted((a, b) => rankOf(a) - rankOf(b));
}

function usePeopleShown({ consultants }: Plan): PlannedPerson[] {
  const { profil, responsable, competence, libres } = route.useSearch();
  const managers = new Map((useQuery(peopleQuery).data ?? []).map(({ code, manager }) => [code, manager]));
  const { data: skills } = useQuery({ ...skillsQuery, enabled: competence !== undefined });
  const holders = new Set(
    skills?.skills.find(({ skill }) => skill === competence)?.holders.map(({ code }) => code) ?? [],
  );
  return consultants.filter(
    ({ code, profile, weeks }) =>
      (profil === undefined || profile === profil) &&
      (responsable === undefined || managers.get(code) === responsable) &&
      (competence === undefined || holders.has(code)) &&
      (libres === undefined || weeks.slice(0, SOON_WEEKS).some(({ free_days: free }) => free > 0)),
  );
}

function Filters({ plan }: { plan: Plan }) {
  const { me } = route.useRouteContext();
  const { profil, responsable, competence, libres, semaines = USUAL_WEEKS } = route.useSearch();
  const navigate = useNavigate();
  const names = useQuery(namesQuery).data?.consultants ?? {};
  const people = useQuery(peopleQuery).data ?? [];
  const skills = useQuery({ ...skillsQuery, enabled: me.reports.includes('skills_map') }).data?.skills ?? [];
  const planned = new Set(plan.consultants.map(({ code }) => code));
  const managers = new Set(
    people.flatMap(({ code, manager }) => (planned.has(code) && manager !== null ? manager : [])),
  );
  const profiles = [...new Set(plan.consultants.map(({ profile }) => profile))].toSorted((a, b) =>
    a.localeCompare(b, 'fr'),
  );
  const choose = (option: Readonly<Record<string, string | undefined>>): void =>
    void navigate({
      to: '/planning',
      search: (before) => ({ ...before, ...option }),
      replace: true,
      resetScroll: false,
    });
  const select = (
    label: string,
    name: string,
    value: string | undefined,
    data: readonly (string | { value: string; label: string })[],
  ) => (
    <NativeSelect
      label={label}
      size="xs"
      value={value ?? ''}
      data={[{ value: '', label: 'Tous' }, ...data]}
      onChange={({ currentTarget }) => choose({ [name]: currentTarget.value === '' ? undefined : currentTarget.value })}
    />
  );
  if (plan.consultants.length < 2) return <SpanChoice weeks={semaines} />;
  return (
    <Group gap="sm" align="flex-end">
      <SpanChoice weeks={semaines} />
      {select('Profil', 'profil', profil, profiles)}
      {select(
        'Responsable',
        'responsable',
        responsable,
        listOptions(Object.fromEntries([...managers].map((code) => [code, names[code] ?? code]))),
      )}
      {skills.length > 0 &&
        select(
          'Compétence',
          'competence',
          competence,
          skills.map(({ skill }) => skill),
        )}
      <Checkbox
        size="xs"
        mb={7}
        label="Seulement les disponibles sous 4 semaines"
        checked={libres !== undefined}
        onChange={({ currentTarget }) => choose({ libres: currentTarget.checked ? 'oui' : undefined })}
      />
    </Group>
  );
}

function Legend() {
  return (
    <ul className="vigie-legend vigie-small">
      <li data-of="ferme">Ferme</li>
      <li data-of="previsionnelle">Prévisionnelle</li>
      <li data-of="besoin">Besoin ouvert</li>
      <li data-of="free">Libre</li>
      <li data-of="leave">Absence</li>
      <li data-of="over">Surcharge</li>
      <li className="vigie-quiet">Le chiffre est la charge la plus haute de la semaine : 1, une journée pleine.</li>
    </ul>
  );
}

type WatchProps = { title: string; empty: string; count: number; children: React.ReactNode };

function Watch({ title, empty, count, children }: WatchProps) {
  return (
    <section className="vigie-sheet" aria-label={title}>
      <Title order={2} size="h6">
        {title}
      </Title>
      {count === 0 ? (
        <Text size="sm" className="vigie-quiet">
          {empty}
        </Text>
      ) : (
        <ul className="vigie-plain-list vigie-dense">{children}</ul>
      )}
    </section>
  );
}

/** A person's weeks that follow each other are one thing to mend: the first is shown, the others are counted. */
function Conflicts({ plan, onOpen }: { plan: Plan; onOpen: (opened: Opened) => void }) {
  const people = [...new Set(plan.conflicts.map(({ consultant }) => consultant))];
  return (
    <Watch title="Surcharges" empty="Personne n’est au-delà d’une journée." count={people.length}>
      {people.map((code) => {
        const own = plan.conflicts.filter(({ consultant }) => consultant === code);
        const [first] = own;
        if (first === undefined) return null;
        return (
          <li key={code}>
            <button type="button" className="vigie-link" onClick={() => onOpen({ person: code, week: first.week })}>
              {first.name}
            </button>
            {' : '}
            <strong className="vigie-alert">{formatPercent(first.load)}</strong> dès la semaine du{' '}
            {formatDay(first.week)}, sur {sayCount(own.length, 'semaine', 'semaines')}
            {first.status === 'ferme' ? '' : ', si le prévisionnel se confirme'}
          </li>
        );
      })}
    </Watch>
  );
}

type EndingsProps = { plan: Plan; nameOf: (target: string) => string; onOpen: (opened: Opened) => void };

function Endings({ plan, nameOf, onOpen }: EndingsProps) {
  const weekOf = (code: string, end: string): string | undefined =>
    plan.consultants.find((one) => one.code === code)?.weeks.findLast(({ week }) => week <= end)?.week;
  return (
    <Watch
      title="Fins de mission sous 60 jours, sans suite"
      empty="Aucune mission ne finit sans suite sous 60 jours."
      count={plan.ending.length}
    >
      {plan.ending.map(({ code, name, project, end, days_left: left }) => (
        <li key={`${code} ${project}`}>
          <button
            type="button"
            className="vigie-link"
            onClick={() => onOpen({ person: code, week: weekOf(code, end) ?? plan.from })}
          >
            {name}
          </button>
          {' : '}
          {nameOf(project)}, le {formatDay(end)} <span className="vigie-quiet">(dans {formatDays(left)})</span>
        </li>
      ))}
    </Watch>
  );
}

function Bench({ plan }: { plan: Plan }) {
  return (
    <Watch title="Intercontrat" empty="Personne n’est sans mission." count={plan.bench.length}>
      {plan.bench.map((idle) => (
        <li key={idle.code}>
          <strong>{idle.name}</strong>, {idle.profile}, depuis le {formatDay(idle.since)}
          <BestNeed idle={idle} />
        </li>
      ))}
    </Watch>
  );
}
