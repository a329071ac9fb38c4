// The leave of the person who looks, from the month on: what was asked and what came of it, and a form for one more.

import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { firstDayOf } from '../../../domain/periods.ts';
import { ABSENCE_WORDS } from '../../../domain/presence.ts';
import { formatDay } from '../format.ts';
import { absencesQuery, type Absence } from '../list-queries.ts';
import { CommandActions } from '../parts/command-actions.tsx';

const STATUS_WORDS = { demandee: 'À décider', validee: 'Accordée', refusee: 'Refusée' } as const;
const STATES = { demandee: 'soumis', validee: 'valide', refusee: 'rejete' } as const;

/** « Congés payés du 21 décembre 2026 à midi au 24 décembre 2026 » */
export function sayAbsence({ kind, starts_on: from, ends_on: to, ...halves }: Absence): string {
  const words = ABSENCE_WORDS[kind];
  const what = words.charAt(0).toUpperCase() + words.slice(1);
  const noon = (isHalf: boolean): string => (isHalf ? ' à midi' : '');
  if (from === to) {
    const half = halves.starts_afternoon ? ' après-midi' : halves.ends_morning ? ' matin' : '';
    return `${what} le ${formatDay(from)}${half}`;
  }
  return `${what} du ${formatDay(from)}${noon(halves.starts_afternoon)} au ${formatDay(to)}${noon(halves.ends_morning)}`;
}

/** What has begun is its director's to take back (COMMANDS.md, cancel_absence). */
const isCancellable = ({ status, starts_on: from }: Absence, today: string): boolean =>
  status === 'demandee' || (status === 'validee' && from > today);

export function CraAbsences({ consultant, month, today }: { consultant: string; month: string; today: string }) {
  const absences = useQuery(absencesQuery(firstDayOf(month)));
  const own = (absences.data ?? [])
    .filter((absence) => absence.consultant === consultant)
    .toSorted((a, b) => a.starts_on.localeCompare(b.starts_on));
  return (
    <section aria-labelledby="cra-absences">
      <Title order={2} size="h5" id="cra-absences" mb="xs">
        Absences
      </Title>
      {own.length === 0 ? (
        <Text size="sm" className="vigie-quiet" mb="xs">
          {absences.isError ? absences.error.message : 'Aucune ce mois-ci ni ensuite.'}
        </Text>
      ) : (
        <ul className="vigie-sheet vigie-plain-list vigie-cra-list">
          {own.map((absence) => (
            <li key={absence.id}>
              <div className="vigie-cra-list-head">
                <Text component="span" size="sm">
                  {sayAbsence(absence)}
                </Text>
                <span className="vigie-cra-state" data-state={STATES[absence.status]}>
                  {STATUS_WORDS[absence.status]}
                </span>
              </div>
              {isCancellable(absence, today) && (
                <CommandActions
                  of={sayAbsence(absence)}
                  actions={[
                    {
                      command: 'cancel_absence',
                      label: 'Annuler…',
                      known: ['id'],
                      input: { id: absence.id },
                      leaves: true,
                    },
                  ]}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      <div className="vigie-cra-ask">
        <CommandActions
          of="une période"
          actions={[
            {
              command: 'request_absence',
              label: 'Demander une absence…',
              known: ['consultant'],
              input: { consultant, kind: 'cp' },
            },
          ]}
        />
      </div>
    </section>
  );
}
