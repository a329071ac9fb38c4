// The first page of each: drifting projects for who follows margins; for the others what waits for them, and the few
// figures of their work.

import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { reportOutputs } from '../../../api/contract/report-outputs.ts';
import type { ReportName } from '../../../domain/report-names.ts';
import type { z } from 'zod';
import { noticesQuery, proposalsQuery, reportQuery, type Me } from '../api-client.ts';
import { sayCount } from '../../../domain/french.ts';
import { formatDay, formatEuros, formatMonth, formatNumber, formatRate } from '../format.ts';
import { readsDrift } from '../navigation.ts';
import { PageHead } from '../parts/page-head.tsx';
import { FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { useNamed } from '../parts/use-named.ts';
import { DriftingProjectsPage } from './drifting-projects.tsx';

const route = getRouteApi('/inside/');

export function HomePage() {
  const { me } = route.useRouteContext();
  return readsDrift(me) ? <DriftingProjectsPage /> : <RoleHome me={me} />;
}

function RoleHome({ me }: { me: Me }) {
  const reads = (name: ReportName): boolean => me.reports.includes(name);
  return (
    <Stack gap="lg">
      <PageHead title="Accueil" lead={`Au ${formatDay(me.today)}`} />
      <div className="vigie-tiles">
        <DecisionsTile />
        {reads('billing') && <BillingTile />}
        {reads('receivables') && <ReceivablesTile />}
        {reads('late') && <LateTile />}
        {reads('anomalies') && <AnomaliesTile me={me} />}
        {me.consultant !== null && reads('missions') && <MissionTile />}
        {me.consultant !== null && reads('occupancy') && <OccupancyTile code={me.consultant} />}
        <NoticesTile />
      </div>
    </Stack>
  );
}

type Report<Name extends ReportName> = z.infer<(typeof reportOutputs)[Name]>;

function useReport<Name extends ReportName>(name: Name) {
  const { data, ...state } = useQuery(reportQuery(name, {}));
  return { ...state, data: data as Report<Name> | undefined };
}

type TileProps = {
  title: string;
  query: { isError: boolean; error: unknown; refetch: () => unknown };
  /** undefined: on its way. */
  figure: string | undefined;
  about: string | undefined;
  link: React.ReactNode;
};

function Tile({ title, query, figure, about, link }: TileProps) {
  return (
    <section className="vigie-sheet vigie-tile" aria-label={title}>
      <Title order={2} size="h6">
        {title}
      </Title>
      {query.isError ? (
        <FailurePanel error={query.error} onRetry={() => void query.refetch()} />
      ) : figure === undefined ? (
        <WaitingPanel />
      ) : (
        <>
          <Text className="vigie-tile-figure">{figure}</Text>
          {about !== undefined && (
            <Text size="sm" className="vigie-quiet" lineClamp={3}>
              {about}
            </Text>
          )}
          <div className="vigie-small">{link}</div>
        </>
      )}
    </section>
  );
}

const toReport = (name: ReportName, words: string) => (
  <Link to="/rapports/$name" params={{ name }}>
    {words}
  </Link>
);

function DecisionsTile() {
  const waiting = useQuery(proposalsQuery('pending'));
  const mine = waiting.data?.filter(({ mayDecide }) => mayDecide);
  const [first] = mine ?? [];
  const say = useNamed();
  return (
    <Tile
      title="À décider"
      query={waiting}
      figure={mine && sayCount(mine.length, 'proposition', 'propositions')}
      about={first === undefined ? 'Rien n’attend votre décision.' : say(first.effect.sentence)}
      link={<Link to="/a-decider">Voir ce qui attend</Link>}
    />
  );
}

function BillingTile() {
  const billing = useReport('billing');
  const blocked = billing.data?.projects.filter((project) => project.blocked.length > 0).length ?? 0;
  return (
    <Tile
      title="À facturer"
      query={billing}
      figure={billing.data && formatEuros(billing.data.total)}
      about={
        billing.data &&
        `${formatMonth(billing.data.month)} · ${sayCount(billing.data.projects.length, 'projet', 'projets')}${blocked === 0 ? '' : `, dont ${sayCount(blocked, 'bloqué', 'bloqués')}`}`
      }
      link={toReport('billing', 'Voir les lignes et ce qui bloque')}
    />
  );
}

function ReceivablesTile() {
  const receivables = useReport('receivables');
  const dso = receivables.data?.dso ?? null;
  return (
    <Tile
      title="Créances"
      query={receivables}
      figure={receivables.data && formatEuros(receivables.data.total)}
      about={dso === null ? 'DSO inconnu, faute de ventes récentes' : `DSO de ${formatNumber(dso)} jours`}
      link={
        <>
          {toReport('receivables', 'Voir la balance âgée')} ·{' '}
          <Link to="/listes/$name" params={{ name: 'list_invoices' }}>
            Toutes les factures
          </Link>
        </>
      }
    />
  );
}

function LateTile() {
  const late = useReport('late');
  const clients = late.data?.clients;
  const owed = clients?.reduce((sum, { amount }) => sum + Math.round(amount * 100), 0);
  return (
    <Tile
      title="En retard de paiement"
      query={late}
      figure={clients && sayCount(clients.length, 'client', 'clients')}
      about={owed === undefined ? undefined : `${formatEuros(owed / 100)} échus`}
      link={toReport('late', 'Voir qui relancer')}
    />
  );
}

function AnomaliesTile({ me }: { me: Me }) {
  const anomalies = useReport('anomalies');
  const findings = anomalies.data?.findings;
  const own = me.reports.length > 0 && me.consultant !== null && !me.reports.includes('billing');
  const missing = findings?.filter(({ rule }) => rule === 'missing' || rule === 'no_timesheet') ?? [];
  const [first] = findings ?? [];
  return (
    <Tile
      title={own ? 'Votre CRA' : 'CRA du mois'}
      query={anomalies}
      figure={
        findings && (findings.length === 0 ? 'Rien à corriger' : sayCount(findings.length, 'anomalie', 'anomalies'))
      }
      about={
        first === undefined
          ? undefined
          : own
            ? first.message
            : sayCount(new Set(missing.map(({ consultant }) => consultant)).size, 'CRA incomplet', 'CRA incomplets')
      }
      link={toReport('anomalies', 'Voir les anomalies')}
    />
  );
}

function MissionTile() {
  const missions = useReport('missions');
  const [first] = missions.data?.consultants ?? [];
  return (
    <Tile
      title="Votre mission"
      query={missions}
      figure={missions.data && (first === undefined ? 'Pas de fin proche' : `Fin le ${formatDay(first.end)}`)}
      about={first && `${first.project}, dans ${sayCount(first.days_left, 'jour', 'jours')}`}
      link={toReport('missions', 'Voir le détail')}
    />
  );
}

function OccupancyTile({ code }: { code: string }) {
  const occupancy = useReport('occupancy');
  const month = occupancy.data?.months.at(-1);
  const own = month?.consultants.find((consultant) => consultant.code === code);
  return (
    <Tile
      title="Votre activité"
      query={occupancy}
      figure={month && formatRate(own?.occupation ?? null)}
      about={month && `d’occupation en ${formatMonth(month.month)}`}
      link={toReport('occupancy', 'Voir le calcul')}
    />
  );
}

function NoticesTile() {
  const notices = useQuery(noticesQuery);
  const say = useNamed();
  const [first] = notices.data?.notices ?? [];
  return (
    <Tile
      title="Avis"
      query={notices}
      figure={notices.data && sayCount(notices.data.unread, 'avis non lu', 'avis non lus')}
      about={first && say(first.text)}
      link={<Link to="/avis">Voir les avis</Link>}
    />
  );
}
