// The rows that commands write, in the firm's words: codes in place of ids, cents, quarter days, civil dates.
// db/entities.ts says where each lies.
import type { BillingLineKind } from '../billing.ts';
import type { AssignmentStatus } from '../capacity.ts';
import type { CivilDate } from '../civil-dates.ts';
import type { AskedSheet } from '../client-validation.ts';
import type { ExpensePolicyKind } from '../contract/expense-policy.ts';
import type { DocumentFact } from '../document-facts.ts';
import type { LineVat, VatShare } from '../legal-invoice/vat-by-rate.ts';
import type { ContractKind } from '../contract/kinds.ts';
import type { OpportunityStage } from '../pipeline.ts';
import type { Month } from '../periods.ts';
import type { AbsenceKind, Employment } from '../presence.ts';
import type { Role } from '../roles.ts';
import type { TimeState } from '../anomalies.ts';
import type { VigilancePaperKind } from '../vigilance.ts';

export type ClientRow = {
  code: string;
  name: string;
  siren: string | null;
  vatNumber: string | null;
  address: string | null;
  postalCode: string | null;
  city: string | null;
  country: string | null;
  paymentDays: number | null;
  endOfMonth: boolean;
  billingEmail: string | null;
  orderRequired: boolean;
  ownerEmail: string | null;
};

export type ContactRow = {
  id: number | null;
  client: string;
  name: string;
  email: string | null;
  phone: string | null;
  position: string | null;
};

export type ClientActionRow = {
  id: number | null;
  client: string;
  opportunity: string | null;
  kind: 'note' | 'appel' | 'rendez_vous' | 'mail' | 'relance';
  plannedOn: CivilDate | null;
  doneOn: CivilDate | null;
  label: string;
  author: string | null;
};

export type OpportunityRow = {
  code: string;
  client: string;
  title: string | null;
  stage: OpportunityStage;
  probabilityPercent: string | null;
  createdOn: CivilDate | null;
  expectedCloseOn: CivilDate | null;
  contractKind: ContractKind | null;
  amountCents: number | null;
  plannedStartOn: CivilDate | null;
  plannedEndOn: CivilDate | null;
  ownerEmail: string | null;
  lostReason: string | null;
};

export type OpportunityNeedRow = { opportunity: string; rank: number; profile: string; quarterDays: number };
/** Where a deal is done. `placeRequired`: only who is based there can be sent. */
export type WorkplaceRow = {
  opportunity: string;
  place: string | null;
  placeRequired: boolean;
  /** Days a week that may be worked away; null: not said. */
  remoteDays: number | null;
};

export type QuoteRow = {
  code: string;
  opportunity: string;
  signedVersion: number | null;
  signedOn: CivilDate | null;
  signatureEvidence: string | null;
};

export type QuoteMilestone = { code: string; label: string | null; plannedOn: CivilDate | null; amountCents: number };

export type QuoteVersionRow = {
  quote: string;
  version: number;
  status: 'brouillon' | 'envoye' | 'signe' | 'remplace';
  contractKind: Exclude<ContractKind, 'interne'>;
  startsOn: CivilDate;
  endsOn: CivilDate;
  /** The last day of the offer; null: it does not say. */
  validUntil: CivilDate | null;
  fixedPriceCents: number | null;
  ceilingCents: number | null;
  monthlyFeeCents: number | null;
  includedUnits: string | null;
  unitPriceCents: number | null;
  carryOverMonths: number | null;
  plannedPurchasesCents: number;
  milestones: readonly QuoteMilestone[];
  sentOn: CivilDate | null;
};

export type QuoteLineRow = {
  quote: string;
  version: number;
  profile: string;
  quarterDays: number;
  dailyRateCents: number | null;
  plannedDailyCostCents: number | null;
};

export type ProjectCommandRow = {
  code: string;
  client: string | null;
  opportunity: string | null;
  title: string | null;
  contractKind: ContractKind;
  status: 'prevu' | 'en_cours' | 'clos';
  startsOn: CivilDate | null;
  endsOn: CivilDate | null;
  fixedPriceCents: number | null;
  ceilingCents: number | null;
  monthlyFeeCents: number | null;
  includedUnits: string | null;
  unitPriceCents: number | null;
  carryOverMonths: number | null;
  plannedPurchasesCents: number | null;
  manager: string | null;
};

