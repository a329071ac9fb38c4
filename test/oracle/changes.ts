// Changes: what has begun to drift between two days, got worse, got better, or is over.
import type { Day } from './calendar.ts';
import { driftingProjects } from './drift.ts';
import type { Drifting, Severity } from './drift.ts';
import { compareCodes } from './facts.ts';
import type { View } from './facts.ts';
import { compare, euros, zero } from './fraction.ts';

const WEIGHT: Readonly<Record<Severity, number>> = { blind: 0, amber: 1, red: 2 };

/** Worse by its severity or, within one, by its impact; null when nothing moved. */
function changeBetween(before: Drifting | undefined, now: Drifting | undefined): string | null {
  if (!now) return before ? 'gone' : null;
  if (!before) return 'new';
  const severity = WEIGHT[now.severity] - WEIGHT[before.severity];
  const moved = severity === 0 ? compare(now.impact ?? zero, before.impact ?? zero) : severity;
  if (moved === 0) return null;
  return moved > 0 ? 'worse' : 'better';
}

const impactOf = (drifting: Drifting | undefined): number | null => (drifting?.impact ? euros(drifting.impact) : null);

export function changesReport(view: View, since: Day) {
  const byCode = (asOf: Day): Map<string, Drifting> =>
    new Map(driftingProjects({ ...view, asOf }).map((one) => [one.project.code, one]));
  const before = byCode(since);
  const now = byCode(view.asOf);
  const codes = [...new Set([...before.keys(), ...now.keys()])].sort(compareCodes);
  return {
    projects: codes.flatMap((code) => {
      const change = changeBetween(before.get(code), now.get(code));
      if (change === null) return [];
      return [
        {
          code,
          change,
          severity_before: before.get(code)?.severity ?? null,
          severity: now.get(code)?.severity ?? null,
          impact_before: impactOf(before.get(code)),
          impact: impactOf(now.get(code)),
        },
      ];
    }),
  };
}
