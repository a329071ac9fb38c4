// What a change does: the indicators before → after, then the rows, those that are many folded away.

import { Text } from '@mantine/core';
import type { ShownEffect } from '../api-client.ts';
import { listIndicators, listRows, type RowChange } from '../effect-changes.ts';
import { wordOfEntity, wordOfField } from '../field-words.ts';
import { DASH, formatCount } from '../format.ts';

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
  const indicators = listIndicators(effect);
  const rows = listRows(effect);
  return (
    <>
      {indicators.length > 0 && (
        <dl className="vigie-indicators">
          {indicators.map(({ label, before, after }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                <Arrow before={before} after={after} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {rows.length > 0 && (
        <details className="vigie-rows" open={rows.length <= OPEN_ROWS}>
          <summary>{formatCount(rows.length, 'ligne change', 'lignes changent')}</summary>
          {rows.slice(0, SHOWN_ROWS).map((row, at) => (
            // Two rows may be alike to the last field (two half days): only their place tells them apart.
            // oxlint-disable-next-line react/no-array-index-key
            <ChangedRow key={at} row={row} />
          ))}
          {rows.length > SHOWN_ROWS && (
            <Text size="sm" className="vigie-quiet">
              … et {formatCount(rows.length - SHOWN_ROWS, 'autre', 'autres')}.
            </Text>
          )}
        </details>
      )}
      {effect.withheld !== undefined && effect.withheld.length > 0 && (
        <Text size="xs" className="vigie-quiet">
          Votre rôle ne montre pas : {effect.withheld.map(wordOfEntity).join(', ')}.
        </Text>
      )}
    </>
  );
}

function ChangedRow({ row }: { row: RowChange }) {
  return (
    <div className="vigie-row">
      <Text size="sm" fw={600}>
        {wordOfEntity(row.entity)} {row.title} <span className="vigie-quiet vigie-small">{row.verb}</span>
      </Text>
      <dl>
        {row.fields.map(({ field, before, after }) => (
          <div key={field}>
            <dt>{wordOfField(field)}</dt>
            <dd>
              {row.verb === 'création' ? (
                after
              ) : row.verb === 'suppression' ? (
                <del>{before}</del>
              ) : (
                <Arrow before={before} after={after} />
              )}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
