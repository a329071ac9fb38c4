// The manual's steps by the facts alone: where a deal or an invoice stands, who is waited for, what is said and when.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWorkingDay } from '../../domain/calendar.ts';
import { addDays } from '../../domain/civil-dates.ts';
import { nextDealStep, type DealFacts, type DealOpportunity, type DealProject } from '../../domain/steps/deal.ts';
import { DUNNING_LEVELS, nextInvoiceStep, type InvoiceFacts } from '../../domain/steps/invoice.ts';
import { listKnockSubjects } from '../../domain/steps/knocks.ts';
import { nextProposalStep, type ProposalFacts } from '../../domain/steps/proposal.ts';
import { addWorkingDays, planReminders } from '../../domain/steps/step.ts';

const TODAY = '2026-10-30';

const opportunity: DealOpportunity = {
  code: 'O1',
  stage: 'proposition',
  createdOn: '2026-10-01',
  expectedCloseOn: null,
  owner: 'claire@esn.fr',
  nextAction: null,
  lastActionOn: null,
  quote: null,
};
const project: DealProject = {
  code: 'P1',
  contractKind: 'forfait',
  status: 'en_cours',
  startsOn: '2026-01-05',
  endsOn: '2026-12-31',
  manager: { email: 'mehdi@esn.fr', name: 'Mehdi Aziz' },
  owner: 'claire@esn.fr',
  firmAssignments: 1,
  lastRafOn: null,
  milestones: [],
  orders: [],
  missions: [],
  unpaidInvoices: [],
};
const dealOf = (projects: readonly DealProject[], of: DealOpportunity | null = opportunity): DealFacts => ({
  client: 'ACME',
  opportunity: of,
  projects,
});

