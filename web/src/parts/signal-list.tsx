// Why a project drifts: each signal by name, with the sentence that gives its figures.

import type { DriftingProject } from '../api-client.ts';
import { SIGNAL_WORDS } from '../words.ts';

export function SignalList({ signals }: { signals: DriftingProject['signals'] }) {
  return (
    <ul className="vigie-signals">
      {signals.map(({ code, detail }) => (
        <li key={code}>
          <strong>{SIGNAL_WORDS[code]}</strong> <span className="vigie-quiet">{detail}</span>
        </li>
      ))}
    </ul>
  );
}
