// Whose is it (COMMANDS.md, "Own"): an opportunity or a client is its commercial's, a project its responsable's; for a
// commercial, also their clients' projects.
import type { Role } from '../roles.ts';
import type { Asker } from './command.ts';
import type { ClientRow, OpportunityRow, ProjectCommandRow } from './rows.ts';

/** A client without an owner is every commercial's. */
export function ownsClient(client: Pick<ClientRow, 'ownerEmail'> | null, asker: Asker): boolean {
  return client !== null && (client.ownerEmail === null || client.ownerEmail === asker.email);
}

/** An opportunity is its commercial's, else its client's; with none, every commercial's. */
export function ownsOpportunity(
  opportunity: Pick<OpportunityRow, 'ownerEmail'> | null,
  client: Pick<ClientRow, 'ownerEmail'> | null,
  asker: Asker,
): boolean {
  if (opportunity === null) return false;
  return opportunity.ownerEmail === null ? ownsClient(client, asker) : opportunity.ownerEmail === asker.email;
}

/** A project is its responsable's. */
export function ownsProject(
  project: Pick<ProjectCommandRow, 'manager'> | null,
  asker: Asker,
  role: Role | 'self',
): boolean {
  return (
    role === 'responsable' && project !== null && project.manager !== null && project.manager === asker.consultantCode
  );
}
