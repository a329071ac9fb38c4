// Whose documents a person reads: direction all; a commercial those of their clients, a responsable those of their
// projects, both everybody's CV (they staff); each their own; direction's loose papers stay direction's.
import type { Role } from './roles.ts';

export type DocumentReach =
  | 'all'
  | {
      readonly clients: ReadonlySet<string>;
      readonly projects: ReadonlySet<string>;
      readonly consultants: 'all' | ReadonlySet<string>;
    };

export function reachDocuments(
  who: { readonly roles: readonly Role[]; readonly consultantCode: string | null },
  own: {
    readonly clients: ReadonlySet<string>;
    readonly clientProjects: ReadonlySet<string>;
    readonly managedProjects: ReadonlySet<string>;
  },
): DocumentReach {
  if (who.roles.includes('direction')) return 'all';
  const sells = who.roles.includes('commercial');
  const delivers = who.roles.includes('responsable');
  return {
    clients: sells ? own.clients : new Set(),
    projects: new Set([...(sells ? own.clientProjects : []), ...(delivers ? own.managedProjects : [])]),
    consultants: sells || delivers ? 'all' : new Set(who.consultantCode === null ? [] : [who.consultantCode]),
  };
}
