// The open needs, soonest first; beside, the one that is chosen, with who can take it.

import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { namesQuery } from '../api-client.ts';
import { sayCount } from '../../../domain/french.ts';
import { formatDays, formatPercent, formatShortDay } from '../format.ts';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { useWide } from '../parts/use-wide.ts';
import { needQuery, needsQuery, type OpenNeed, type StaffingReport } from '../staffing-queries.ts';
import { NeedDetail } from './need-detail.tsx';
import { NEED_KIND_WORDS } from './staffing-words.ts';

export function NeedsView({ chosen }: { chosen: string | undefined }) {
  const report = useQuery(needsQuery);
  if (report.isPending) return <WaitingPanel />;
  if (report.isError) return <FailurePanel error={report.error} onRetry={() => void report.refetch()} />;
  if (report.data.needs.length === 0)
    return (
      <EmptyPanel title="Aucun besoin ouvert">
        Les opportunités ouvertes, les jours vendus sans personne, les départs et les demandes apparaîtront ici.
      </EmptyPanel>
    );
  return <Needs report={report.data} chosen={chosen} />;
}

function Needs({ report, chosen }: { report: StaffingReport; chosen: string | undefined }) {
  const wide = useWide();
  const { needs } = report;
  const need = needs.find(({ id }) => id === chosen) ?? (wide && chosen === undefined ? needs[0] : undefined);
  if (chosen !== undefined && need === undefined)
    return (
      <EmptyPanel title="Ce besoin n’est plus ouvert">
        Il est pourvu, perdu ou clos. <Link to="/staffing">Voir les besoins ouverts</Link>
      </EmptyPanel>
    );
  if (!wide)
    return need === undefined ? (
      <NeedList report={report} chosen={null} />
    ) : (
      <>
        <Link to="/staffing">← Tous les besoins</Link>
        <OneNeed key={need.id} need={need} />
      </>
    );
  return (
    <div className="vigie-needs">
      <NeedList report={report} chosen={need?.id ?? null} />
      {need !== undefined && <OneNeed key={need.id} need={need} />}
    </div>
  );
}

function NeedList({ report: { needs, total }, chosen }: { report: StaffingReport; chosen: string | null }) {
  return (
    <nav aria-label="Besoins ouverts">
      <Text size="sm" className="vigie-quiet" mb={6}>
        {sayCount(total.needs, 'besoin', 'besoins')}
        {total.without_candidate > 0 && `, dont ${total.without_candidate} sans candidat`}
        {total.left_out > 0 && ` ; les ${total.left_out} plus lointains ne sont pas montrés`}
      </Text>
      <ul className="vigie-sheet vigie-plain-list vigie-need-list">
        {needs.map((need) => (
          <li key={need.id}>
            <NeedLink need={need} current={need.id === chosen} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function NeedLink({ need, current }: { need: OpenNeed; current: boolean }) {
  const { id, profile, title, opportunity, project, starts_on: from, ends_on: to, days, probability, feasible } = need;
  return (
    <Link to="/staffing" search={{ besoin: id }} resetScroll={false} aria-current={current ? 'true' : undefined}>
      <span className="vigie-need-head">
        <strong>{profile ?? 'Sans profil'}</strong>
        <span className="vigie-chance" data-won={probability === 1 || undefined}>
          {probability === 1 ? 'Gagné' : formatPercent(probability)}
        </span>
      </span>
      <span>{title ?? opportunity ?? project ?? NEED_KIND_WORDS[need.kind]}</span>
      <span className="vigie-quiet vigie-small vigie-figures">
        {from === null ? 'Sans dates' : `${formatShortDay(from)} → ${to === null ? 'sans fin' : formatShortDay(to)}`}
        {days !== null && ` · ${formatDays(days)}`}
        {' · '}
        {need.covered ? (
          'pourvu'
        ) : feasible === 0 ? (
          <span className="vigie-alert">personne</span>
        ) : (
          sayCount(feasible, 'candidat', 'candidats')
        )}
      </span>
    </Link>
  );
}

/** Everybody who could take it is asked for when it is chosen; until then, its first candidates are shown. */
function OneNeed({ need }: { need: OpenNeed }) {
  const whole = useQuery(needQuery(need));
  const names = useQuery(namesQuery).data;
  if (whole.isError) return <FailurePanel error={whole.error} onRetry={() => void whole.refetch()} />;
  return <NeedDetail need={whole.data ?? need} names={names} isPartial={whole.isPending} />;
}
