// COMMANDS.md as data: who may run each command, on what, and one demand a case. The firm is the example, where
//   commercial   has the clients but CL002 (another commercial's), and the opportunity O0011 but not O0009
//   responsable  is C007: has P001 and P002, not P003; is the manager of C004, not of C002
//   consultant   is C002
import type { Role } from '../../domain/roles.ts';
import {
  ADMIN,
  ALL,
  CLIENTS,
  DEALS,
  DESK,
  DIRECTION,
  ORDERS,
  PEOPLE,
  PROJECTS,
  STAFFING,
  VALIDATION,
  anywhere,
  byClient,
  byOpportunity,
  byPerson,
  byProject,
  decided,
  direct,
  forSelf,
  sometimes,
  type CommandCase,
  type Sample,
} from './command-cases.ts';

/** Ids given by the database to what the test prepares. */
export type Prepared = {
  /** Of CL001 and CL002. */
  readonly contacts: readonly [number, number];
  /** An expense of C002 on P001, and one on P003. */
  readonly expenses: readonly [number, number];
  /** A leave asked by C002 (managed by nobody of the test), and one by C004 (managed by C007). */
  readonly absences: readonly [number, number];
  /** Of O0011 and O0009. */
  readonly quotes: readonly [string, string];
  /** Tentative assignments on O0011 and O0009. */
  readonly bookings: readonly [string, string];
};

const quoted = { contractKind: 'regie', startsOn: '2026-12-01', endsOn: '2026-12-31' };
const day = '2026-10-30';
const month = '2026-10';
const entry = (consultant: string, project = 'P003') => ({ consultant, project, month });

function dealCases({ quotes, contacts }: Prepared): Record<string, CommandCase> {
  const [own, other] = quotes;
  const byQuote = (ask: (code: string) => unknown): Sample[] => [
    { input: ask(own), own: ['commercial'] },
    { input: ask(other) },
  ];
  return {
    create_client: direct(CLIENTS, anywhere({ code: 'CL990', name: 'Neuf' })),
    update_client: direct(CLIENTS, anywhere({ code: 'CL002', city: 'Lyon' })),
    create_contact: direct(CLIENTS, anywhere({ client: 'CL002', name: 'Paul Durand' })),
    update_contact: direct(CLIENTS, anywhere({ id: contacts[1], phone: '0102030405' })),
    log_action: direct(CLIENTS, anywhere({ client: 'CL002', kind: 'appel', label: 'Point', doneOn: day })),
    plan_follow_up: direct(CLIENTS, anywhere({ client: 'CL002', label: 'Relance', plannedOn: '2026-11-20' })),
    create_opportunity: direct(
      DEALS,
      byClient((client) => ({ client, title: 'Audit' })),
    ),
    update_opportunity: direct(
      DEALS,
      byOpportunity((code) => ({ code, title: 'Audit' })),
    ),
    set_needs: direct(
      DEALS,
      byOpportunity((code) => ({ code, needs: [{ profile: 'Architecte', days: 3 }] })),
    ),
    move_opportunity: direct(
      DEALS,
      byOpportunity((code) => ({ code, stage: 'negociation' })),
    ),
    win_opportunity: direct(
      DEALS,
      byOpportunity((code) => ({ code })),
    ),
    lose_opportunity: direct(
      DEALS,
      byOpportunity((code) => ({ code, reason: 'prix' })),
    ),
    create_quote: direct(
      DEALS,
      byOpportunity((opportunity) => ({ opportunity, ...quoted })),
    ),
    revise_quote: direct(
      DEALS,
      byQuote((code) => ({ code, ...quoted })),
    ),
    send_quote: sometimes(
      ['direction'],
      direct(
        DEALS,
        byQuote((code) => ({ code })),
      ),
    ),
    sign_quote: direct(
      DEALS,
      byQuote((code) => ({ code, signedOn: day, evidence: 'courriel' })),
    ),
  };
}

