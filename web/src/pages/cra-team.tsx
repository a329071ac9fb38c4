// The team's CRAs: who has sent theirs, who misses days, what waits for a validation; what is clean goes together.

import '../cra/cra.css';
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { sayCount, sayMonth } from '../../../domain/french.ts';
import { monthOf } from '../../../domain/periods.ts';
import {
  craProgressQuery,
  namesQuery,
  previewCommand,
  ProblemError,
  runCommand,
  type CraProgress,
  type Me,
} from '../api-client.ts';
import { CraDecision } from '../cra/cra-decision.tsx';
import { CraHead } from '../cra/cra-head.tsx';
import { RequestsToDecide } from '../cra/requests-to-decide.tsx';
import { CraStateChip, sayCounts } from '../cra/cra-states.tsx';
import { formatDays } from '../format.ts';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { useNamed } from '../parts/use-named.ts';

const route = getRouteApi('/inside/cra/equipe');

type Person = CraProgress['consultants'][number];
type Sheet = Person['timesheets'][number];

export function CraTeamPage() {
  const { me } = route.useRouteContext();
  const { mois = monthOf(me.today) } = route.useSearch();
  const progress = useQuery(craProgressQuery(mois));
  const names = useQuery(namesQuery);
  const titleOf = (code: string): string => names.data?.projects[code] ?? '';
  return (
    <>
      <CraHead
        title={`CRA de l’équipe, ${sayMonth(mois)}`}
        lead={progress.data === undefined ? 'Qui a soumis, qui a des jours manquants' : sayStanding(progress.data)}
        month={mois}
        me={me}
      />
      {progress.isPending ? (
        <WaitingPanel />
      ) : progress.isError ? (
        <FailurePanel error={progress.error} onRetry={() => void progress.refetch()} />
      ) : progress.data.consultants.length === 0 ? (
        <EmptyPanel title="Aucun CRA attendu">Personne de votre équipe n’a de CRA à rendre ce mois-ci.</EmptyPanel>
      ) : (
        <Stack gap="md">
          <Group gap="sm">
            <ValidateClean progress={progress.data} />
            <Remind progress={progress.data} me={me} />
          </Group>
          <RequestsToDecide me={me} month={mois} />
          <ol className="vigie-sheet vigie-plain-list vigie-cra-list">
            {progress.data.consultants.toSorted(compareUrgency).map((person) => (
              <PersonRow key={person.code} person={person} month={mois} titleOf={titleOf} />
            ))}
          </ol>
        </Stack>
      )}
    </>
  );
}

const isSent = ({ state }: Person): boolean => state === 'soumis' || state === 'valide';

