// What a change does: the indicators before → after, then the rows, those that are many folded away.

import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { commandsQuery, namesQuery, type Names, type ShownEffect } from '../api-client.ts';
import { listIndicators, listRows, type RowChange } from '../effect-changes.ts';
import { wordOfEntity, wordOfField, wordOfWithheld } from '../field-words.ts';
import { sayCount } from '../../../domain/french.ts';
import { DASH } from '../format.ts';
import { useNamed } from './use-named.ts';

/** More rows than a glance takes in are opened on demand. */
const OPEN_ROWS = 2;
/** A batch of thousands is read in its sentence and its totals. */
const SHOWN_ROWS = 50;

function Arrow({ before, after }: { before: string; after: string }) {
  if (before === DASH) return <strong>{after}</strong>;
  return (
    <>
      <span className="vigie-quiet">{before}</span> <span aria-label="devient">→</span> <strong>{after}</strong>
    </>
  );
}

export function EffectView({ effect }: { effect: ShownEffect }) {
  const say = useNamed();
  const indicators = listIndicators(effect);
  const rows = listRows(effect);
  return (
    <>
      {indicators.length > 0 && (
        <dl className="vigie-indicators">
          {indicators.map(({ label, before, after }) => (
            <div key={label}>
              <dt>{say(label)}</dt>
              <dd>
                <Arrow before={before} after={after} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {rows.length > 0 && (
        <details className="vigie-rows" open={rows.length <= OPEN_ROWS}>
          <summary>{sayCount(rows.length, 'ligne change', 'lignes changent')}</summary>
          {rows.slice(0, SHOWN_ROWS).map((row, at) => (
            // Two rows may be alike to the last field (two half days): only their place tells them apart.
            <ChangedRow key={at} row={row} />
          ))}
          {rows.length > SHOWN_ROWS && (
            <Text size="sm" className="vigie-quiet">
              … et {sayCount(rows.length - SHOWN_ROWS, 'autre', 'autres')}.
            </Text>
          )}
        </details>
      )}
      {effect.withheld !== undefined && effect.withheld.length > 0 && (
        <Text size="xs" className="vigie-quiet">
          Votre rôle ne montre pas : {effect.withheld.map(wordOfWithheld).join(', ')}.
        </Text>
      )}
    </>
  );
}

/** « Refonte paie (P003) » where a field holds a code that has a name. */
function withName(names: Names | undefined, field: string, value: string): string {
  const { projects, clients, consultants, opportunities } = names ?? {};
  const known = {
    project: projects,
    client: clients,
    consultant: consultants,
    manager: consultants,
    opportunity: opportunities,
  }[field];
  const name = known?.[value];
  return name === undefined || name === value ? value : `${name} (${value})`;
}

/** Commands by what they are called. */
function useLabels(asked: boolean): (names: string) => string {
  const commands = useQuery({ ...commandsQuery, enabled: asked }).data?.commands ?? [];
  const labels = new Map(commands.map(({ name, label }) => [name, label]));
  return (names) =>
    names
      .split(', ')
      .map((name) => labels.get(name) ?? name)
      .join(' ; ');
}

/** Read on its own width. */
const isLong = (told: string): boolean => told.includes('\n') || told.length > 120;

function ChangedRow({ row }: { row: RowChange }) {
  const names = useQuery(namesQuery).data;
  const sayTitle = useNamed();
  const sayCommands = useLabels(row.fields.some(({ field }) => field === 'commands'));
  const say = (field: string, value: string): string =>
    field === 'commands' ? sayCommands(value) : withName(names, field, value);
  return (
    <div className="vigie-row">
      <Text size="sm" fw={600}>
        {wordOfEntity(row.entity)} {sayTitle(row.title)} <span className="vigie-quiet vigie-small">{row.verb}</span>
      </Text>
      <dl>
        {row.fields.map(({ field, before, after }) => (
          <div key={field} data-long={isLong(`${before}${after}`) || undefined}>
            <dt>{wordOfField(field, row.entity)}</dt>
            <dd>
              {row.verb === 'création' ? (
                say(field, after)
              ) : row.verb === 'suppression' ? (
                <del>{say(field, before)}</del>
              ) : (
                <Arrow before={say(field, before)} after={say(field, after)} />
              )}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
