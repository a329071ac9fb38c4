// Where each row of the firm lies (domain/commands/rows.ts): its table, its key, its columns, and the columns that
// hold another row's id where the firm says a code. Time and invoices have writers of their own.
import type { EntityName, EntityRow } from '../domain/commands/rows.ts';

/** A column that refers to another table's row by its code. */
type Reference = { readonly column: string; readonly table: string; readonly code: string };
type Column = string | Reference;

export type Entity<E extends EntityName = EntityName> = {
  readonly table: string;
  /** The fields that name a row; `id` is given by the database. */
  readonly key: readonly (keyof EntityRow[E] & string)[];
  readonly columns: { readonly [F in keyof EntityRow[E]]-?: Column };
  /** Column without accents or case, made of these fields, for search. */
  readonly folded?: { readonly column: string; readonly fields: readonly (keyof EntityRow[E] & string)[] };
  /** Fields kept as JSON. */
  readonly json?: readonly (keyof EntityRow[E] & string)[];
};

const client: Reference = { column: 'client_id', table: 'clients', code: 'code' };
const opportunity: Reference = { column: 'opportunity_id', table: 'opportunities', code: 'code' };
const project: Reference = { column: 'project_id', table: 'projects', code: 'code' };
const consultant: Reference = { column: 'consultant_id', table: 'consultants', code: 'code' };
const manager: Reference = { column: 'manager_id', table: 'consultants', code: 'code' };
const profile: Reference = { column: 'profile_id', table: 'profiles', code: 'name' };
const quote: Reference = { column: 'quote_id', table: 'quotes', code: 'code' };
const assignment: Reference = { column: 'assignment_id', table: 'assignments', code: 'code' };
const user: Reference = { column: 'user_id', table: 'auth.users', code: 'email' };
const invoice: Reference = { column: 'invoice_id', table: 'invoices', code: 'number' };

const contractAmounts = {
  fixedPriceCents: 'fixed_price_cents',
  ceilingCents: 'ceiling_cents',
  monthlyFeeCents: 'monthly_fee_cents',
  includedUnits: 'included_units',
  unitPriceCents: 'unit_price_cents',
  carryOverMonths: 'carry_over_months',
  plannedPurchasesCents: 'planned_purchases_cents',
} as const;

const period = { startsOn: 'starts_on', endsOn: 'ends_on' } as const;

export type TableEntity = Exclude<EntityName, 'time' | 'invoice'>;

