// A project is over: delivered, accepted, billed. What is still open is told first, and closed over only on purpose.
import { z } from 'zod';
import { sayDate } from '../../french.ts';
import { defineCommand, refuse, type RowChange } from '../command.ts';
import { civilDate, code } from '../inputs.ts';
import { ownsProject } from '../ownership.ts';
import type { ProjectCommandRow } from '../rows.ts';
import { listOpen, loadEnd, lockEnd, refuseEnd, releasePeople, tellReleased } from './end-of-project.ts';
import { showMarginChange } from './figures.ts';
import { amountsOf } from '../contract-amounts.ts';

const input = z.strictObject({
  code,
  /** The project's last day; left out: today. */
  closedOn: civilDate.optional(),
  /** Closed although something is still open on it: said on purpose. */
  despiteOpen: z.boolean().default(false),
});

export const closeProject = defineCommand({
  name: 'close_project',
  label: 'Clore un projet',
  input,
  rights: { responsable: 'own', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: (asked, read, { today }) => lockEnd(asked.code, read, today),
  load: (asked, read, context) => loadEnd(asked.code, asked.closedOn ?? context.today, read, context),
  owns: (facts, _asked, asker, role) => ownsProject(facts.project, asker, role),
  plan: (facts, asked, { today }) => {
    const closedOn = asked.closedOn ?? today;
    const refused = refuseEnd(facts, asked.code, closedOn, today);
    if (refused) return refused;
    const project = facts.project as ProjectCommandRow;
    if (project.contractKind === 'tma' && project.endsOn !== null && closedOn < project.endsOn)
      return refuse(
        'service_running',
        `La TMA ${project.code} court jusqu'au ${sayDate(project.endsOn)} : un avenant ou une annulation y met fin.`,
      );
    if (project.startsOn !== null && closedOn < project.startsOn)
      return refuse('not_started', `${project.code} ne commence que le ${sayDate(project.startsOn)} : il s'annule.`);
    const open = listOpen(facts, today);
    if (open.length > 0 && !asked.despiteOpen)
      return refuse(
        'project_unfinished',
        `Restent ouverts sur ${project.code} : ${open.join(' ; ')}. Confirmez pour clore malgré cela.`,
      );
    // The end of a TMA is signed: its fee is due for each month up to it.
    const endsOn = project.contractKind === 'tma' ? project.endsOn : closedOn;
    const after: ProjectCommandRow = { ...project, status: 'clos', endsOn };
    const released = releasePeople(facts, closedOn);
    const rows: RowChange[] = [{ entity: 'project', before: project, after }, ...released];
    const told = open.length === 0 ? '' : ` Restent ouverts : ${open.join(' ; ')}.`;
    const { figures } = facts;
    return {
      effect: {
        sentence: `Clore le projet ${project.code} au ${sayDate(closedOn)}.${told}${tellReleased(released)}`,
        rows,
        indicators: figures
          ? showMarginChange(project.code, figures, {
              ...figures,
              amounts: amountsOf(after),
              closed: true,
              remaining: [],
            })
          : [],
      },
      revalues: [{ projects: [project.code], from: closedOn }],
    };
  },
});
