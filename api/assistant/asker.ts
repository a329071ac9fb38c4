// Who asks the assistant: a person, by their rights; or the machine's operator, who reads everything and proposes
// nothing (COMMANDS.md, "The command line").

import type { ReportRequest } from '../../db/reports/read-report.ts';
import type { NamesReach } from '../../db/names.ts';
import type { Person } from '../../db/users.ts';
import type { ReportName } from '../../domain/report-names.ts';
import { namesWithin } from '../routes/names.ts';
import { askReport } from '../routes/reports.ts';

export type Asker = Person | 'operator';

export function reachOf(asker: Asker): NamesReach {
  return asker === 'operator' ? { all: true, ownerEmail: null, consultantId: null } : namesWithin(asker);
}

/** Whose chats they are. */
export function chatOwner(asker: Asker): string {
  return asker === 'operator' ? 'operator' : asker.userId;
}

/** What they may read now: when it changes, what was read before is told no more. */
export function describeRights(asker: Asker): string {
  if (asker === 'operator') return 'operator';
  const real = asker.realCostRoles.length === 0 ? '' : ` real costs ${asker.realCostRoles.toSorted().join(',')}`;
  return `${asker.roles.toSorted().join(',')} ${asker.consultantCode ?? ''}${real}`;
}

/** The report, as who asks may read it. @throws a refusal. */
export function askReportAs(
  asker: Asker,
  name: ReportName,
  options: Readonly<Record<string, string>>,
  today: string,
): ReportRequest {
  return asker === 'operator' ? { name, args: options, today, costs: 'real' } : askReport(asker, name, options, today);
}
