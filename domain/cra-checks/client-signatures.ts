// What the client signed against what the CRA holds now (rule 18): a change since the signature needs another one, and
// days that differ are settled before they are invoiced.
import { sayDate, sayDays } from '../french.ts';
import type { ClientSignature, CraCheckFacts } from './facts.ts';
import { makeFinding, timeKey, type CraFinding } from './finding.ts';

/** The days that the client counts otherwise, and their words. */
function sayContest({ contest }: ClientSignature): string {
  if (contest === null) return '';
  const days = contest.days.map(({ date, quarterDays }) => `${sayDate(date)} : ${sayDays(quarterDays / 4)}`);
  const said = [...days, ...(contest.comment === '' ? [] : [`« ${contest.comment} »`])].join(', ');
  return ` Pour le client : ${said}.`;
}

export function checkSignatures(facts: CraCheckFacts): CraFinding[] {
  return facts.signatures.flatMap((signature) => {
    const { consultant, project } = signature;
    const rows = facts.rows.filter(
      (row) => row.consultant === consultant && row.project === project && row.state !== 'brouillon',
    );
    const ours = signature.currentQuarterDays;
    if (!signature.changed && signature.quarterDays === ours && signature.contest === null) return [];
    const signed = `${signature.by} a validé ${sayDays(signature.quarterDays / 4)} le ${sayDate(signature.on)}`;
    return [
      makeFinding(signature.changed ? 'changed_after_validation' : 'client_days_differ', {
        consultant,
        project,
        quarterDays: signature.changed ? ours : Math.abs(ours - signature.quarterDays),
        sentence: signature.changed
          ? `${signed} sur ${project} ; le CRA a changé depuis et en porte ${sayDays(ours / 4)} : à faire valider de nouveau.`
          : `${signed} sur ${project} ; le CRA en porte ${sayDays(ours / 4)}.${sayContest(signature)}`,
        evidence: [`cra/${consultant}/${facts.month}/${project}`, ...rows.map(timeKey)],
        fix: null,
      }),
    ];
  });
}