function sayStanding({ consultants, closed }: CraProgress): string {
  const missing = consultants.filter(({ missing_days: days }) => days > 0).length;
  const waiting = consultants.flatMap(({ timesheets }) => timesheets.filter(isWaiting)).length;
  return [
    `${consultants.filter(isSent).length} CRA soumis sur ${consultants.length}`,
    missing > 0 ? `${sayCount(missing, 'personne a', 'personnes ont')} des jours manquants` : '',
    waiting > 0 ? sayCount(waiting, 'validation vous attend', 'validations vous attendent') : '',
    closed ? 'mois clos' : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

const isWaiting = ({ may_decide: mayDecide, submitted_days: days }: Sheet): boolean => mayDecide && days > 0;

/** What waits for the reader first, then what is not sent or lacks days; among alike, the order of the names' codes. */
function urgencyOf({ state, missing_days: missing, timesheets }: Person): number {
  if (timesheets.some(isWaiting)) return 0;
  if (state === 'vide' || state === 'brouillon' || state === 'rejete' || missing > 0) return 1;
  return state === 'soumis' ? 2 : 3;
}

const compareUrgency = (a: Person, b: Person): number => urgencyOf(a) - urgencyOf(b);

/** Validated, and nothing to say of it: a line is enough. */
const isSettled = ({ state, anomalies }: Person): boolean => state === 'valide' && anomalies === 0;

type RowProps = { person: Person; month: string; titleOf: (project: string) => string };

function PersonRow({ person, month, titleOf }: RowProps) {
  const say = useNamed();
  const {
    code,
    name,
    state,
    entered_days: entered,
    expected_days: expected,
    missing_days: missing,
    anomalies,
  } = person;
  return (
    <li>
      <div className="vigie-cra-list-head">
        <Link to="/cra" search={{ mois: month, personne: code }} className="vigie-project-link">
          {name}
        </Link>
        <CraStateChip state={state} />
      </div>
      <Text size="sm" className="vigie-quiet vigie-figures">
        {formatDays(entered)} sur {formatDays(expected)}
        {missing > 0 && <span className="vigie-cra-warning"> · il manque {formatDays(missing)}</span>}
        {anomalies > 0 && <span className="vigie-cra-warning"> · {sayCount(anomalies, 'anomalie', 'anomalies')}</span>}
      </Text>
      {!isSettled(person) && (
        <ul className="vigie-plain-list vigie-cra-sheets">
          {person.timesheets.map((sheet) => (
            <li key={sheet.project}>
              <Text component="span" size="sm">
                {sheet.project} {titleOf(sheet.project)} <span className="vigie-quiet">· {sayCounts(sheet)}</span>
                {sheet.reason !== null && <span className="vigie-cra-warning"> · refusé : {sheet.reason}</span>}
              </Text>
              {isWaiting(sheet) && (
                <CraDecision
                  sheet={{ consultant: code, month, project: sheet.project }}
                  name={say(`${name} sur ${sheet.project}`)}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

type Tally = { done: number; refused: string[] };

/** One after the other, each with its own act: one that is refused does not stop the rest. */
async function validateAll(sheets: readonly { consultant: string; month: string; project: string }[]): Promise<Tally> {
  const tally: Tally = { done: 0, refused: [] };
  for (const sheet of sheets) {
    try {
      await runCommand('validate_timesheet', sheet);
      tally.done += 1;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      tally.refused.push(error.message);
    }
  }
  return tally;
}

function ValidateClean({ progress }: { progress: CraProgress }) {
  const [asked, setAsked] = useState(false);
  const say = useNamed();
  const queries = useQueryClient();
  const clean = progress.consultants.flatMap(({ code, name, timesheets }) =>
    timesheets
      .filter((sheet) => isWaiting(sheet) && sheet.clean)
      .map(({ project, submitted_days: days }) => ({ consultant: code, name, project, days })),
  );
  const validate = useMutation({
    mutationFn: () =>
      validateAll(clean.map(({ consultant, project }) => ({ consultant, project, month: progress.month }))),
    onSuccess: async ({ done, refused }) => {
      notifications.show({
        message: [`${sayCount(done, 'CRA validé', 'CRA validés')}.`, ...refused.map(say)].join(' '),
        color: refused.length > 0 ? 'yellow' : 'marine',
        closeButtonProps: { 'aria-label': 'Fermer' },
      });
      await queries.invalidateQueries({ queryKey: ['look-ups'] });
    },
    onSettled: () => setAsked(false),
  });
  if (clean.length === 0 || progress.closed) return null;
  return (
    <>
      <Button onClick={() => setAsked(true)}>
        Valider {clean.length === 1 ? 'celui qui est' : `les ${clean.length} qui sont`} sans anomalie…
      </Button>
      <Modal
        opened={asked}
        onClose={() => setAsked(false)}
        title={`Valider ${sayCount(clean.length, 'CRA', 'CRA')} ?`}
        closeButtonProps={{ 'aria-label': 'Fermer' }}
      >
        <ul className="vigie-changes">
          {clean.map(({ consultant, name, project, days }) => (
            <li key={`${consultant} ${project}`}>
              {say(`${name} sur ${project}`)} : {formatDays(days)}
            </li>
          ))}
        </ul>
        <Group mt="md">
          <Button loading={validate.isPending} onClick={() => validate.mutate()}>
            Valider
          </Button>
          <Button variant="subtle" onClick={() => setAsked(false)}>
            Annuler
          </Button>
        </Group>
      </Modal>
    </>
  );
}

/** Who may remind (COMMANDS.md, remind_timesheets). */
const REMINDS: ReadonlySet<string> = new Set(['responsable', 'adv', 'direction']);

function Remind({ progress, me }: { progress: CraProgress; me: Me }) {
  const late = progress.consultants.filter(
    ({ state, code }) => (state === 'vide' || state === 'brouillon' || state === 'rejete') && code !== me.consultant,
  );
  const say = useNamed();
  const input = { month: progress.month, consultants: late.map(({ code }) => code) };
  const preview = useMutation({ mutationFn: () => previewCommand('remind_timesheets', input) });
  const remind = useMutation({
    mutationFn: () => runCommand('remind_timesheets', input),
    onSuccess: () =>
      notifications.show({
        message: 'Relance envoyée.',
        color: 'marine',
        closeButtonProps: { 'aria-label': 'Fermer' },
      }),
    onSettled: () => preview.reset(),
  });
  if (late.length === 0 || progress.closed || !me.roles.some((role) => REMINDS.has(role))) return null;
  const failed = remind.error ?? preview.error;
  return (
    <Stack gap={6} align="flex-start">
      {failed !== null && (
        <Alert color="red" variant="light" role="alert" p="xs">
          {say(failed.message)}
        </Alert>
      )}
      {preview.data === undefined ? (
        <Button variant="default" loading={preview.isPending} onClick={() => preview.mutate()}>
          Relancer {sayCount(late.length, 'personne', 'personnes')}…
        </Button>
      ) : (
        <div className="vigie-preview">
          <Text size="sm">{say(preview.data.sentence)}</Text>
          <Group gap="xs">
            <Button size="compact-sm" loading={remind.isPending} onClick={() => remind.mutate()}>
              Envoyer la relance
            </Button>
            <Button size="compact-sm" variant="subtle" onClick={() => preview.reset()}>
              Annuler
            </Button>
          </Group>
        </div>
      )}
    </Stack>
  );
}