export type BudgetRow = {
  project: string;
  profile: string;
  quarterDays: number;
  dailyRateCents: number | null;
  plannedDailyCostCents: number | null;
};

export type AssignmentRow = {
  code: string;
  project: string | null;
  opportunity: string | null;
  consultant: string;
  profile: string | null;
  startsOn: CivilDate;
  endsOn: CivilDate | null;
  quota: string;
  dailyRateCents: number | null;
  status: AssignmentStatus;
};

export type AssignmentCostRow = { assignment: string; dailyCostCents: number };

export type StaffingRequestRow = {
  id: number | null;
  project: string | null;
  opportunity: string | null;
  profile: string;
  startsOn: CivilDate;
  endsOn: CivilDate | null;
  quota: string;
  note: string | null;
  state: 'ouverte' | 'pourvue' | 'abandonnee';
};

export type MilestoneRow = {
  project: string;
  code: string;
  label: string | null;
  plannedOn: CivilDate | null;
  amountCents: number;
  acceptedOn: CivilDate | null;
  /** Digest of its signed acceptance record (PV); absent: none. */
  acceptanceDocument?: string | null;
};

export type UnitsRow = { project: string; month: CivilDate; units: string };
export type RafRow = { project: string; profile: string; declaredOn: CivilDate; quarterDays: number };

export type OrderCommandRow = {
  number: string;
  client: string;
  project: string | null;
  amountCents: number;
  startsOn: CivilDate | null;
  endsOn: CivilDate | null;
};

/** A month of a project is invoiced although its order is missing or exceeded. */
export type OrderOverrideRow = { project: string; month: CivilDate; reason: string; requestedBy: string };

export type PurchaseRow = {
  project: string;
  boughtOn: CivilDate;
  label: string;
  occurrence: number;
  amountCents: number;
  rebillable: boolean;
  rebillingPercent: string;
  /** The amount rebilled where it is no share of the cost (forfait, plafond). */
  rebilledCents: number | null;
  /** Paid in the client's name: asked back as it is, outside VAT. */
  disbursement: boolean;
  /** The rate of VAT at which it is rebilled; null: that of the client's services. */
  vatPercent: string | null;
  /** Entered here, not brought by an import. */
  enteredHere: boolean;
};

/** A price of a project's on-call units (astreinte, interventions out of hours) from a day on. */
export type OnCallRateRow = {
  project: string;
  code: string;
  startsOn: CivilDate;
  label: string;
  unitPriceCents: number;
  /** Of the unit's price: 1.5 at night, 2 on a Sunday. */
  coefficient: string;
};

/** On-call units done on a day, at a rate of the project; never days. */
export type OnCallUnitsRow = { project: string; consultant: string; workedOn: CivilDate; rate: string; units: string };

/** How a contract lets expenses be rebilled: at their cost, each at a flat amount, or up to an amount each. */
export type ExpensePolicyRow = { project: string; kind: ExpensePolicyKind; amountCents: number | null };

export type ExpenseRow = {
  id: number | null;
  consultant: string;
  project: string | null;
  spentOn: CivilDate;
  label: string;
  amountCents: number;
  vatCents: number;
  rebillable: boolean;
  /** Paid in the client's name: asked back to the cent, outside VAT. */
  disbursement: boolean;
  /** The firm deducts its VAT; otherwise its cost is what was paid. */
  vatRecovered: boolean;
  status: 'demandee' | 'validee' | 'refusee';
  /** Once approved: the day whose payroll pays it back. */
  payableOn: CivilDate | null;
};

