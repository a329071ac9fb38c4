// The end of a month, as the accounts follow it: each stage, how far it is, what holds it, who, since when.

import { Group, Progress, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { sayCount, sayMonth } from '../../../domain/french.ts';
import { lastCompleteMonth, lastDayOf, monthOf } from '../../../domain/periods.ts';
import { meQuery, monthEndQuery, namesQuery, ProblemError, type Me, type MonthEnd, type Names } from '../api-client.ts';
import { formatDay, formatExactEuros } from '../format.ts';
import { Holdings, nameAll } from '../month-end/holdings.tsx';
import { StageActs } from '../month-end/stage-acts.tsx';
import { sayState, STAGE_PURPOSES, type ShownStage } from '../month-end/stage-words.ts';
import { ClientValidations } from '../parts/client-validations.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';

export function MonthEndPage() {
  const { month } = useParams({ strict: false });
  const me = useQuery(meQuery);
  if (me.data === undefined) return <WaitingPanel />;
  return <MonthEndOf month={month ?? lastCompleteMonth(me.data.today)} me={me.data} />;
}

function MonthEndOf({ month, me }: { month: string; me: Me }) {
  const navigate = useNavigate();
  const monthEnd = useQuery(monthEndQuery(month));
  const names = useQuery(namesQuery);
  return (
    <>
      <PageHead
        title={`Fin de mois, ${sayMonth(month)}`}
        lead={
          monthEnd.data === undefined ? 'De la saisie des CRA à la clôture' : sayStanding(monthEnd.data, names.data)
        }
        aside={
          <TextInput
            type="month"
            label="Mois"
            size="xs"
            w={150}
            value={month}
            onChange={({ currentTarget: { value } }) => {
              // A month half typed is no month.
              if (/^\d{4}-\d{2}$/u.test(value)) void navigate({ to: '/fin-de-mois/$month', params: { month: value } });
            }}
          />
        }
      />
      {monthEnd.isPending ? (
        <WaitingPanel />
      ) : isUnworked(monthEnd.error) ? (
        <EmptyPanel title={`Rien à clore en ${sayMonth(month)}`}>
          Personne n’y a travaillé. La fin d’un mois commence d’elle-même, à ses derniers jours, dès que des CRA y sont
          attendus : chaque étape se lit alors ici, avec qui la fait avancer.
        </EmptyPanel>
      ) : monthEnd.isError ? (
        <FailurePanel error={monthEnd.error} onRetry={() => void monthEnd.refetch()} />
      ) : (
        <>
          {monthEnd.data.report !== null && <Report report={monthEnd.data.report} names={names.data} month={month} />}
          <Stack gap="sm" component="ol" className="vigie-stages">
            {monthEnd.data.stages.map((stage) => (
              <Stage
                key={stage.stage}
                stage={stage}
                running={findRunning(monthEnd.data)}
                month={month}
                closed={monthEnd.data.report !== null}
                names={names.data}
                me={me}
              />
            ))}
          </Stack>
        </>
      )}
      <ClientValidations month={month} />
    </>
  );
}

/** Nobody worked, or was to work, in the month: a firm that begins, or a month of before. */
function isUnworked(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 404;
}

function findRunning({ stages }: MonthEnd): string | null {
  return stages.find(({ state }) => state === 'running')?.label ?? null;
}

function sayStanding({ label, blockedOn, since }: MonthEnd, names: Names | undefined): string {
  if (blockedOn === null) return label;
  return `${label} : attend ${nameAll(blockedOn, names)}${since === null ? '' : ` depuis le ${formatDay(since)}`}`;
}

type StageProps = {
  stage: ShownStage;
  /** What the month waits for first. */
  running: string | null;
  month: string;
  closed: boolean;
  names: Names | undefined;
  me: Me;
};

function Stage({ stage, running, month, closed, names, me }: StageProps) {
  const { label, state, done, total, note, holdings } = stage;
  const purpose = STAGE_PURPOSES[stage.stage];
  return (
    <li className="vigie-sheet vigie-stage" data-state={state}>
      <Group justify="space-between" align="baseline" gap="xs">
        <Title order={2} size="h5">
          {label}
        </Title>
        <Text size="sm" className="vigie-quiet vigie-figures">
          {sayState(stage, running)}
        </Text>
      </Group>
      {total > 0 && <Progress value={(100 * done) / total} size="sm" mt="xs" aria-label={`${label} : avancement`} />}
      {state !== 'done' && purpose !== undefined && (
        <Text size="sm" className="vigie-quiet" mt={6}>
          {purpose}
          {stage.stage === 'entry' &&
            month === monthOf(me.today) &&
            ` Le mois finit le ${formatDay(lastDayOf(month))}.`}
        </Text>
      )}
      {note !== null && (
        <Text size="sm" mt={4} style={{ overflowWrap: 'anywhere' }}>
          {note}
        </Text>
      )}
      <Holdings holdings={holdings} names={names} month={month} />
      <StageActs stage={stage} month={month} closed={closed} me={me} />
    </li>
  );
}

/** What the closed month came to, as direction was told. */
type ReportProps = {
  report: NonNullable<MonthEnd['report']>;
  names: Names | undefined;
  month: string;
};

function Report({ report, names, month }: ReportProps) {
  const figures = [
    ['Production', report.revenue],
    ['Coûts', report.cost],
    ['Marge', report.margin],
  ] as const;
  return (
    <section className="vigie-sheet" aria-label="Compte rendu">
      <Title order={2} size="h5">
        Compte rendu{report.closedOn === null ? '' : ` de la clôture du ${formatDay(report.closedOn)}`}
      </Title>
      <Text size="sm" className="vigie-figures" mt="xs">
        {[
          `${sayCount(report.invoices, 'facture', 'factures')} : ${formatExactEuros(report.invoicedNet)} HT`,
          ...figures.flatMap(([label, value]) => (value === null ? [] : [`${label} : ${formatExactEuros(value)}`])),
        ].join(' · ')}
      </Text>
      <Text size="sm" mt="xs">
        {report.left.length === 0 ? 'Rien ne reste en attente.' : 'Restent en attente :'}
      </Text>
      <Holdings holdings={report.left} names={names} month={month} />
    </section>
  );
}
