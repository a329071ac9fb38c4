// « Mon CRA »: a month from what is suggested to what is validated. Somebody else's, for who follows it.

import '../cra/cra.css';
import { Alert, Button, Group, NativeSelect, Stack, Switch, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { sayMonth } from '../../../domain/french.ts';
import { monthOf } from '../../../domain/periods.ts';
import { craDaysQuery, type CraDays, type Me } from '../api-client.ts';
import { CraAbsences } from '../cra/cra-absences.tsx';
import { CraDayList } from '../cra/cra-day-list.tsx';
import { CraExpenses } from '../cra/cra-expenses.tsx';
import { CraGrid } from '../cra/cra-grid.tsx';
import { CraHead } from '../cra/cra-head.tsx';
import { CraFindings, CraStates } from '../cra/cra-states.tsx';
import { CraSubmit } from '../cra/cra-submit.tsx';
import { listShown } from '../cra/draft.ts';
import { useDraft, type DraftDesk } from '../cra/use-draft.ts';
import { formatDays } from '../format.ts';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { useWide } from '../parts/use-wide.ts';
import { Said } from '../parts/said.tsx';

const route = getRouteApi('/inside/cra');

export function CraPage() {
  const { me } = route.useRouteContext();
  const { mois = monthOf(me.today), personne } = route.useSearch();
  const cra = useQuery(craDaysQuery(mois, personne));
  const whose = personne ?? me.consultant;
  const name = cra.data?.name ?? '';
  const own = whose !== null && whose === me.consultant;
  return (
    <>
      <CraHead
        title={own || name === '' ? `CRA, ${sayMonth(mois)}` : `CRA de ${name}, ${sayMonth(mois)}`}
        lead={cra.data === undefined ? 'Les jours du mois, projet par projet' : sayStanding(cra.data)}
        month={mois}
        me={me}
      />
      {cra.isPending ? (
        <WaitingPanel />
      ) : cra.isError ? (
        <FailurePanel error={cra.error} onRetry={() => void cra.refetch()} />
      ) : cra.data.consultant === null ? (
        <EmptyPanel title="Aucun CRA ici">
          {whose === null
            ? 'Votre accès n’est relié à aucun consultant de la firme.'
            : 'Ce CRA n’existe pas, ou n’est pas de ceux que vous suivez.'}
        </EmptyPanel>
      ) : (
        <Month key={`${cra.data.consultant} ${mois}`} data={cra.data} me={me} />
      )}
    </>
  );
}

function sayStanding({ total, closed }: CraDays): string {
  const { expected_days: expected, entered_days: entered, missing_days: missing, absent_days: absent } = total;
  return [
    `${formatDays(entered)} saisis sur ${formatDays(expected)} attendus`,
    absent > 0 ? `${formatDays(absent)} d’absence` : '',
    missing > 0 ? `il manque ${formatDays(missing)} à ce jour` : '',
    closed ? 'mois clos' : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function Month({ data, me }: { data: CraDays; me: Me }) {
  const desk = useDraft(data);
  const wide = useWide();
  const shown = listShown(desk.draft, desk.added);
  return (
    <Stack gap="lg">
      <div>
        {shown.length === 0 ? (
          <EmptyPanel title="Rien ce mois-ci">
            {data.may_enter
              ? 'Aucune affectation ne couvre ce mois : ajoutez une activité pour saisir des jours.'
              : 'Rien n’est saisi, et aucune affectation ne couvre ce mois.'}
          </EmptyPanel>
        ) : wide ? (
          <CraGrid desk={desk} />
        ) : (
          <CraDayList desk={desk} />
        )}
        {data.may_enter && (
          <>
            <SaveBar desk={desk} />
            <Group justify="space-between" gap="xs">
              <AddActivity desk={desk} />
              {wide && (
                <Text size="xs" className="vigie-quiet">
                  Clic : journée, demi-journée, rien. Clavier : flèches, 1, 5 pour ½, 0, F pour remplir la ligne.
                </Text>
              )}
            </Group>
          </>
        )}
      </div>
      <CraSubmit data={data} unsaved={desk.draft.edits.size > 0 && desk.entries.length > 0} />
      <CraStates data={data} />
      <CraFindings data={data} />
      {data.consultant !== null && data.consultant === me.consultant && (
        <>
          <CraAbsences consultant={data.consultant} month={data.month} today={me.today} />
          <CraExpenses data={data} today={me.today} />
        </>
      )}
    </Stack>
  );
}

function SaveBar({ desk }: { desk: DraftDesk }) {
  const { draft, entries, save } = desk;
  const { data, taking, edits } = draft;
  const suggested = data.total.suggested_days;
  const days = entries.reduce((total, entry) => total + entry.days, 0);
  return (
    <div className="vigie-cra-bar" data-idle={entries.length === 0 ? true : undefined}>
      {save.error !== null && (
        <Alert color="red" variant="light" role="alert" p="xs">
          <Said>{save.error.message}</Said>
        </Alert>
      )}
      <Group gap="md">
        <Button loading={save.isPending} disabled={entries.length === 0} onClick={() => save.mutate()}>
          {days === 0 ? 'Enregistrer' : `Enregistrer ${formatDays(days)}`}
        </Button>
        {edits.size > 0 && (
          <Button variant="subtle" onClick={desk.forget}>
            Annuler les changements
          </Button>
        )}
        {suggested > 0 && (
          <Switch
            size="sm"
            label={`Reprendre les ${formatDays(suggested)} proposés`}
            checked={taking}
            onChange={(event) => desk.take(event.currentTarget.checked)}
          />
        )}
      </Group>
    </div>
  );
}

function AddActivity({ desk }: { desk: DraftDesk }) {
  const shown = new Set(listShown(desk.draft, desk.added).map(({ code }) => code));
  const others = desk.draft.data.projects.filter(({ code, open }) => open && !shown.has(code));
  if (others.length === 0) return null;
  return (
    <NativeSelect
      size="xs"
      aria-label="Ajouter une activité"
      value=""
      onChange={(event) => desk.add(event.currentTarget.value)}
      data={[
        { value: '', label: 'Ajouter une activité…' },
        ...others.map(({ code, title }) => ({ value: code, label: `${title} (${code})` })),
      ]}
    />
  );
}
