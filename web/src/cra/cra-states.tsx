// Where each project of the month stands, why it was sent back, and what the checks of the month say.

import { Text, Title } from '@mantine/core';
import type { CraDays } from '../api-client.ts';
import { formatDays } from '../format.ts';
import { CraDecision } from './cra-decision.tsx';
import { CRA_STATE_WORDS } from './words.ts';

export function CraStateChip({ state }: { state: keyof typeof CRA_STATE_WORDS }) {
  return (
    <span className="vigie-cra-state" data-state={state}>
      {CRA_STATE_WORDS[state]}
    </span>
  );
}

export function CraStates({ data }: { data: CraDays }) {
  const begun = data.projects.filter(({ state }) => state !== 'vide');
  if (begun.length === 0) return null;
  return (
    <section aria-labelledby="cra-states">
      <Title order={2} size="h5" id="cra-states" mb="xs">
        Par projet
      </Title>
      <ul className="vigie-sheet vigie-plain-list vigie-cra-list">
        {begun.map((project) => (
          <li key={project.code}>
            <div className="vigie-cra-list-head">
              <Text component="span" fw={600} size="sm">
                {project.title} <span className="vigie-quiet">{project.code}</span>
              </Text>
              <CraStateChip state={project.state} />
            </div>
            <Text size="sm" className="vigie-quiet vigie-figures">
              {sayCounts(project)}
            </Text>
            {project.reason !== null && (
              <Text size="sm" className="vigie-cra-warning">
                À corriger : {project.reason}
              </Text>
            )}
            {project.may_decide && project.submitted_days > 0 && !data.closed && data.consultant !== null && (
              <CraDecision
                sheet={{ consultant: data.consultant, month: data.month, project: project.code }}
                name={`${data.consultant} sur ${project.code}`}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

type Counts = { draft_days: number; submitted_days: number; validated_days: number };

/** « 3 j en brouillon, 12 j soumis » */
export function sayCounts({ draft_days: draft, submitted_days: submitted, validated_days: validated }: Counts): string {
  return [
    draft > 0 ? `${formatDays(draft)} en brouillon` : '',
    submitted > 0 ? `${formatDays(submitted)} soumis` : '',
    validated > 0 ? `${formatDays(validated)} validés` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

export function CraFindings({ data }: { data: CraDays }) {
  // That nothing is sent yet is said by the page itself.
  const findings = data.findings.filter(({ check }) => check !== 'no_timesheet');
  if (findings.length === 0) return null;
  return (
    <section aria-labelledby="cra-findings">
      <Title order={2} size="h5" id="cra-findings" mb="xs">
        Anomalies
      </Title>
      <ul className="vigie-sheet vigie-plain-list vigie-cra-list">
        {findings.map((finding) => (
          <li key={`${finding.check} ${finding.date} ${finding.project}`}>
            <Text size="sm">{finding.sentence}</Text>
            {finding.accepted !== null && (
              <Text size="xs" className="vigie-quiet">
                Acceptée : {finding.accepted}
              </Text>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