function projectCases({ expenses }: Prepared): Record<string, CommandCase> {
  const lines = [{ profile: 'Développeur', days: 3 }];
  return {
    open_project: direct(PROJECTS, [
      { input: { contractKind: 'interne', title: 'Neuf', manager: 'C007' }, own: ['responsable'] },
      { input: { contractKind: 'interne', title: 'Neuf', manager: 'C001' } },
    ]),
    update_project: sometimes(
      ['direction'],
      direct(
        PROJECTS,
        byProject((code) => ({ code, title: 'Autre' })),
      ),
    ),
    set_budget: sometimes(
      ['direction'],
      direct(
        PROJECTS,
        byProject((project) => ({ project, lines })),
      ),
    ),
    declare_raf: direct(
      PROJECTS,
      byProject((project) => ({ project, lines })),
    ),
    accept_milestone: direct(
      PROJECTS,
      byProject((project) => ({ project, milestone: 'J3' })),
    ),
    record_units: direct(
      PROJECTS,
      byProject((project) => ({ project, month, units: 2 })),
    ),
    close_project: direct(
      PROJECTS,
      byProject((code) => ({ code })),
    ),
    cancel_project: sometimes(
      ['direction'],
      direct(
        PROJECTS,
        byProject((code) => ({ code, reason: 'arrêt' })),
      ),
    ),
    change_contract: decided(
      DIRECTION,
      ['direction'],
      byProject((code) => ({ code, amendment: 'A1', ceiling: 9000 })),
    ),
    record_purchase_order: direct(ORDERS, [
      { input: { number: 'BC-9', client: 'CL001', project: 'P001', amount: 10 }, own: ['responsable'] },
      { input: { number: 'BC-9', client: 'CL003', project: 'P003', amount: 10 } },
    ]),
    extend_purchase_order: direct(ORDERS, [
      { input: { number: 'BC-0101', addedAmount: 10 }, own: ['responsable'] },
      { input: { number: 'BC-0103', addedAmount: 10 } },
    ]),
    override_po_block: decided(
      ORDERS,
      ['direction', 'daf'],
      byProject((project) => ({ project, month, reason: 'promis' })),
    ),
    record_purchase: direct(
      ORDERS,
      byProject((project) => ({ project, boughtOn: day, label: 'Licence', amount: 10 })),
    ),
    record_supplier_invoice: sometimes(
      ['direction', 'daf'],
      direct(
        ORDERS,
        byProject((project) => ({ consultant: 'C008', number: 'S1', project, month, days: 1, net: 400 })),
      ),
    ),
    record_expense: forSelf(
      direct(
        {},
        byPerson((consultant) => ({ consultant, spentOn: day, label: 'Train', amount: 9 })),
      ),
    ),
    approve_expense: direct(ORDERS, [
      { input: { id: expenses[0] }, own: ['responsable'] },
      { input: { id: expenses[1] } },
    ]),
  };
}

function peopleCases({ bookings, absences }: Prepared): Record<string, CommandCase> {
  const card = { firstName: 'Lou', lastName: 'Petit', profile: 'Développeur', enteredOn: '2026-11-02' };
  const [own, other] = bookings;
  const byBooking = (ask: (code: string) => unknown): Sample[] => [
    { input: ask('A0002'), own: ['responsable'] },
    { input: ask('A0005') },
    { input: ask(own), own: ['commercial'] },
    { input: ask(other) },
  ];
  const booked = { consultant: 'C006', startsOn: '2028-01-03', endsOn: '2028-01-31' };
  const ofBooking = byBooking((code) => ({ code }));
  const onBooking = sometimes(['direction'], direct(STAFFING, ofBooking));
  return {
    create_consultant: direct(PEOPLE, anywhere(card)),
    update_consultant: direct(PEOPLE, anywhere({ code: 'C001', agency: 'Lyon' })),
    set_skills: forSelf(
      direct(
        { ...PEOPLE, responsable: ALL },
        byPerson((consultant) => ({ consultant, skills: [{ skill: 'SQL', level: 2 }] })),
      ),
    ),
    record_vigilance: direct(PEOPLE, anywhere({ consultant: 'C008', kind: 'urssaf', issuedOn: day })),
    end_contract: direct(PEOPLE, anywhere({ consultant: 'C006', leftOn: '2027-12-31' })),
    set_cost: decided(PEOPLE, ['direction'], anywhere({ consultant: 'C001', startsOn: '2026-11-01', dailyCost: 350 })),
    assign_consultant: sometimes(
      ['direction'],
      direct(STAFFING, [
        ...byProject((project) => ({ ...booked, project })),
        ...byOpportunity((opportunity) => ({ ...booked, opportunity, status: 'previsionnelle' })),
      ]),
    ),
    replace_consultant: sometimes(
      ['direction'],
      direct(
        STAFFING,
        byBooking((code) => ({ code, consultant: 'C006', from: '2026-11-16' })),
      ),
    ),
    move_assignment: sometimes(
      ['direction'],
      direct(
        STAFFING,
        byBooking((code) => ({ code, quota: 0.5 })),
      ),
    ),
    end_assignment: sometimes(
      ['direction'],
      direct(
        STAFFING,
        byBooking((code) => ({ code, endsOn: '2026-11-20' })),
      ),
    ),
    cancel_assignment: onBooking,
    confirm_assignment: onBooking,
    request_people: direct(STAFFING, [
      ...byProject((project) => ({ project, profile: 'Architecte', startsOn: '2026-12-01' })),
      ...byOpportunity((opportunity) => ({ opportunity, profile: 'Architecte', startsOn: '2026-12-01' })),
    ]),
    request_absence: forSelf(
      direct(
        DIRECTION,
        byPerson((consultant) => ({ consultant, kind: 'cp', startsOn: '2027-05-03', endsOn: '2027-05-04' })),
      ),
    ),
    decide_absence: forSelf(
      direct(DIRECTION, [
        { input: { id: absences[0], decision: 'validee' } },
        { input: { id: absences[1], decision: 'validee' }, self: ['responsable'] },
      ]),
    ),
    cancel_absence: forSelf(
      direct(DIRECTION, [{ input: { id: absences[0] }, self: ['consultant'] }, { input: { id: absences[1] } }]),
    ),
  };
}