export type SupplierInvoiceRow = {
  consultant: string;
  number: string;
  project: string | null;
  month: CivilDate;
  quarterDays: number;
  netCents: number;
  vatCents: number;
  receivedOn: CivilDate;
  /** Null: thirty days after it came. */
  dueOn: CivilDate | null;
  /** Its VAT is deducted as it comes; else as it is paid. */
  vatOnDebits: boolean;
};
/** What was paid of a supplier's invoice, TTC; negative: paid back. */
export type SupplierPaymentRow = {
  consultant: string;
  number: string;
  paidOn: CivilDate;
  occurrence: number;
  grossCents: number;
  reference: string | null;
};

export type ConsultantRow = {
  code: string;
  firstName: string;
  lastName: string;
  email: string | null;
  profile: string;
  employment: Employment;
  enteredOn: CivilDate;
  leftOn: CivilDate | null;
  quota: string;
  agency: string | null;
  daysOff: readonly number[] | null;
  productive: boolean;
  manager: string | null;
};

export type SkillRow = { consultant: string; rank: number; skill: string; level: number };
/** What the person would like to do next, and the days a week that they ask to work away from the client's. */
export type StaffingWishRow = { consultant: string; wishes: string[]; remoteDays: number | null };
export type CostRateRow = { consultant: string; startsOn: CivilDate; dailyCostCents: number };
export type ProfileCommandRow = {
  name: string;
  targetDailyRateCents: number | null;
  plannedDailyCostCents: number | null;
};

export type AbsenceRow = {
  id: number | null;
  consultant: string;
  kind: AbsenceKind;
  startsOn: CivilDate;
  endsOn: CivilDate;
  startsAfternoon: boolean;
  endsMorning: boolean;
  status: 'demandee' | 'validee' | 'refusee';
  occurrence: number;
};

/** Valued when it is written, from the assignment that covers the day. */
export type TimeRow = {
  consultant: string;
  project: string;
  workedOn: CivilDate;
  occurrence: number;
  quarterDays: number;
  state: TimeState;
  comment: string | null;
};

export type TimesheetRow = {
  consultant: string;
  month: CivilDate;
  project: string;
  state: 'brouillon' | 'soumis' | 'valide' | 'rejete';
  submittedAt: string | null;
  decidedAt: string | null;
  decidedBy: string | null;
  reason: string | null;
  contentSha: string | null;
  clientValidation: unknown;
  /** The last one, when a correction took it away. */
  clientValidationBefore: unknown;
};

/** A client is asked to validate the CRAs of a project's month. */
export type ClientRequestRow = {
  key: string;
  project: string;
  month: CivilDate;
  /** Null: who asked hands the address over. */
  sentTo: string | null;
  askedBy: string;
  askedOn: CivilDate;
  expiresOn: CivilDate;
  sheets: readonly AskedSheet[];
};

/** A mail on its way, or arrived. */
export type MailRow = { key: string; to: string; subject: string; state: string; tries: number };

export type AcceptedAnomalyRow = {
  rule: string;
  consultant: string;
  month: CivilDate;
  workedOn: CivilDate | null;
  project: string | null;
  reason: string;
  acceptedBy: string;
};

export type PaymentRow = {
  invoice: string;
  paidOn: CivilDate;
  occurrence: number;
  grossCents: number;
  reference: string | null;
};
export type PaymentPromiseRow = { invoice: string; recordedOn: CivilDate; promisedOn: CivilDate; note: string | null };
export type DisputeRow = {
  id: number | null;
  invoice: string;
  openedOn: CivilDate;
  reason: string;
  closedOn: CivilDate | null;
  outcome: string | null;
};
export type DunningLetterRow = { invoice: string; level: number; sentOn: CivilDate };
/** Beside the payment (of this invoice, day and occurrence) that settles the invoice: no money came. */
export type WriteOffRow = {
  invoice: string;
  writtenOffOn: CivilDate;
  occurrence: number;
  grossCents: number;
  reason: string;
};
export type InvoiceSendingRow = { invoice: string; sentOn: CivilDate; sentTo: string };
export type BankLineRow = {
  id: number | null;
  bookedOn: CivilDate;
  label: string;
  amountCents: number;
  reference: string | null;
  /** The bank's own reference of the movement; null: its format has none. */
  transactionId: string | null;
  /** The n-th line with this day, label, amount and reference. */
  occurrence: number;
  /** What it paid, the first invoice of several (bankLineMatch has them all). */
  invoice: string | null;
  /** Whose invoices it paid, the first supplier of several (supplierLineMatch). */
  supplier: string | null;
  /** What it is when it pays no invoice. All three null: not matched yet. */
  setAside: string | null;
};
/** What a line of the bank paid of one invoice. */
export type BankLineMatchRow = { line: number; invoice: string; grossCents: number };
/** What a line of the bank paid of one supplier's invoice. */
export type SupplierLineMatchRow = { line: number; consultant: string; number: string; grossCents: number };
/** What an account held at the end of a day, as its statement says. */
export type BankBalanceRow = { account: string; balancedOn: CivilDate; balanceCents: number };
export type MonthClosingRow = {
  month: CivilDate;
  state: 'open' | 'closed';
  closedFigures: unknown;
  closedAt: string | null;
};
export type MonthlyTargetRow = { month: CivilDate; revenueCents: number | null; marginCents: number | null };
export type FirmRow = { id: 1; name: string | null; siren: string | null; settings: Readonly<Record<string, unknown>> };