describe('une affaire', () => {
  test.each<[string, DealFacts, string, string | null]>([
    ['sans devis attend son commercial', dealOf([]), 'follow_up', 'claire@esn.fr'],
    [
      'sans propriétaire attend tous les commerciaux',
      dealOf([], { ...opportunity, owner: null }),
      'follow_up',
      'les commerciaux',
    ],
    [
      'au devis envoyé attend le client',
      dealOf([], { ...opportunity, quote: { sentOn: '2026-10-20', signedOn: null } }),
      'signature',
      'ACME',
    ],
    [
      'gagnée attend l’ouverture du projet',
      dealOf([], { ...opportunity, stage: 'gagnee' }),
      'opening',
      'claire@esn.fr',
    ],
    ['perdue est finie', dealOf([], { ...opportunity, stage: 'perdue' }), 'done', null],
    [
      'au projet sans équipe attend son responsable',
      dealOf([{ ...project, status: 'prevu', firmAssignments: 0 }]),
      'staffing',
      'Mehdi Aziz',
    ],
    ['à l’équipe faite attend le démarrage', dealOf([{ ...project, status: 'prevu' }]), 'start', 'Mehdi Aziz'],
    ['en cours n’attend personne', dealOf([project]), 'delivery', null],
    [
      'au jalon en retard attend le client',
      dealOf([{ ...project, milestones: [{ code: 'J1', label: null, plannedOn: '2026-10-01', acceptedOn: null }] }]),
      'delivery',
      'ACME',
    ],
    ['passé sa fin attend la clôture', dealOf([{ ...project, endsOn: '2026-10-15' }]), 'closing', 'Mehdi Aziz'],
    [
      'clos et impayé attend le client',
      dealOf([{ ...project, status: 'clos', unpaidInvoices: [{ number: 'F1', dueOn: '2026-11-30' }] }]),
      'last_payment',
      'ACME',
    ],
    ['clos et payé est fini', dealOf([{ ...project, status: 'clos' }]), 'done', null],
    [
      'de deux projets en est au moins avancé',
      dealOf([
        { ...project, status: 'clos', unpaidInvoices: [{ number: 'F1', dueOn: TODAY }] },
        { ...project, code: 'P2', status: 'prevu' },
      ]),
      'start',
      'Mehdi Aziz',
    ],
  ])('%s', (_name, facts, step, blockedOn) => {
    const next = nextDealStep(facts, TODAY);
    expect({ step: next.step, blockedOn: next.blockedOn }).toEqual({ step, blockedOn });
    expect(next.done).toBe(step === 'done');
  });

  test('la commande consommée à 80 % se dit dès qu’elle se voit, celle qui finit un mois avant', () => {
    const orders = [
      { number: 'BC1', nearlyUsed: true, endsOn: null },
      { number: 'BC2', nearlyUsed: false, endsOn: '2026-12-15' },
    ];
    const step = nextDealStep(dealOf([{ ...project, contractKind: 'regie', orders }]), TODAY);
    const agenda = planReminders(step, TODAY, new Set());
    expect(agenda.due.map(({ key }) => key)).toEqual(['order-used:BC1']);
    expect(agenda.wakeOn).toBe('2026-11-15');
  });

  test('le reste à faire se demande le dernier jour ouvré de chaque mois où il manque, à tout âge du projet', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1500 }), fc.option(fc.integer({ min: 0, max: 90 })), (days, declared) => {
        const today = addDays('2026-01-05', days);
        const lastRafOn = declared === null ? null : addDays(today, -declared);
        const running = { ...project, endsOn: null, lastRafOn };
        const step = nextDealStep(dealOf([running]), today);
        const { due, wakeOn } = planReminders(step, today, new Set());
        for (const { key, dueOn } of due) {
          const month = key.slice(-7);
          expect(lastRafOn === null || lastRafOn.slice(0, 7) < month).toBe(true);
          expect(isWorkingDay(dueOn ?? '')).toBe(true);
          expect(isWorkingDay(addDays(dueOn ?? '', 1)) && addDays(dueOn ?? '', 1).startsWith(month)).toBe(false);
        }
        // There is always a next time, at the end of this month or of the next.
        expect(wakeOn === null || wakeOn > today).toBe(true);
        const all = planReminders(step, today, new Set(due.map(({ key }) => key)));
        expect(all.due).toEqual([]);
        expect(all.wakeOn).not.toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});

const invoice: InvoiceFacts = {
  number: 'F1',
  kind: 'facture',
  client: 'ACME',
  issuedOn: '2026-08-31',
  dueOn: '2026-09-30',
  leftCents: 120_000,
  writtenOff: false,
  lettersSent: [],
  promisedOn: null,
  disputedOn: null,
};

describe('une facture', () => {
  test.each<[string, Partial<InvoiceFacts>, string]>([
    ['avant l’échéance attend', { dueOn: TODAY }, 'due'],
    ['le lendemain est en relance', { dueOn: addDays(TODAY, -1) }, 'dunning'],
    ['promise pour aujourd’hui attend encore', { promisedOn: TODAY }, 'promise'],
    ['promise pour hier est en relance', { promisedOn: addDays(TODAY, -1) }, 'dunning'],
    ['en litige se tait, même promise', { disputedOn: '2026-10-01', promisedOn: TODAY }, 'dispute'],
    ['soldée est finie', { leftCents: 0 }, 'done'],
    ['trop payée est finie', { leftCents: -100 }, 'done'],
    ['passée en perte est finie', { writtenOff: true }, 'done'],
    ['d’avoir n’a rien à attendre', { kind: 'avoir' }, 'done'],
  ])('%s', (_name, change, step) => {
    expect(nextInvoiceStep({ ...invoice, ...change }, TODAY).step).toBe(step);
  });

  test('jour après jour, chaque niveau est dit une fois, à son jour, et la lettre partie ne se propose plus', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 80 }), fc.constantFrom(0, 1, 2, 3), (away, sent) => {
        const noted = new Set<string>();
        const said: [string, number][] = [];
        const lettersSent = sent === 0 ? [] : [sent];
        for (let late = 0; late <= 80; late += 1) {
          // Nobody looks during the first days.
          if (late < away) continue;
          const today = addDays(invoice.dueOn, late);
          for (const { key } of planReminders(nextInvoiceStep({ ...invoice, lettersSent }, today), today, noted).due) {
            noted.add(key);
            said.push([key, late]);
          }
        }
        const reached = DUNNING_LEVELS.filter(({ days }) => days <= away).at(-1)?.level ?? 0;
        const expected = DUNNING_LEVELS.filter(
          ({ level }) => level >= reached && (lettersSent.length === 0 || level > sent),
        ).map(({ level, days }): [string, number] => [`dunning:${level}`, Math.max(days, away)]);
        expect(said).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
});