function craCases(): Record<string, CommandCase> {
  const byCra = (more: object): Sample[] => [
    { input: { ...entry('C001', 'P001'), ...more }, own: ['responsable'] },
    { input: { ...entry('C002', 'P003'), ...more } },
    // Internal days are the manager's to validate.
    { input: { ...entry('C004', 'INT01'), ...more }, self: ['responsable'] },
  ];
  return {
    enter_time: forSelf(
      direct(
        DIRECTION,
        byPerson((consultant) => ({ entries: [{ consultant, date: '2026-11-02', project: 'P001', days: 1 }] })),
      ),
    ),
    submit_timesheet: forSelf(
      direct(
        DIRECTION,
        byPerson((consultant) => ({ consultant, month })),
      ),
    ),
    validate_timesheet: forSelf(direct(VALIDATION, byCra({}))),
    reject_timesheet: forSelf(direct(VALIDATION, byCra({ reason: 'jours faux' }))),
    reopen_timesheet: forSelf(direct(VALIDATION, byCra({ reason: 'jours faux' }))),
    correct_time: forSelf(
      direct(VALIDATION, [
        {
          input: { consultant: 'C001', project: 'P001', date: day, days: 0.5, reason: 'erreur' },
          own: ['responsable'],
        },
        { input: { consultant: 'C002', project: 'P003', date: day, days: 0.5, reason: 'erreur' } },
      ]),
    ),
    accept_anomaly: forSelf(
      direct(VALIDATION, [
        { input: { rule: 'po', ...entry('C001', 'P001'), reason: 'vu' }, own: ['responsable'] },
        { input: { rule: 'po', ...entry('C002', 'P003'), reason: 'vu' } },
        { input: { rule: 'missing', consultant: 'C004', month, date: day, reason: 'vu' }, self: ['responsable'] },
        { input: { rule: 'missing', consultant: 'C002', month, date: day, reason: 'vu' } },
      ]),
    ),
    remind_timesheets: direct({ responsable: ALL, adv: ALL, direction: ALL }, anywhere({ month })),
    ask_client_validation: direct({ ...VALIDATION, adv: ALL }, [
      { input: { project: 'P001', month, mail: false }, own: ['responsable'] },
      { input: { project: 'P003', month, mail: false } },
    ]),
    record_client_validation: direct({ ...VALIDATION, adv: ALL }, [
      { input: { ...entry('C001', 'P001'), by: 'client', validatedOn: day, evidence: 'pdf' }, own: ['responsable'] },
      { input: { ...entry('C002', 'P003'), by: 'client', validatedOn: day, evidence: 'pdf' } },
    ]),
  };
}