/** An invoice, deposit or credit note; `number` null: given as the last thing of the transaction. */
export type InvoiceLineItem = {
  /** What is billed: one of these. */
  time?: { consultant: string; project: string; workedOn: CivilDate; occurrence: number };
  milestone?: { project: string; code: string };
  purchase?: { project: string; boughtOn: CivilDate; label: string; occurrence: number };
  serviceMonth?: { project: string; month: Month };
  onCall?: { project: string; consultant: string; workedOn: CivilDate; rate: string };
};

/** What a deposit already asked for of a line, which asks only for the rest. */
export type LineDeposit = { deposit: string; issuedOn: CivilDate; netCents: number; grossCents: number };

export type InvoiceLineRow = {
  rank: number;
  kind: BillingLineKind | 'deposit' | 'rebate';
  project: string | null;
  consultant: string | null;
  label: string;
  quantity: string;
  unitPriceCents: number;
  amountCents: number;
  /** The rank of the line of the credited invoice that this one takes back. */
  creditedRank: number | null;
  items: readonly InvoiceLineItem[];
  /** On a final invoice; absent: none. */
  deposits?: readonly LineDeposit[];
  /** Where it is not its invoice's. */
  vat?: LineVat;
};

export type InvoiceCommandRow = {
  number: string | null;
  kind: 'facture' | 'avoir' | 'acompte';
  client: string;
  project: string | null;
  issuedOn: CivilDate;
  dueOn: CivilDate;
  periodStart: CivilDate | null;
  periodEnd: CivilDate | null;
  netCents: number;
  vatPercent: string;
  grossCents: number;
  creditedInvoice: string | null;
  /** The invoice that this one replaces (facture rectificative); absent: none. */
  rectifies?: string;
  orderNumber: string | null;
  lines: readonly InvoiceLineRow[];
  /** What is asked for by rate, where a line has a VAT of its own; absent: all at `vatPercent`. */
  vat?: readonly VatShare[];
};

/** The last number of a series and year; `lastIssuedOn` null: nothing was issued in it here. */
export type InvoiceCounterRow = { series: string; year: number; lastNumber: number; lastIssuedOn: CivilDate | null };

/** The powers that a person lends to another for a while; both by their addresses. */
export type DelegationRow = {
  id: number | null;
  from: string;
  to: string;
  commands: readonly string[];
  startsOn: CivilDate;
  endsOn: CivilDate;
  ceilingCents: number | null;
};

/** Who uses Vigie, named by their address. */
export type UserRow = { email: string; displayName: string };
export type UserRoleRow = { user: string; role: Role };
/** The consultant that a user is. */
export type UserLinkRow = { user: string; consultant: string };
export type DisabledUserRow = { user: string; disabledOn: CivilDate };
export type SlackUserRow = { user: string; slackUser: string };
/** A key without its secret, which is drawn for its owner alone once the key is made. */
export type ApiKeyRow = { user: string; keyName: string };

