// Every project with its margin: sold, to date, at completion.

import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { CONTRACT_LABELS } from '../../../domain/contract/kinds.ts';
import { marginQuery, namesQuery, type Names, type ProjectMargin } from '../api-client.ts';
import { sayCount } from '../../../domain/french.ts';
import { DASH, formatDay, formatDays, formatEuros, formatRate } from '../format.ts';
import { DayPicker, PageHead } from '../parts/page-head.tsx';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { useWide } from '../parts/use-wide.ts';

const route = getRouteApi('/inside/projets');

export function ProjectsPage() {
  const { au: asOf } = route.useSearch();
  const { me } = route.useRouteContext();
  const margin = useQuery(marginQuery(asOf));
  const names = useQuery(namesQuery).data;
  const wide = useWide();
  const day = formatDay(asOf ?? me.today);
  const total = margin.data?.total;
  const lead =
    total === undefined
      ? `Au ${day}`
      : `Au ${day} · ${sayCount(margin.data?.projects.length ?? 0, 'projet', 'projets')} · ${formatEuros(total.revenue)} de chiffre d’affaires, ${formatEuros(total.margin)} de marge (${formatRate(total.margin_rate)})`;
  return (
    <>
      <PageHead title="Tous les projets" lead={lead} aside={<DayPicker asOf={asOf} today={me.today} />} />
      {margin.isPending ? (
        <WaitingPanel />
      ) : margin.isError ? (
        <FailurePanel error={margin.error} onRetry={() => void margin.refetch()} />
      ) : margin.data.projects.length === 0 ? (
        <EmptyPanel title="Aucun projet">Importez les fichiers de la société avec « vigie import DOSSIER ».</EmptyPanel>
      ) : wide ? (
        <ProjectsTable projects={margin.data.projects} names={names} asOf={asOf} />
      ) : (
        <ProjectsCards projects={margin.data.projects} names={names} asOf={asOf} />
      )}
    </>
  );
}

type ListProps = { projects: ProjectMargin[]; names: Names | undefined; asOf: string | undefined };

function ProjectsTable({ projects, names, asOf }: ListProps) {
  const navigate = useNavigate();
  return (
    <div className="vigie-sheet">
      <table className="vigie-table">
        <thead>
          <tr>
            <th scope="col">Projet</th>
            <th scope="col">Contrat</th>
            {['Jours', 'CA à date', 'Marge à date', 'Taux', 'Vendu', 'À terminaison'].map((title) => (
              <th key={title} scope="col" className="vigie-number">
                {title}
              </th>
            ))}
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
                <Name project={project} names={names} asOf={asOf} />
              </td>
              <td>{CONTRACT_LABELS[project.contract]}</td>
              <td className="vigie-number">{formatDays(project.days)}</td>
              <td className="vigie-number">{formatEuros(project.revenue)}</td>
              <td className="vigie-number">{formatEuros(project.margin)}</td>
              <td className="vigie-number">{formatRate(project.margin_rate)}</td>
              <td className="vigie-number">{formatRate(project.planned_rate)}</td>
              <td className="vigie-number">{formatRate(project.eac_rate)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ProjectsCards({ projects, names, asOf }: ListProps) {
  return (
    <div className="vigie-sheet">
      {projects.map((project) => (
        <article key={project.code} className="vigie-card">
          <Name project={project} names={names} asOf={asOf} />
          <dl className="vigie-card-figures">
            <div>
              <dt>Marge à date</dt>
              <dd>{formatEuros(project.margin)}</dd>
            </div>
            <div>
              <dt>Vendu</dt>
              <dd>{formatRate(project.planned_rate)}</dd>
            </div>
            <div>
              <dt>À terminaison</dt>
              <dd>{formatRate(project.eac_rate)}</dd>
            </div>
          </dl>
        </article>
      ))}
    </div>
  );
}

function Name({
  project,
  names,
  asOf,
}: {
  project: ProjectMargin;
  names: Names | undefined;
  asOf: string | undefined;
}) {
  const client = project.client === null ? DASH : (names?.clients[project.client] ?? project.client);
  return (
    <>
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
        {project.code} · {client}
      </div>
    </>
  );
}
