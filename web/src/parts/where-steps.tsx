// The step of a deal, and what it waits for.

import type { WhereStands } from '../api-client.ts';
import { DASH, formatDay, formatMoment } from '../format.ts';

/** A civil day, or an instant: a wait is kept with its hour. */
function sayWhen(when: string): string {
  return when.length === 10 ? formatDay(when) : formatMoment(when);
}

export function WhereSteps({ where }: { where: WhereStands }) {
  const { label, blockedOn, since, next, nextOn, done } = where;
  const lines: [string, string][] = [
    ['Étape', label],
    ['On attend', done ? 'plus personne : c’est fini' : (blockedOn ?? 'personne pour l’instant')],
    ['Depuis', since === null ? DASH : sayWhen(since)],
    ['Ensuite', next ?? DASH],
    // The next step often says its own day.
    ...(nextOn === null || /\d{2}\/\d{2}\/\d{4}/.test(next ?? '')
      ? []
      : [['Prochain rendez-vous', sayWhen(nextOn)] as [string, string]]),
  ];
  return (
    <section className="vigie-sheet vigie-proposal" aria-label="Où en est-on">
      <dl className="vigie-where">
        {lines.map(([term, said]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{said}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
