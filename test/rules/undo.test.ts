// What takes a change back is a command that exists, given what it takes, and puts back what was there.
import { describe, expect, test } from 'vitest';
import type { RowChange } from '../../domain/commands/command.ts';
import { findCommand } from '../../domain/commands/registry.ts';
import type { AssignmentRow, ClientRow, OpportunityRow } from '../../domain/commands/rows.ts';
import { findUndo, UNDOABLE_COMMANDS, type Done } from '../../domain/commands/undo.ts';

const booking: AssignmentRow = {
  code: 'A0012',
  project: 'P003',
  opportunity: null,
  consultant: 'C004',
  profile: null,
  startsOn: '2026-11-02',
  endsOn: null,
  quota: '0.5',
  dailyRateCents: 62_050,
  status: 'ferme',
};
const client: ClientRow = {
  code: 'CL001',
  name: 'Hélios',
  siren: null,
  vatNumber: null,
  address: null,
  postalCode: null,
  city: 'Lyon',
  country: null,
  paymentDays: 30,
  endOfMonth: false,
  billingEmail: null,
  orderRequired: true,
  ownerEmail: 'anne@esn.fr',
};
const opportunity: OpportunityRow = {
  code: 'O0003',
  client: 'CL001',
  title: null,
  stage: 'qualifiee',
  probabilityPercent: '40',
  createdOn: null,
  expectedCloseOn: null,
  contractKind: null,
  amountCents: null,
  plannedStartOn: null,
  plannedEndOn: null,
  ownerEmail: null,
  lostReason: null,
};

function done(command: string, input: unknown, rows: readonly RowChange[], result: Done['result'] = {}): Done {
  return { command, input, effect: { rows }, result };
}

const moved = (after: Partial<AssignmentRow>): RowChange[] => [
  { entity: 'assignment', before: booking, after: { ...booking, ...after } },
];
const issued = { entity: 'invoice', before: null, after: { number: null } } as unknown as RowChange;

const CASES: [Done, ReturnType<typeof findUndo>][] = [
  [
    done('move_assignment', { code: 'A0012', quota: 1 }, moved({ quota: '1' })),
    {
      command: 'move_assignment',
      input: { code: 'A0012', startsOn: '2026-11-02', endsOn: null, quota: 0.5, dailyRate: 620.5 },
    },
  ],
  [
    done('end_assignment', { code: 'A0012', endsOn: '2026-12-31' }, moved({ endsOn: '2026-12-31' })),
    {
      command: 'move_assignment',
      input: { code: 'A0012', startsOn: '2026-11-02', endsOn: null, quota: 0.5, dailyRate: 620.5 },
    },
  ],
  [
    done('assign_consultant', { consultant: 'C004' }, [{ entity: 'assignment', before: null, after: booking }], {
      code: 'A0012',
    }),
    { command: 'cancel_assignment', input: { code: 'A0012' } },
  ],
  [
    done('move_opportunity', { code: 'O0003', stage: 'proposition' }, [
      { entity: 'opportunity', before: opportunity, after: { ...opportunity, stage: 'proposition' } },
    ]),
    { command: 'move_opportunity', input: { code: 'O0003', stage: 'qualifiee', probability: 40 } },
  ],
  [
    done('update_client', { code: 'CL001', city: 'Paris', paymentDays: 45 }, [
      { entity: 'client', before: client, after: { ...client, city: 'Paris', paymentDays: 45 } },
    ]),
    { command: 'update_client', input: { code: 'CL001', city: 'Lyon', paymentDays: 30 } },
  ],
  [
    done('validate_timesheet', { consultant: 'C004', month: '2026-10', project: 'P003' }, []),
    {
      command: 'reopen_timesheet',
      input: {
        consultant: 'C004',
        month: '2026-10',
        project: 'P003',
        reason: 'Annulation du changement précédent',
      },
    },
  ],
  [
    done('issue_deposit', { project: 'P003' }, [issued], { number: 'F2026-00021' }),
    {
      command: 'issue_credit_note',
      input: { invoice: 'F2026-00021', reason: 'Annulation du changement précédent', lines: 'all' },
    },
  ],
  [
    done('close_month', { month: '2026-09' }, []),
    { command: 'reopen_month', input: { month: '2026-09', reason: 'Annulation du changement précédent' } },
  ],
];

describe('ce qui défait un changement', () => {
  test.each(CASES)('$0.command', (change, undo) => {
    expect(findUndo(change)).toEqual(undo);
    const parsed = findCommand(undo?.command ?? '')?.input.safeParse(undo?.input);
    expect(parsed?.error?.issues ?? []).toEqual([]);
  });

  test('chaque commande que l’on sait défaire existe', () => {
    expect(UNDOABLE_COMMANDS.filter((name) => findCommand(name) === null)).toEqual([]);
  });

  test('ce qui n’a pas de contraire n’en a pas', () => {
    expect(findUndo(done('win_opportunity', { code: 'O0003' }, []))).toBeNull();
    expect(findUndo(done('move_assignment', { code: 'A0012' }, []))).toBeNull();
    // Two invoices under one decision: which is to be credited is a person's choice.
    expect(findUndo(done('issue_invoices', {}, [issued, issued], { number: 'F2026-00021' }))).toBeNull();
    // A field that the row calls otherwise is not put back by guess.
    expect(
      findUndo(
        done('update_client', { code: 'CL001', iban: 'FR76' }, [{ entity: 'client', before: client, after: client }]),
      ),
    ).toBeNull();
  });
});
