// Who is the second person: a right of today, never of who asked, lent at most within its terms.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  amountOf,
  isEntitled,
  isExpired,
  judgeSecondPerson,
  type Delegation,
  type Question,
} from '../../domain/proposals.ts';

const TODAY = '2026-10-31';
const alone = { singleApprover: false };
const question: Question = {
  command: 'issue_invoices',
  tier: 2,
  approvers: ['adv', 'daf'],
  askers: ['anne'],
  amountCents: 500_000,
};
const lent = (more: Partial<Delegation> = {}): Delegation => ({
  from: { userId: 'benoit', roles: ['daf'] },
  commands: ['issue_invoices'],
  startsOn: '2026-10-01',
  endsOn: '2026-10-31',
  ceilingCents: 500_000,
  ...more,
});
const delegate = { userId: 'carole', roles: ['commercial'] } as const;

describe('la seconde personne', () => {
  test('a un des rôles, et n’a demandé aucune révision', () => {
    expect(judgeSecondPerson(question, { userId: 'benoit', roles: ['daf'] }, [], TODAY, alone)).toEqual({
      singleApprover: false,
      delegatedFrom: null,
    });
    expect(judgeSecondPerson(question, { userId: 'anne', roles: ['daf'] }, [], TODAY, alone)).toMatchObject({
      code: 'asker_cannot_decide',
    });
  });

  test('tient son pouvoir d’un autre, dans ses termes', () => {
    expect(judgeSecondPerson(question, delegate, [lent()], TODAY, alone)).toMatchObject({ delegatedFrom: 'benoit' });
  });

  test.each<[string, Partial<Delegation>]>([
    ['d’une autre commande', { commands: ['write_off'] }],
    ['passée', { endsOn: '2026-10-30' }],
    ['à venir', { startsOn: '2026-11-01' }],
    ['sous un plafond plus bas', { ceilingCents: 499_999 }],
    ['de qui a demandé', { from: { userId: 'anne', roles: ['daf'] } }],
    ['de qui n’a plus le rôle', { from: { userId: 'benoit', roles: ['commercial'] } }],
  ])('une délégation %s ne suffit pas', (_case, terms) => {
    expect(judgeSecondPerson(question, delegate, [lent(terms)], TODAY, alone)).toMatchObject({ code: 'right_refused' });
  });

  test('un montant que rien ne dit dépasse tout plafond', () => {
    const untold = { ...question, amountCents: null };
    expect(isEntitled(judgeSecondPerson(untold, delegate, [lent()], TODAY, alone))).toBe(false);
    expect(isEntitled(judgeSecondPerson(untold, delegate, [lent({ ceilingCents: null })], TODAY, alone))).toBe(true);
  });

  test('quel que soit son rôle, qui a demandé ne décide jamais, sauf seul approbateur qui a le rôle', () => {
    const roles = fc.uniqueArray(fc.constantFrom('direction', 'daf', 'adv', 'commercial', 'admin'));
    fc.assert(
      fc.property(roles, fc.boolean(), (held, singleApprover) => {
        const judged = judgeSecondPerson(question, { userId: 'anne', roles: held as never }, [lent()], TODAY, {
          singleApprover,
        });
        const holds = held.includes('daf') || held.includes('adv');
        expect(isEntitled(judged)).toBe(singleApprover && holds);
        if (isEntitled(judged)) expect(judged.singleApprover).toBe(true);
      }),
    );
  });
});

test('une proposition vaut jusqu’à la fin de son dernier jour', () => {
  expect([isExpired('2026-10-31', TODAY), isExpired('2026-10-30', TODAY)]).toEqual([false, true]);
});

test('le montant d’une décision est le plus grand mouvement de chaque effet, additionné', () => {
  const effect = (before: number | null, after: number | null) => ({
    sentence: '',
    rows: [],
    euros: [
      { label: 'HT', beforeCents: before, afterCents: after },
      { label: 'part', beforeCents: null, afterCents: 1 },
    ],
  });
  expect(amountOf([effect(null, 500), effect(900, 200)])).toBe(1200);
  expect(amountOf([{ sentence: '', rows: [] }])).toBeNull();
});
