// "Quels projets dérivent ?": the first page. Each project with what it costs us, why, and who holds it.

import { SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { driftQuery, marginQuery, namesQuery, type DriftingProject, type Names } from '../api-client.ts';
import { sayCount } from '../../../domain/french.ts';
import { DASH, formatDay, formatEuros, formatPoints, formatRate } from '../format.ts';
import { FigureList } from '../parts/figure-list.tsx';
import { FirstSteps } from '../parts/first-steps.tsx';
import { DayPicker, PageHead } from '../parts/page-head.tsx';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { SeverityChip } from '../parts/severity-chip.tsx';
import { SignalList } from '../parts/signal-list.tsx';
import { useWide } from '../parts/use-wide.ts';

const route = getRouteApi('/inside/');

const SEVERITY_OF_FILTER = { rouge: 'red', orange: 'amber' } as const;

export function DriftingProjectsPage() {
  const { au: asOf, gravite } = route.useSearch();
  const { me } = route.useRouteContext();
  const drift = useQuery(driftQuery(asOf));
  const margin = useQuery(marginQuery(asOf));
  const names = useQuery(namesQuery).data;
  const day = formatDay(asOf ?? me.today);

  // Nothing drifts: whether there is anything to drift is known by the margins.
  if (drift.isPending || (drift.data?.projects.length === 0 && margin.isPending)) {
    return (
      <>
        <PageHead title="Projets qui dérivent" lead={`Situation au ${day}`} />
        <WaitingPanel />
      </>
    );
  }
  if (drift.isError) {
    return (
      <>
        <PageHead title="Projets qui dérivent" lead={`Situation au ${day}`} />
        <FailurePanel error={drift.error} onRetry={() => void drift.refetch()} />
      </>
    );
  }
  const drifting = drift.data.projects.filter(({ severity }) => severity !== 'blind');
  const blind = drift.data.projects.filter(({ severity }) => severity === 'blind');
  const followsNone = drift.data.projects.length === 0 && margin.data?.projects.length === 0;
  const shown =
    gravite === undefined ? drifting : drifting.filter(({ severity }) => severity === SEVERITY_OF_FILTER[gravite]);
  return (
    <Stack gap="xl">
      <div>
        <PageHead
          title="Projets qui dérivent"
          lead={`Au ${day}${drift.data.costs === 'standard' ? ', aux coûts standard' : ''}`}
          aside={<DayPicker asOf={asOf} today={me.today} />}
        />
        {!followsNone && <DriftCounts drifting={drifting} blind={blind} asOf={asOf} />}
        {followsNone ? (
          <FirstSteps me={me} />
        ) : drifting.length === 0 ? (
          <EmptyPanel title="Aucun projet ne dérive">
            Aucun projet en cours n’a de signal de dérive{' '}
            {blind.length > 0 ? 'parmi ceux que l’on peut juger.' : 'à cette date.'}
          </EmptyPanel>
        ) : (
          <>
            <SeverityFilter drifting={drifting} />
            <DriftList projects={shown} names={names} asOf={asOf} />
          </>
        )}
      </div>
      {blind.length > 0 && <BlindProjects projects={blind} names={names} asOf={asOf} />}
    </Stack>
  );
}

function DriftCounts(props: { drifting: DriftingProject[]; blind: DriftingProject[]; asOf: string | undefined }) {
  const total = useQuery(marginQuery(props.asOf)).data?.total;
  const red = props.drifting.filter(({ severity }) => severity === 'red').length;
  return (
    <FigureList
      className="vigie-stats"
      figures={[
        ['Rouges', red],
        ['Orange', props.drifting.length - red],
        ['Non jugeables', props.blind.length],
        [
          'Marge de tous les projets à date',
          total === undefined ? DASH : `${formatEuros(total.margin)} · ${formatRate(total.margin_rate)}`,
        ],
      ]}
    />
  );
}

function SeverityFilter({ drifting }: { drifting: DriftingProject[] }) {
  const { gravite } = route.useSearch();
  const navigate = useNavigate({ from: '/' });
  const red = drifting.filter(({ severity }) => severity === 'red').length;
  return (
    <SegmentedControl
      size="xs"
      mb="sm"
      aria-label="Gravité"
      value={gravite ?? 'tous'}
      onChange={(value) =>
        void navigate({
          search: (before) => ({ ...before, gravite: value === 'rouge' || value === 'orange' ? value : undefined }),
          replace: true,
        })
      }
      data={[
        { value: 'tous', label: `Tous ${drifting.length}` },
        { value: 'rouge', label: `Rouges ${red}` },
        { value: 'orange', label: `Orange ${drifting.length - red}` },
      ]}
    />
  );
}

type ListProps = { projects: DriftingProject[]; names: Names | undefined; asOf: string | undefined };

function DriftList(props: ListProps) {
  const wide = useWide();
  if (props.projects.length === 0) {
    return <EmptyPanel title="Aucun projet de cette gravité">Choisissez « Tous » pour voir les autres.</EmptyPanel>;
  }
  return wide ? <DriftTable {...props} /> : <DriftCards {...props} />;
}

function DriftTable({ projects, names, asOf }: ListProps) {
  const navigate = useNavigate();
  return (
    <div className="vigie-sheet">
      <table className="vigie-table">
        <caption className="vigie-hidden">Projets qui dérivent, du plus grand impact au plus petit</caption>
        <thead>
          <tr>
            <th scope="col">Gravité</th>
            <th scope="col">Projet</th>
            <th scope="col">Signaux</th>
            <th scope="col" className="vigie-number">
              Impact
            </th>
            <th scope="col" className="vigie-number">
              Marge vendue → finale
            </th>
          </tr>
        </thead>
        <tbody>
          {projects.map((project) => (
            <tr
              key={project.code}
              data-opens
              onClick={() =>
                void navigate({ to: '/projets/$code', params: { code: project.code }, search: { au: asOf } })
              }
            >
              <td>
                <SeverityChip severity={project.severity} />
              </td>
              <td className="vigie-project">
                <ProjectName project={project} names={names} asOf={asOf} />
                <Manager project={project} names={names} />
              </td>
              <td>
                <SignalList signals={project.signals} />
              </td>
              <td className="vigie-number">
                <strong>{formatEuros(project.impact)}</strong>
              </td>
              <td className="vigie-number">
                <RateChange project={project} />
                <div className="vigie-quiet vigie-small">{sayDrift(project.drift_points)}</div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DriftCards({ projects, names, asOf }: ListProps) {
  return (
    <div className="vigie-sheet">
      {projects.map((project) => (
        <article key={project.code} className="vigie-card">
          <div className="vigie-card-head">
            <ProjectName project={project} names={names} asOf={asOf} />
            <SeverityChip severity={project.severity} />
          </div>
          <dl className="vigie-card-figures">
            <div>
              <dt>Impact</dt>
              <dd>{formatEuros(project.impact)}</dd>
            </div>
            <div>
              <dt>Marge</dt>
              <dd>
                <RateChange project={project} />
              </dd>
            </div>
            <div>
              <dt>Dérive</dt>
              <dd>{formatPoints(project.drift_points)}</dd>
            </div>
          </dl>
          <div className="vigie-dense">
            <SignalList signals={project.signals} />
          </div>
          <Manager project={project} names={names} />
        </article>
      ))}
    </div>
  );
}

function RateChange({ project }: { project: DriftingProject }) {
  return (
    <>
      {formatRate(project.planned_rate)} <span aria-label="devient">→</span> {formatRate(project.eac_rate)}
    </>
  );
}

function ProjectName({
  project,
  names,
  asOf,
}: {
  project: DriftingProject;
  names: Names | undefined;
  asOf: string | undefined;
}) {
  return (
    <div>
      <Link
        to="/projets/$code"
        params={{ code: project.code }}
        search={{ au: asOf }}
        className="vigie-project-link"
        onClick={(event) => event.stopPropagation()}
      >
        {names?.projects[project.code] ?? project.code}
      </Link>
      <div className="vigie-quiet vigie-small">
        {project.code} · {nameOf(names?.clients, project.client)}
      </div>
    </div>
  );
}

function Manager({ project, names }: { project: DriftingProject; names: Names | undefined }) {
  return <div className="vigie-quiet vigie-small">Responsable : {nameOf(names?.consultants, project.manager)}</div>;
}

/** « 12,5 pts perdus »; what is gained is not a drift, and is not called one. */
function sayDrift(points: number | null): string {
  if (points === null) return '';
  return points < 0 ? `${formatPoints(-points)} gagnés` : `${formatPoints(points)} perdus`;
}

/** The name behind a code; the code itself while the names are on their way. */
function nameOf(known: Record<string, string> | undefined, code: string | null): string {
  return code === null ? DASH : (known?.[code] ?? code);
}

function BlindProjects({ projects, names, asOf }: ListProps) {
  return (
    <section aria-labelledby="non-jugeables">
      <Title order={2} size="h5" id="non-jugeables">
        On ne peut pas juger {sayCount(projects.length, 'projet', 'projets')}
      </Title>
      <Text size="sm" className="vigie-quiet" mb="sm">
        Sans budget ou sans reste à faire à jour, leur marge à terminaison n’est pas connue : ils ne comptent pas parmi
        ceux qui dérivent.
      </Text>
      <div className="vigie-sheet">
        {projects.map((project) => (
          <article key={project.code} className="vigie-card vigie-blind">
            <ProjectName project={project} names={names} asOf={asOf} />
            <div className="vigie-dense">
              <SignalList signals={project.signals} />
            </div>
            <Manager project={project} names={names} />
          </article>
        ))}
      </div>
    </section>
  );
}