function deskCases(): Record<string, CommandCase> {
  const invoice = 'F2026-00003';
  const issuers: readonly Role[] = ['adv', 'daf', 'direction'];
  return {
    prepare_invoices: direct(DESK, anywhere({ month })),
    issue_invoices: decided(DESK, issuers, anywhere({ month })),
    issue_deposit: decided(DESK, issuers, anywhere({ project: 'P003', amount: 100 })),
    issue_credit_note: decided(DESK, issuers, anywhere({ invoice, reason: 'erreur', amount: 10 })),
    settle_mail: direct(DESK, anywhere({ mail: 'invoice:F2026-00003', outcome: 'arrived' })),
    rectify_invoice: decided(DESK, issuers, anywhere({ invoice, reason: 'erreur' })),
    send_invoice: direct(DESK, anywhere({ invoice })),
    record_payment: direct(DESK, anywhere({ invoice, amount: 10 })),
    import_bank_file: direct(DESK, anywhere({ content: 'date;libelle;montant\n' })),
    match_bank_lines: direct(DESK, anywhere({})),
    set_aside_bank_line: direct(DESK, anywhere({ line: 1, reason: 'emprunt' })),
    send_dunning: direct(DESK, anywhere({ invoice, level: 1 })),
    record_promise: direct(DESK, anywhere({ invoice, promisedOn: '2026-11-20' })),
    open_dispute: direct(DESK, anywhere({ invoice, reason: 'prix' })),
    close_dispute: direct(DESK, anywhere({ invoice, outcome: 'réglé' })),
    write_off: decided(DESK, ['direction'], anywhere({ invoice, reason: 'liquidation' })),
    start_month_end: direct(DESK, anywhere({ month })),
    close_month: decided(DESK, ['direction', 'daf'], anywhere({ month: '2026-07' })),
    reopen_month: decided(DESK, ['direction'], anywhere({ month: '2026-07', reason: 'oubli' })),
  };
}

function firmCases({ contacts }: Prepared): Record<string, CommandCase> {
  const email = 'adv@esn.fr';
  const everyone: readonly Role[] = ['direction', 'daf', 'commercial', 'responsable', 'consultant', 'adv', 'admin'];
  const lent = { to: 'daf@esn.fr', commands: ['issue_invoices'], startsOn: '2026-11-01', endsOn: '2026-11-30' };
  return {
    set_firm: direct(DIRECTION, anywhere({ city: 'Lyon' })),
    set_profile: direct(DIRECTION, anywhere({ name: 'Développeur', targetDailyRate: 460 })),
    set_target: direct(DIRECTION, anywhere({ month: '2026-12', revenue: 1000 })),
    set_policy: decided(DIRECTION, ['direction'], anywhere({ marginFloorPercent: 20 })),
    import_firm: sometimes(
      ['direction'],
      direct(DIRECTION, anywhere({ files: [{ name: 'clients.csv', sha256: 'c'.repeat(64) }] })),
    ),
    set_delegation: forSelf(direct({}, [{ input: lent, self: everyone }])),
    create_user: sometimes(['admin', 'direction'], direct(ADMIN, anywhere({ email: 'neuf@esn.fr', roles: ['adv'] }))),
    set_roles: decided(ADMIN, ['admin', 'direction'], anywhere({ email, roles: ['adv'] })),
    disable_user: direct(ADMIN, anywhere({ email })),
    create_api_key: forSelf(direct({}, [{ input: { name: 'essai' }, self: everyone }])),
    upload_document: direct(
      { commercial: ALL, responsable: ALL, direction: ALL },
      anywhere({ title: 'Contrat', mediaType: 'application/pdf', sha256: 'a'.repeat(64) }),
    ),
    confirm_extraction: direct(
      { commercial: ALL, responsable: ALL, direction: ALL },
      anywhere({ sha256: 'b'.repeat(64), facts: [{ name: 'reference', value: 'BC-1', page: 1 }] }),
    ),
    set_calendar: direct(DIRECTION, anywhere({ closedFrom: '2027-08-02', closedThrough: '2027-08-06' })),
    erase_person: decided(
      DEALS,
      ['admin'],
      [
        { input: { contact: contacts[0] }, own: ['commercial'] },
        { input: { contact: contacts[1] } },
        { input: { consultant: 'C001' } },
      ],
    ),
    link_slack_user: direct(ADMIN, anywhere({ email, slackUser: 'U012AB3CD' })),
  };
}

export function listCommandCases(prepared: Prepared): Record<string, CommandCase> {
  return {
    ...dealCases(prepared),
    ...projectCases(prepared),
    ...peopleCases(prepared),
    ...craCases(),
    ...deskCases(),
    ...firmCases(prepared),
  };
}