/** A document's card; what it says is stored apart, by its digest. */
export type DocumentRow = {
  title: string;
  mediaType: string;
  sha256: string;
  client: string | null;
  consultant: string | null;
  project: string | null;
  uploadedBy: string;
};
export type DocumentContentRow = { sha256: string };
/** What a contract says, once confirmed. */
export type DocumentFactRow = { sha256: string; name: DocumentFact; value: string; page: number };
/** A mission of somebody's life, told by their CV and confirmed. */
export type ExperienceRow = {
  consultant: string;
  rank: number;
  startsOn: CivilDate;
  endsOn: CivilDate | null;
  title: string;
  client: string | null;
  skills: string[];
  sha256: string | null;
  page: number | null;
};

/** Somebody was forgotten: a consultant, or a client's contact. */
export type ErasureRow = { id: number | null; consultant: string | null; contact: number | null; erasedOn: CivilDate };

/** A paper of a subcontractor's vigilance file. */
export type VigilancePaperRow = {
  consultant: string;
  kind: VigilancePaperKind;
  issuedOn: CivilDate;
  validUntil: CivilDate;
  reference: string | null;
};

/** What a file of the firm brought, when a person imported it. */
export type FileImportRow = {
  id: number | null;
  /** `clients.csv` */
  file: string;
  sha256: string;
  createdRows: number;
  updatedRows: number;
  unchangedRows: number;
  /** Of the rows to create and to change, and of what they change. */
  contentDigest: string;
};

/** Everything that commands write, by name. */
export type EntityRow = {
  client: ClientRow;
  contact: ContactRow;
  clientAction: ClientActionRow;
  opportunity: OpportunityRow;
  opportunityNeed: OpportunityNeedRow;
  workplace: WorkplaceRow;
  quote: QuoteRow;
  quoteVersion: QuoteVersionRow;
  quoteLine: QuoteLineRow;
  project: ProjectCommandRow;
  budget: BudgetRow;
  assignment: AssignmentRow;
  assignmentCost: AssignmentCostRow;
  staffingRequest: StaffingRequestRow;
  milestone: MilestoneRow;
  units: UnitsRow;
  raf: RafRow;
  order: OrderCommandRow;
  orderOverride: OrderOverrideRow;
  purchase: PurchaseRow;
  onCallRate: OnCallRateRow;
  onCallUnits: OnCallUnitsRow;
  expensePolicy: ExpensePolicyRow;
  expense: ExpenseRow;
  supplierInvoice: SupplierInvoiceRow;
  supplierPayment: SupplierPaymentRow;
  consultant: ConsultantRow;
  skill: SkillRow;
  staffingWish: StaffingWishRow;
  costRate: CostRateRow;
  profile: ProfileCommandRow;
  absence: AbsenceRow;
  time: TimeRow;
  timesheet: TimesheetRow;
  acceptedAnomaly: AcceptedAnomalyRow;
  clientRequest: ClientRequestRow;
  mail: MailRow;
  invoice: InvoiceCommandRow;
  payment: PaymentRow;
  paymentPromise: PaymentPromiseRow;
  dispute: DisputeRow;
  dunningLetter: DunningLetterRow;
  writeOff: WriteOffRow;
  invoiceSending: InvoiceSendingRow;
  bankLine: BankLineRow;
  bankLineMatch: BankLineMatchRow;
  supplierLineMatch: SupplierLineMatchRow;
  bankBalance: BankBalanceRow;
  monthClosing: MonthClosingRow;
  monthlyTarget: MonthlyTargetRow;
  firm: FirmRow;
  invoiceCounter: InvoiceCounterRow;
  delegation: DelegationRow;
  user: UserRow;
  userRole: UserRoleRow;
  userLink: UserLinkRow;
  disabledUser: DisabledUserRow;
  slackUser: SlackUserRow;
  apiKey: ApiKeyRow;
  vigilancePaper: VigilancePaperRow;
  document: DocumentRow;
  documentContent: DocumentContentRow;
  documentFact: DocumentFactRow;
  experience: ExperienceRow;
  erasure: ErasureRow;
  fileImport: FileImportRow;
};
export type EntityName = keyof EntityRow;
