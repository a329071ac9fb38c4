// What changed among the drifting projects between two days (REPORTS.md, "changes").
import { compareCodes } from './codes.ts';
import type { reportDrift } from './drift.ts';

export const DRIFT_CHANGES = ['new', 'worse', 'better', 'gone'] as const;
export type DriftChange = (typeof DRIFT_CHANGES)[number];

type DriftReport = ReturnType<typeof reportDrift>;
type DriftRow = DriftReport['projects'][number];

const GRAVITY = { blind: 0, amber: 1, red: 2 } as const;

function changeOf(before: DriftRow | undefined, after: DriftRow | undefined): DriftChange | null {
  if (!before) return 'new';
  if (!after) return 'gone';
  const graver = GRAVITY[after.severity] - GRAVITY[before.severity];
  const costlier = (after.impact ?? 0) - (before.impact ?? 0);
  if (graver !== 0) return graver > 0 ? 'worse' : 'better';
  return costlier === 0 ? null : costlier > 0 ? 'worse' : 'better';
}

/** Drifting means red or amber: a project that becomes or stops being only blind comes or goes. */
export function reportChanges(before: DriftReport, after: DriftReport) {
  const drifting = (report: DriftReport) =>
    new Map(report.projects.filter(({ severity }) => severity !== 'blind').map((row) => [row.code, row]));
  const [old, now] = [drifting(before), drifting(after)];
  const codes = [...new Set([...old.keys(), ...now.keys()])].sort(compareCodes);
  return {
    projects: codes.flatMap((code) => {
      const [was, is] = [old.get(code), now.get(code)];
      const change = changeOf(was, is);
      if (!change) return [];
      return [
        {
          code,
          change,
          severity_before: was?.severity ?? null,
          severity: is?.severity ?? null,
          impact_before: was?.impact ?? null,
          impact: is?.impact ?? null,
        },
      ];
    }),
  };
}
