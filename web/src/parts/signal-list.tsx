// Why a project drifts: each signal by name, with the sentence that gives its figures.

import { SIGNAL_WORDS } from '../../../api/contract/report-values.ts';
import type { DriftingProject } from '../api-client.ts';

export function SignalList({ signals }: { signals: DriftingProject['signals'] }) {
  return (
    <ul className="vigie-signals">
      {signals.map(({ code, detail }) => {
        const words = SIGNAL_WORDS[code];
        const rest = detail.startsWith(words) ? detail.slice(words.length) : ` : ${detail}`;
        return (
          <li key={code}>
            <strong>{words}</strong>
            <span className="vigie-quiet">{rest}</span>
          </li>
        );
      })}
    </ul>
  );
}
