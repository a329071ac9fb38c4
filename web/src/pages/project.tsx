// One project: what was sold, where it stands, where it lands, and why it drifts.

import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { CONTRACT_LABELS } from '../../../domain/contract/kinds.ts';
import { lastCompleteMonth } from '../../../domain/periods.ts';
import {
  driftQuery,
  marginQuery,
  namesQuery,
  whereQuery,
  type DriftingProject,
  type ProjectMargin,
} from '../api-client.ts';
import { ProjectActions } from '../actions/project-actions.tsx';
import { DASH, formatDay, formatDays, formatEuros, formatPoints, formatRate } from '../format.ts';
import { ClientValidations } from '../parts/client-validations.tsx';
import { projectsQuery } from '../list-queries.ts';
import { DayPicker, PageHead } from '../parts/page-head.tsx';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { RowFacts } from '../parts/row-facts.tsx';
import { SeverityChip } from '../parts/severity-chip.tsx';
import { SignalList } from '../parts/signal-list.tsx';
import { WhereSteps } from '../parts/where-steps.tsx';

const route = getRouteApi('/inside/projets/$code');

export function ProjectPage() {
  const { me } = route.useRouteContext();
  return me.reports.includes('margin') ? <ProjectFigures /> : <ProjectLine />;
}

/** Who invoices works on projects without their margins: what it is, where it stands, what may be done of it. */
function ProjectLine() {
  const { code } = route.useParams();
  const { me } = route.useRouteContext();
  const projects = useQuery(projectsQuery);
  const title = useQuery(namesQuery).data?.projects[code] ?? code;
  const project = projects.data?.find((one) => one.code === code);
  if (projects.data !== undefined && project === undefined)
    return (
      <EmptyPanel title="Ce projet n’existe pas">Aucun projet que vous suivez ne porte le code « {code} ».</EmptyPanel>
    );
  return (
    <Stack gap="md">
      <PageHead title={title} lead={`Projet ${code}`} />
      {projects.isPending ? (
        <WaitingPanel />
      ) : projects.isError ? (
        <FailurePanel error={projects.error} onRetry={() => void projects.refetch()} />
      ) : (
        project !== undefined && (
          <>
            <Standing code={code} />
            {project.contract !== 'interne' && (
              <ProjectActions
                code={code}
                title={title}
                client={project.client}
                contract={project.contract}
                today={me.today}
              />
            )}
            <RowFacts list="list_projects" code={code} />
            {me.reports.includes('billing') && (
              <Text size="sm">
                <Link to="/rapports/$name" params={{ name: 'billing' }} hash={code}>
                  Ce qui est à facturer
                </Link>{' '}
                ·{' '}
                <Link to="/rapports/$name" params={{ name: 'orders' }}>
                  Les bons de commande
                </Link>
              </Text>
            )}
            <ClientValidations month={lastCompleteMonth(me.today)} project={code} />
          </>
        )
      )}
    </Stack>
  );
}