export const ENTITIES: { readonly [E in TableEntity]: Entity<E> } = {
  client: {
    table: 'clients',
    key: ['code'],
    columns: {
      code: 'code',
      name: 'name',
      siren: 'siren',
      vatNumber: 'vat_number',
      address: 'address',
      postalCode: 'postal_code',
      city: 'city',
      country: 'country',
      paymentDays: 'payment_days',
      endOfMonth: 'end_of_month',
      billingEmail: 'billing_email',
      orderRequired: 'order_required',
      ownerEmail: 'owner_email',
    },
    folded: { column: 'name_folded', fields: ['name'] },
  },
  contact: {
    table: 'contacts',
    key: ['id'],
    columns: { id: 'id', client, name: 'name', email: 'email', phone: 'phone', position: 'position' },
  },
  clientAction: {
    table: 'client_actions',
    key: ['id'],
    columns: {
      id: 'id',
      client,
      opportunity,
      kind: 'kind',
      plannedOn: 'planned_on',
      doneOn: 'done_on',
      label: 'label',
      author: 'author',
    },
  },
  opportunity: {
    table: 'opportunities',
    key: ['code'],
    columns: {
      code: 'code',
      client,
      title: 'title',
      stage: 'stage',
      probabilityPercent: 'probability_percent',
      createdOn: 'created_on',
      expectedCloseOn: 'expected_close_on',
      contractKind: 'contract_kind',
      amountCents: 'amount_cents',
      plannedStartOn: 'planned_start_on',
      plannedEndOn: 'planned_end_on',
      ownerEmail: 'owner_email',
      lostReason: 'lost_reason',
    },
    folded: { column: 'title_folded', fields: ['title'] },
  },
  workplace: {
    table: 'workplaces',
    key: ['opportunity'],
    columns: { opportunity, place: 'place', placeRequired: 'place_required', remoteDays: 'remote_days' },
  },
  opportunityNeed: {
    table: 'opportunity_needs',
    key: ['opportunity', 'rank'],
    columns: { opportunity, rank: 'rank', profile, quarterDays: 'quarter_days' },
  },
  quote: {
    table: 'quotes',
    key: ['code'],
    columns: {
      code: 'code',
      opportunity,
      signedVersion: 'signed_version',
      signedOn: 'signed_on',
      signatureEvidence: 'signature_evidence',
    },
  },
  quoteVersion: {
    table: 'quote_versions',
    key: ['quote', 'version'],
    columns: {
      quote,
      version: 'version',
      status: 'status',
      contractKind: 'contract_kind',
      ...period,
      validUntil: 'valid_until',
      ...contractAmounts,
      milestones: 'milestones',
      sentOn: 'sent_on',
    },
    json: ['milestones'],
  },
  quoteLine: {
    table: 'quote_lines',
    key: ['quote', 'version', 'profile'],
    columns: {
      quote,
      version: 'version',
      profile,
      quarterDays: 'quarter_days',
      dailyRateCents: 'daily_rate_cents',
      plannedDailyCostCents: 'planned_daily_cost_cents',
    },
  },
  project: {
    table: 'projects',
    key: ['code'],
    columns: {
      code: 'code',
      client,
      opportunity,
      title: 'title',
      contractKind: 'contract_kind',
      status: 'status',
      ...period,
      ...contractAmounts,
      manager,
    },
    folded: { column: 'title_folded', fields: ['title'] },
  },
  budget: {
    table: 'project_budgets',
    key: ['project', 'profile'],
    columns: {
      project,
      profile,
      quarterDays: 'quarter_days',
      dailyRateCents: 'daily_rate_cents',
      plannedDailyCostCents: 'planned_daily_cost_cents',
    },
  },
  assignment: {
    table: 'assignments',
    key: ['code'],
    columns: {
      code: 'code',
      project,
      opportunity,
      consultant,
      profile,
      ...period,
      quota: 'quota',
      dailyRateCents: 'daily_rate_cents',
      status: 'status',
    },
  },
  assignmentCost: {
    table: 'assignment_costs',
    key: ['assignment'],
    columns: { assignment, dailyCostCents: 'daily_cost_cents' },
  },
  staffingRequest: {
    table: 'staffing_requests',
    key: ['id'],
    columns: { id: 'id', project, opportunity, profile, ...period, quota: 'quota', note: 'note', state: 'state' },
  },
  milestone: {
    table: 'milestones',
    key: ['project', 'code'],
    columns: {
      project,
      code: 'code',
      label: 'label',
      plannedOn: 'planned_on',
      amountCents: 'amount_cents',
      acceptedOn: 'accepted_on',
      acceptanceDocument: 'acceptance_document',
    },
  },
  units: { table: 'project_units', key: ['project', 'month'], columns: { project, month: 'month', units: 'units' } },
  raf: {
    table: 'raf_declarations',
    key: ['project', 'profile', 'declaredOn'],
    columns: { project, profile, declaredOn: 'declared_on', quarterDays: 'quarter_days' },
  },
  order: {
    table: 'purchase_orders',
    key: ['number'],
    columns: { number: 'number', client, project, amountCents: 'amount_cents', ...period },
  },
  orderOverride: {
    table: 'order_overrides',
    key: ['project', 'month'],
    columns: { project, month: 'month', reason: 'reason', requestedBy: 'requested_by' },
  },
  purchase: {
    table: 'purchases',
    key: ['project', 'boughtOn', 'label', 'occurrence'],
    columns: {
      project,
      boughtOn: 'bought_on',
      label: 'label',
      occurrence: 'occurrence',
      amountCents: 'amount_cents',
      rebillable: 'rebillable',
      rebillingPercent: 'rebilling_percent',
      rebilledCents: 'rebilled_cents',
      disbursement: 'disbursement',
      vatPercent: 'vat_percent',
      enteredHere: 'entered_here',
    },
  },
  onCallRate: {
    table: 'on_call_rates',
    key: ['project', 'code', 'startsOn'],
    columns: {
      project,
      code: 'code',
      startsOn: 'starts_on',
      label: 'label',
      unitPriceCents: 'unit_price_cents',
      coefficient: 'coefficient',
    },
  },
  onCallUnits: {
    table: 'on_call_units',
    key: ['project', 'consultant', 'workedOn', 'rate'],
    columns: { project, consultant, workedOn: 'worked_on', rate: 'rate', units: 'units' },
  },
  expensePolicy: {
    table: 'expense_policies',
    key: ['project'],
    columns: { project, kind: 'kind', amountCents: 'amount_cents' },
  },
  expense: {
    table: 'expenses',
    key: ['id'],
    columns: {
      id: 'id',
      consultant,
      project,
      spentOn: 'spent_on',
      label: 'label',
      amountCents: 'amount_cents',
      vatCents: 'vat_cents',
      rebillable: 'rebillable',
      disbursement: 'disbursement',
      vatRecovered: 'vat_recovered',
      status: 'status',
      payableOn: 'payable_on',
    },
  },
  supplierInvoice: {
    table: 'supplier_invoices',
    key: ['consultant', 'number'],
    columns: {
      consultant,
      number: 'number',
      project,
      month: 'month',
      quarterDays: 'quarter_days',
      netCents: 'net_cents',
      vatCents: 'vat_cents',
      receivedOn: 'received_on',
      dueOn: 'due_on',
      vatOnDebits: 'vat_on_debits',
    },
  },
  supplierPayment: {
    table: 'supplier_payments',
    key: ['consultant', 'number', 'paidOn', 'occurrence'],
    columns: {
      consultant,
      number: 'number',
      paidOn: 'paid_on',
      occurrence: 'occurrence',
      grossCents: 'gross_cents',
      reference: 'reference',
    },
  },
  consultant: {
    table: 'consultants',
    key: ['code'],
    columns: {
      code: 'code',
      firstName: 'first_name',
      lastName: 'last_name',
      email: 'email',
      profile,
      employment: 'employment',
      enteredOn: 'entered_on',
      leftOn: 'left_on',
      quota: 'quota',
      agency: 'agency',
      daysOff: 'days_off',
      productive: 'productive',
      manager,
    },
    folded: { column: 'name_folded', fields: ['firstName', 'lastName'] },
  },
  skill: {
    table: 'consultant_skills',
    key: ['consultant', 'rank'],
    columns: { consultant, rank: 'rank', skill: 'skill', level: 'level' },
  },
  staffingWish: {
    table: 'staffing_wishes',
    key: ['consultant'],
    columns: { consultant, wishes: 'wishes', remoteDays: 'remote_days' },
    json: ['wishes'],
  },
  costRate: {
    table: 'cost_rates',
    key: ['consultant', 'startsOn'],
    columns: { consultant, startsOn: 'starts_on', dailyCostCents: 'daily_cost_cents' },
  },
  profile: {
    table: 'profiles',
    key: ['name'],
    columns: {
      name: 'name',
      targetDailyRateCents: 'target_daily_rate_cents',
      plannedDailyCostCents: 'planned_daily_cost_cents',
    },
  },
  absence: {
    table: 'absences',
    key: ['id'],
    columns: {
      id: 'id',
      consultant,
      kind: 'kind',
      ...period,
      startsAfternoon: 'starts_afternoon',
      endsMorning: 'ends_morning',
      status: 'status',
      occurrence: 'occurrence',
    },
  },
  timesheet: {
    table: 'timesheets',
    key: ['consultant', 'month', 'project'],
    columns: {
      consultant,
      month: 'month',
      project,
      state: 'state',
      submittedAt: 'submitted_at',
      decidedAt: 'decided_at',
      decidedBy: 'decided_by',
      reason: 'reason',
      contentSha: 'content_sha',
      clientValidation: 'client_validation',
      clientValidationBefore: 'client_validation_before',
    },
    json: ['clientValidation', 'clientValidationBefore'],
  },
  clientRequest: {
    table: 'client_requests',
    key: ['key'],
    columns: {
      key: 'key',
      project,
      month: 'month',
      sentTo: 'sent_to',
      askedBy: 'asked_by',
      askedOn: 'asked_on',
      expiresOn: 'expires_on',
      sheets: 'sheets',
    },
    json: ['sheets'],
  },
  mail: {
    table: 'mails',
    key: ['key'],
    columns: { key: 'key', to: 'sent_to', subject: 'subject', state: 'state', tries: 'tries' },
  },
  acceptedAnomaly: {
    table: 'accepted_anomalies',
    key: ['rule', 'consultant', 'month', 'workedOn', 'project'],
    columns: {
      rule: 'rule',
      consultant,
      month: 'month',
      workedOn: 'worked_on',
      project,
      reason: 'reason',
      acceptedBy: 'accepted_by',
    },
  },
  payment: {
    table: 'payments',
    key: ['invoice', 'paidOn', 'occurrence'],
    columns: {
      invoice,
      paidOn: 'paid_on',
      occurrence: 'occurrence',
      grossCents: 'gross_cents',
      reference: 'reference',
    },
  },
  paymentPromise: {
    table: 'payment_promises',
    key: ['invoice', 'recordedOn'],
    columns: { invoice, recordedOn: 'recorded_on', promisedOn: 'promised_on', note: 'note' },
  },
  dispute: {
    table: 'invoice_disputes',
    key: ['id'],
    columns: {
      id: 'id',
      invoice,
      openedOn: 'opened_on',
      reason: 'reason',
      closedOn: 'closed_on',
      outcome: 'outcome',
    },
  },
  dunningLetter: {
    table: 'dunning_letters',
    key: ['invoice', 'level'],
    columns: { invoice, level: 'level', sentOn: 'sent_on' },
  },
  writeOff: {
    table: 'write_offs',
    key: ['invoice'],
    columns: {
      invoice,
      writtenOffOn: 'written_off_on',
      occurrence: 'occurrence',
      grossCents: 'gross_cents',
      reason: 'reason',
    },
  },
  invoiceSending: {
    table: 'invoice_sendings',
    key: ['invoice', 'sentOn', 'sentTo'],
    columns: { invoice, sentOn: 'sent_on', sentTo: 'sent_to' },
  },
  bankLine: {
    table: 'bank_lines',
    key: ['id'],
    columns: {
      id: 'id',
      bookedOn: 'booked_on',
      label: 'label',
      amountCents: 'amount_cents',
      reference: 'reference',
      transactionId: 'transaction_id',
      occurrence: 'occurrence',
      invoice,
      supplier: { ...consultant, column: 'supplier_id' },
      setAside: 'set_aside',
    },
  },
  bankLineMatch: {
    table: 'bank_line_matches',
    key: ['line', 'invoice'],
    columns: { line: 'bank_line_id', invoice, grossCents: 'gross_cents' },
  },
  supplierLineMatch: {
    table: 'supplier_line_matches',
    key: ['line', 'consultant', 'number'],
    columns: { line: 'bank_line_id', consultant, number: 'number', grossCents: 'gross_cents' },
  },
  bankBalance: {
    table: 'bank_balances',
    key: ['account', 'balancedOn'],
    columns: { account: 'account', balancedOn: 'balanced_on', balanceCents: 'balance_cents' },
  },
  monthClosing: {
    table: 'month_closings',
    key: ['month'],
    columns: { month: 'month', state: 'state', closedFigures: 'closed_figures', closedAt: 'closed_at' },
    json: ['closedFigures'],
  },
  monthlyTarget: {
    table: 'monthly_targets',
    key: ['month'],
    columns: { month: 'month', revenueCents: 'revenue_cents', marginCents: 'margin_cents' },
  },
  firm: {
    table: 'firm',
    key: ['id'],
    columns: { id: 'id', name: 'name', siren: 'siren', settings: 'settings' },
    json: ['settings'],
  },
  invoiceCounter: {
    table: 'invoice_counters',
    key: ['series', 'year'],
    columns: { series: 'series', year: 'year', lastNumber: 'last_number', lastIssuedOn: 'last_issued_on' },
  },
  delegation: {
    table: 'delegations',
    key: ['id'],
    columns: {
      id: 'id',
      from: { ...user, column: 'from_user' },
      to: { ...user, column: 'to_user' },
      commands: 'commands',
      ...period,
      ceilingCents: 'ceiling_cents',
    },
  },
  user: { table: 'auth.users', key: ['email'], columns: { email: 'email', displayName: 'name' } },
  userRole: { table: 'user_roles', key: ['user', 'role'], columns: { user, role: 'role' } },
  userLink: { table: 'user_links', key: ['user'], columns: { user, consultant } },
  disabledUser: { table: 'disabled_users', key: ['user'], columns: { user, disabledOn: 'disabled_on' } },
  slackUser: { table: 'slack_users', key: ['user'], columns: { user, slackUser: 'slack_user' } },
  apiKey: { table: 'auth.api_keys', key: ['user', 'keyName'], columns: { user, keyName: 'name' } },
  document: {
    table: 'documents',
    key: ['sha256', 'title', 'client', 'consultant', 'project'],
    columns: {
      title: 'title',
      mediaType: 'media_type',
      sha256: 'sha256',
      client,
      consultant,
      project,
      uploadedBy: 'uploaded_by',
    },
  },
  documentContent: { table: 'document_contents', key: ['sha256'], columns: { sha256: 'sha256' } },
  documentFact: {
    table: 'document_facts',
    key: ['sha256', 'name'],
    columns: { sha256: 'sha256', name: 'name', value: 'value', page: 'page' },
  },
  experience: {
    table: 'consultant_experiences',
    key: ['consultant', 'rank'],
    columns: {
      consultant,
      rank: 'rank',
      ...period,
      title: 'title',
      client: 'client_name',
      skills: 'skills',
      sha256: 'sha256',
      page: 'page',
    },
    json: ['skills'],
  },
  erasure: {
    table: 'erasures',
    key: ['id'],
    columns: { id: 'id', consultant, contact: 'contact_id', erasedOn: 'erased_on' },
  },
  fileImport: {
    table: 'file_imports',
    key: ['id'],
    columns: {
      id: 'id',
      file: 'file',
      sha256: 'sha256',
      createdRows: 'created_rows',
      updatedRows: 'updated_rows',
      unchangedRows: 'unchanged_rows',
      contentDigest: 'content_digest',
    },
  },
  vigilancePaper: {
    table: 'vigilance_papers',
    key: ['consultant', 'kind', 'issuedOn'],
    columns: { consultant, kind: 'kind', issuedOn: 'issued_on', validUntil: 'valid_until', reference: 'reference' },
  },
};