describe('une proposition', () => {
  const proposal: ProposalFacts = {
    id: 'x',
    label: 'Émettre les factures',
    state: 'pending',
    revision: 2,
    askedOn: '2026-10-30',
    expiresOn: '2026-11-13',
    approvers: ['daf', 'direction'],
    deciders: [],
    delegates: ['d@esn.fr'],
  };

  test('sans personne pour décider, elle dit quel rôle manque', () => {
    expect(nextProposalStep(proposal, TODAY)).toMatchObject({
      step: 'decision',
      blockedOn: 'un rôle daf ou direction',
    });
  });

  test('est rappelée après deux jours ouvrés, au délégué après quatre, expire le lendemain de son dernier jour', () => {
    const days = nextProposalStep(proposal, TODAY).reminders.map(({ dueOn }) => dueOn);
    // The 1st of November 2026 is a Sunday.
    expect(days).toEqual([null, '2026-11-03', '2026-11-05']);
    expect(nextProposalStep(proposal, '2026-11-13').expire).toBe(false);
    expect(nextProposalStep(proposal, '2026-11-14').expire).toBe(true);
  });

  test.each(['executed', 'failed', 'refused', 'expired', 'withdrawn', 'superseded'] as const)(
    '%s, elle est finie',
    (state) => {
      expect(nextProposalStep({ ...proposal, state }, TODAY)).toMatchObject({
        done: true,
        execute: false,
        expire: false,
      });
    },
  );
});

test('les jours ouvrés sautent les week-ends et les jours fériés', () => {
  expect(addWorkingDays('2026-12-24', 1)).toBe('2026-12-28');
  expect(addWorkingDays('2026-12-24', 0)).toBe('2026-12-24');
});

test('un paiement frappe à sa facture ; une saisie de temps, à personne ; chaque sujet une fois', () => {
  const rows = [
    { entity: 'payment' as const, before: null, after: { invoice: 'F1' } },
    { entity: 'payment' as const, before: null, after: { invoice: 'F1' } },
    { entity: 'time' as const, before: null, after: { project: 'P1' } },
    {
      entity: 'assignment' as const,
      before: { project: 'P1', opportunity: null },
      after: { project: 'P2', opportunity: null },
    },
  ];
  expect(listKnockSubjects(rows)).toEqual([
    { about: 'invoice', number: 'F1' },
    { about: 'project', code: 'P1' },
    { about: 'project', code: 'P2' },
  ]);
});

test('un CRA envoyé frappe à la fin de son mois si elle est en cours ; une clôture, toujours', () => {
  const rows = [
    { entity: 'timesheet' as const, before: null, after: { month: '2026-10-01' } },
    { entity: 'monthClosing' as const, before: null, after: { month: '2026-09-01' } },
    { entity: 'invoiceSending' as const, before: null, after: { invoice: 'F1', sentOn: '2026-11-02' } },
  ];
  expect(listKnockSubjects(rows)).toEqual([
    { about: 'campaign', month: '2026-10' },
    { about: 'month', month: '2026-09' },
    { about: 'campaign', month: '2026-11' },
  ]);
});
