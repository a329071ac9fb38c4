// One case of the table of rights: who may run a command, at which tier, and demands on what is theirs and another's.
import type { CommandReach } from '../../domain/commands/command.ts';
import type { Role } from '../../domain/roles.ts';

/** `own`: the roles for which this is theirs; `self`: the people for whom it is about themselves (or those they manage). */
export type Sample = { readonly input: unknown; readonly own?: readonly Role[]; readonly self?: readonly Role[] };

export type CommandCase = {
  readonly rights: Readonly<Partial<Record<Role, CommandReach>>>;
  readonly self?: true;
  readonly tier: 1 | 2;
  readonly approvers: readonly Role[];
  readonly samples: readonly Sample[];
};

export type Rights = CommandCase['rights'];
export const ALL = 'all';
export const OWN = 'own';
export const CLIENTS: Rights = { commercial: ALL, adv: ALL, direction: ALL };
export const DEALS: Rights = { commercial: OWN, direction: ALL };
export const PROJECTS: Rights = { responsable: OWN, direction: ALL };
export const ORDERS: Rights = { adv: ALL, daf: ALL, responsable: OWN };
export const PEOPLE: Rights = { direction: ALL, daf: ALL };
export const STAFFING: Rights = { responsable: OWN, commercial: OWN, direction: ALL };
export const DESK: Rights = { adv: ALL, daf: ALL, direction: ALL };
export const VALIDATION: Rights = { responsable: OWN, direction: ALL };
export const ADMIN: Rights = { admin: ALL };
/** direction manages who has no manager. */
export const DIRECTION: Rights = { direction: ALL };

export const anywhere = (input: unknown): Sample[] => [{ input }];
export const byProject = (ask: (project: string) => unknown): Sample[] => [
  { input: ask('P001'), own: ['responsable'] },
  { input: ask('P003') },
];
export const byOpportunity = (ask: (opportunity: string) => unknown): Sample[] => [
  { input: ask('O0011'), own: ['commercial'] },
  { input: ask('O0009') },
];
export const byClient = (ask: (client: string) => unknown): Sample[] => [
  { input: ask('CL001'), own: ['commercial'] },
  { input: ask('CL002') },
];
export const byPerson = (ask: (consultant: string) => unknown): Sample[] => [
  { input: ask('C002'), self: ['consultant'] },
  { input: ask('C007'), self: ['responsable'] },
  { input: ask('C001') },
];

export const direct = (rights: Rights, samples: readonly Sample[]): CommandCase => ({
  rights,
  tier: 1,
  approvers: [],
  samples,
});
/** Raised to tier 2 by its own plan: under the margin floor, under the quote. */
export const sometimes = (approvers: readonly Role[], one: CommandCase): CommandCase => ({ ...one, approvers });
export const decided = (rights: Rights, approvers: readonly Role[], samples: readonly Sample[]): CommandCase => ({
  rights,
  tier: 2,
  approvers,
  samples,
});
export const forSelf = (one: CommandCase): CommandCase => ({ ...one, self: true });