function ProjectFigures() {
  const { code } = route.useParams();
  const { au: asOf } = route.useSearch();
  const { me } = route.useRouteContext();
  const margin = useQuery(marginQuery(asOf));
  const drift = useQuery(driftQuery(asOf));
  const names = useQuery(namesQuery).data;
  const day = formatDay(asOf ?? me.today);
  const title = names?.projects[code] ?? code;

  if (margin.isPending || drift.isPending) {
    return (
      <>
        <PageHead title={title} lead={`${code} · au ${day}`} />
        <WaitingPanel />
      </>
    );
  }
  const failed = margin.isError ? margin : drift.isError ? drift : null;
  if (failed !== null) {
    return (
      <>
        <PageHead title={title} lead={`${code} · au ${day}`} />
        <FailurePanel error={failed.error} onRetry={() => void failed.refetch()} />
      </>
    );
  }
  const figures = margin.data?.projects.find((project) => project.code === code);
  const finding = drift.data?.projects.find((project) => project.code === code);
  if (figures === undefined) {
    return (
      <EmptyPanel title="Ce projet n’existe pas">
        Aucun projet ne porte le code « {code} ». <Link to="/projets">Voir tous les projets</Link>
      </EmptyPanel>
    );
  }
  const client = figures.client === null ? null : (names?.clients[figures.client] ?? figures.client);
  const manager = finding?.manager == null ? null : (names?.consultants[finding.manager] ?? finding.manager);
  return (
    <Stack gap="md">
      <PageHead
        title={title}
        lead={[code, client, CONTRACT_LABELS[figures.contract], manager].filter((part) => part !== null).join(' · ')}
        aside={<DayPicker asOf={asOf} today={me.today} />}
      />
      <Verdict finding={finding} day={day} />
      <Standing code={code} />
      {figures.contract !== 'interne' && (
        <ProjectActions
          code={code}
          title={title}
          client={figures.client}
          contract={figures.contract}
          today={me.today}
        />
      )}
      <section aria-labelledby="marge">
        <Title order={2} size="h5" id="marge" mb="sm">
          Marge{margin.data?.costs === 'standard' ? ', aux coûts standard' : ''}
        </Title>
        <MarginTable figures={figures} />
      </section>
      <ClientValidations month={lastCompleteMonth(asOf ?? me.today)} project={code} />
    </Stack>
  );
}

function Verdict({ finding, day }: { finding: DriftingProject | undefined; day: string }) {
  if (finding === undefined) {
    return (
      <Text className="vigie-sheet" p="md" size="sm">
        Aucun signal de dérive au {day}.
      </Text>
    );
  }
  return (
    <section className="vigie-sheet vigie-card" aria-label="Signaux de dérive">
      <div className="vigie-verdict">
        <SeverityChip severity={finding.severity} />
        {finding.severity !== 'blind' && (
          <Text size="sm" className="vigie-figures">
            <strong>{formatEuros(finding.impact)}</strong> d’impact sur la marge, {formatPoints(finding.drift_points)}{' '}
            de dérive
          </Text>
        )}
      </div>
      <div className="vigie-dense">
        <SignalList signals={finding.signals} />
      </div>
    </section>
  );
}

/** Where its deal stands; not said while it is on its way, nor to who does not follow it. */
function Standing({ code }: { code: string }) {
  const where = useQuery(whereQuery(code)).data;
  return where === undefined ? null : <WhereSteps where={where} />;
}

function MarginTable({ figures }: { figures: ProjectMargin }) {
  const lines: [label: string, sold: string, toDate: string, atCompletion: string][] = [
    ['Jours', DASH, formatDays(figures.days), formatDays(figures.eac_days)],
    ['Reste à faire', DASH, formatDays(figures.remaining_days), DASH],
    [
      'Chiffre d’affaires',
      formatEuros(figures.planned_revenue),
      formatEuros(figures.revenue),
      formatEuros(figures.eac_revenue),
    ],
    ['Coût', formatEuros(figures.planned_cost), formatEuros(figures.cost), formatEuros(figures.eac_cost)],
    ['Marge', formatEuros(figures.planned_margin), formatEuros(figures.margin), formatEuros(figures.eac_margin)],
    ['Taux de marge', formatRate(figures.planned_rate), formatRate(figures.margin_rate), formatRate(figures.eac_rate)],
  ];
  return (
    <div className="vigie-sheet vigie-narrow">
      <table className="vigie-table vigie-margin">
        <thead>
          <tr>
            <th scope="col">
              <span className="vigie-hidden">Ligne</span>
            </th>
            <th scope="col" className="vigie-number">
              Vendu
            </th>
            <th scope="col" className="vigie-number">
              À date
            </th>
            <th scope="col" className="vigie-number">
              À terminaison
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(([label, sold, toDate, atCompletion]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td className="vigie-number">{sold}</td>
              <td className="vigie-number">{toDate}</td>
              <td className="vigie-number">{atCompletion}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
