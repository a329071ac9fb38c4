// A person's month on a project, decided by who may: validated, or sent back with a reason that they read.

import { runCommand } from '../api-client.ts';
import { TeamDecision } from './team-decision.tsx';

type Sheet = { readonly consultant: string; readonly month: string; readonly project: string };

export function CraDecision({ sheet, name }: { sheet: Sheet; name: string }) {
  return (
    <TeamDecision
      name={name}
      accept="Valider"
      done={{ accepted: 'CRA validé', refused: 'CRA refusé' }}
      reasonLabel="Ce qui est à corriger"
      decide={(reason) =>
        reason === null ? runCommand('validate_timesheet', sheet) : runCommand('reject_timesheet', { ...sheet, reason })
      }
    />
  );
}
