// The end of a month, as the accounts follow it: each stage, how far it is, what holds it, who, since when.

import { Group, Progress, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { nameCodes, sayCount, sayMonth } from '../../../domain/french.ts';
import { lastCompleteMonth } from '../../../domain/periods.ts';
import { meQuery, monthEndQuery, namesQuery, type MonthEnd, type Names } from '../api-client.ts';
import { formatDay, formatExactEuros } from '../format.ts';
import { ClientValidations } from '../parts/client-validations.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { FailurePanel, WaitingPanel } from '../parts/panels.tsx';

export function MonthEndPage() {
  const { month } = useParams({ strict: false });
  const me = useQuery(meQuery);
  if (me.data === undefined) return <WaitingPanel />;
  return <MonthEndOf month={month ?? lastCompleteMonth(me.data.today)} />;
}

function MonthEndOf({ month }: { month: string }) {
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
      ) : monthEnd.isError ? (
        <FailurePanel error={monthEnd.error} onRetry={() => void monthEnd.refetch()} />
      ) : (
        <>
          {monthEnd.data.report !== null && <Report report={monthEnd.data.report} names={names.data} />}
          <Stack gap="sm" component="ol" className="vigie-stages">
            {monthEnd.data.stages.map((stage) => (
              <Stage key={stage.stage} stage={stage} names={names.data} />
            ))}
          </Stack>
        </>
      )}
      <ClientValidations month={month} />
    </>
  );
}

function sayStanding({ label, blockedOn, since }: MonthEnd, names: Names | undefined): string {
  if (blockedOn === null) return label;
  return `${label} : attend ${nameAll(blockedOn, names)}${since === null ? '' : ` depuis le ${formatDay(since)}`}`;
}

const STATE_WORDS = { done: 'Terminée', running: 'En cours', waiting: 'En attente' } as const;

function Stage({ stage, names }: { stage: MonthEnd['stages'][number]; names: Names | undefined }) {
  const { label, state, done, total, note, holdings } = stage;
  return (
    <li className="vigie-sheet vigie-stage" data-state={state}>
      <Group justify="space-between" wrap="nowrap">
        <Title order={2} size="h5">
          {label}
        </Title>
        <Text size="sm" className="vigie-quiet vigie-figures">
          {STATE_WORDS[state]} · {done} sur {total}
        </Text>
      </Group>
      <Progress
        value={total === 0 ? 100 : (100 * done) / total}
        size="sm"
        mt="xs"
        aria-label={`${label} : avancement`}
      />
      {note !== null && (
        <Text size="sm" className="vigie-quiet" mt={4} style={{ overflowWrap: 'anywhere' }}>
          {note}
        </Text>
      )}
      <Holdings holdings={holdings} names={names} />
    </li>
  );
}

type HoldingsProps = {
  holdings: MonthEnd['stages'][number]['holdings'];
  names: Names | undefined;
};

/** « C002 · 2026-10-21 · P031 »: the person, the day and the project by their names. */
function nameAll(text: string, names: Names | undefined): string {
  return nameCodes(text, names === undefined ? [] : [names.consultants, names.projects, names.clients], formatDay);
}

function Holdings({ holdings, names }: HoldingsProps) {
  if (holdings.length === 0) return null;
  return (
    <table className="vigie-table vigie-dense vigie-stacked">
      <thead>
        <tr>
          <th scope="col">Quoi</th>
          <th scope="col">Pourquoi</th>
          <th scope="col">Qui</th>
          <th scope="col">Depuis</th>
        </tr>
      </thead>
      <tbody>
        {holdings.map(({ subject, reason, who, since }, at) => (
          <tr key={`${at} ${subject}`}>
            <th scope="row">{nameAll(subject, names)}</th>
            <td data-label="Pourquoi">{reason}</td>
            <td data-label="Qui">{nameAll(who, names)}</td>
            <td data-label="Depuis" data-empty={since === null || undefined} className="vigie-figures">
              {since === null ? '' : formatDay(since)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What the closed month came to, as direction was told. */
function Report({ report, names }: { report: NonNullable<MonthEnd['report']>; names: Names | undefined }) {
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
      <Holdings holdings={report.left} names={names} />
    </section>
  );
}
