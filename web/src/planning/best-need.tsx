// Who is without a mission: the open need that they would fill best, ready to be proposed.

import { Link } from '@tanstack/react-router';
import { formatDay, formatNumber, formatPercent } from '../format.ts';
import { ProposeChanges } from '../parts/propose-changes.tsx';
import type { Plan } from '../staffing-queries.ts';

export function BestNeed({ idle: { name, since, best } }: { idle: Plan['bench'][number] }) {
  if (best === null) return <div className="vigie-quiet">Aucun besoin ouvert ne convient.</div>;
  return (
    <div className="vigie-dense">
      <div>
        Au mieux :{' '}
        <Link to="/staffing" search={{ besoin: best.need }}>
          {best.title ?? best.need}
        </Link>{' '}
        ({formatPercent(best.probability)}, score {formatNumber(best.score)})
      </div>
      <div className="vigie-quiet">{best.sentence}</div>
      <ProposeChanges
        label="Proposer"
        about={name}
        changes={[{ command: best.command, input: best.input }]}
        reason={`En intercontrat depuis le ${formatDay(since)}.`}
      />
    </div>
  );
}
