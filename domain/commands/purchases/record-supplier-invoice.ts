// An independent's invoice for a month: its days are those of the CRA, neither more nor twice (DOMAIN.md, §2: "match
// days"). Paying more days than the CRA holds is a second person's decision.
import { z } from 'zod';
import { sayDate, sayDays, sayEurosAndCents } from '../../french.ts';
import { compareCodes } from '../../codes.ts';
import { firstDayOf, lastDayOf, monthOf } from '../../periods.ts';
import {
  expectedNetCents,
  matchSubcontractor,
  payableQuarterDays,
  type SubcontractedProject,
} from '../../subcontractor-match.ts';
import { costRateOn, coveringAssignment } from '../../valuation.ts';
import { defineCommand, NOT_FOUND, refuse, type IndicatorEffect } from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';
import { civilDate, code, days, euros, month } from '../inputs.ts';
import { ownsProject } from '../ownership.ts';
import type { ConsultantRow, ProjectCommandRow, SupplierInvoiceRow } from '../rows.ts';

const input = z.strictObject({
  consultant: code,
  number: code,
  project: code.nullable().default(null),
  month,
  days,
  net: euros,
  vat: euros.default(0),
  receivedOn: civilDate.optional(),
  /** Left out: thirty days after it came. */
  dueOn: civilDate.optional(),
  /** It says « TVA d'après les débits »: its VAT is deducted as it comes, else as it is paid. */
  vatOnDebits: z.boolean().default(false),
});

type Facts = {
  readonly consultant: ConsultantRow | null;
  readonly project: ProjectCommandRow | null;
  /** Their invoices of the month, on that project when it is named. */
  readonly sameMonth: readonly SupplierInvoiceRow[];
  readonly existing: SupplierInvoiceRow | null;
  /** Submitted or validated, of the month, on that project when it is named. */
  readonly countedQuarterDays: number;
  /** The month that it comes in: its days may be those of a closed one, which accrued them (408). */
  readonly monthClosed: boolean;
  /** What the month's days are worth and who validated them, a project. */
  readonly worked: readonly SubcontractedProject[];
};

type CountedDay = { readonly project: string; readonly workedOn: string; readonly quarterDays: number };

/** The days that the client's record tells of (record_client_validation). */
function clientDaysOf(validation: unknown): number | null {
  const quarterDays = (validation as { quarterDays?: unknown } | null)?.quarterDays;
  return typeof quarterDays === 'number' ? quarterDays : null;
}

/** The days of the CRA, at the price of the mission that covers each, else the person's own. */
async function loadWorked(
  asked: { consultant: string; month: string },
  counted: readonly CountedDay[],
  read: FirmReader,
): Promise<SubcontractedProject[]> {
  const { consultant } = asked;
  const [start, end] = [firstDayOf(asked.month), lastDayOf(asked.month)];
  const [rates, bookings, sheets] = await Promise.all([
    read.find('costRate', { consultant }),
    read.assignmentsBetween(consultant, start, end),
    read.find('timesheet', { consultant, month: start }),
  ]);
  const missions = await Promise.all(
    bookings
      .filter(({ status }) => status === 'ferme')
      .map(async (mission) => ({ ...mission, price: await read.get('assignmentCost', { assignment: mission.code }) })),
  );
  const priceOf = ({ project, workedOn }: CountedDay): number => {
    const own = missions.filter((mission) => mission.project === project);
    return coveringAssignment(own, workedOn)?.price?.dailyCostCents ?? costRateOn(rates, workedOn);
  };
  const byProject = [...Map.groupBy(counted, (row) => row.project)].sort(([a], [b]) => compareCodes(a, b));
  return Promise.all(
    byProject.map(async ([project, rows]): Promise<SubcontractedProject> => {
      const known = await read.get('project', { code: project });
      return {
        project,
        quarterDays: rows.reduce((total, row) => total + row.quarterDays, 0),
        costQuarterCents: rows.reduce((total, row) => total + row.quarterDays * priceOf(row), 0),
        clientQuarterDays: clientDaysOf(sheets.find((sheet) => sheet.project === project)?.clientValidation),
        hasClient: known?.client != null,
      };
    }),
  );
}

type Billed = { readonly quarterDays: number; readonly netCents: number };
type Owed = { readonly counted: number; readonly payable: number; readonly expected: number | null };

/** What was counted, what may be paid and what was agreed, each against what is billed. */
function threeWay(subject: string, { counted, payable, expected }: Owed, billed: Billed): IndicatorEffect[] {
  const after = billed.quarterDays / 4;
  return [
    { label: 'Jours au CRA → facturés', subject, before: counted / 4, after, unit: 'days' },
    { label: 'Jours à payer → facturés', subject, before: payable / 4, after, unit: 'days' },
    {
      label: 'Prix convenu → facturé HT',
      subject,
      before: expected === null ? null : expected / 100,
      after: billed.netCents / 100,
      unit: 'EUR',
    },
  ];
}

export const recordSupplierInvoice = defineCommand({
  name: 'record_supplier_invoice',
  label: "Enregistrer la facture d'un indépendant",
  input,
  rights: { adv: 'all', daf: 'all', responsable: 'own' },
  tier: 1,
  approvers: ['direction', 'daf'],
  locks: async (asked, _read, { today }) => [
    { kind: 'consultant', key: asked.consultant },
    { kind: 'month', key: monthOf(asked.receivedOn ?? today), shared: true },
  ],
  load: async (asked, read, { today }): Promise<Facts> => {
    const time = await read.timeBetween(asked.consultant, firstDayOf(asked.month), lastDayOf(asked.month));
    const onProject = (row: { project: string | null }) => asked.project === null || row.project === asked.project;
    const counted = time.filter((row) => row.state !== 'brouillon' && onProject(row));
    const { consultant, number } = asked;
    return {
      consultant: await read.get('consultant', { code: consultant }),
      project: asked.project === null ? null : await read.get('project', { code: asked.project }),
      sameMonth: (await read.find('supplierInvoice', { consultant, month: firstDayOf(asked.month) })).filter(onProject),
      existing: await read.get('supplierInvoice', { consultant, number }),
      countedQuarterDays: counted.reduce((total, row) => total + row.quarterDays, 0),
      monthClosed: await read.isMonthClosed(monthOf(asked.receivedOn ?? today)),
      worked: await loadWorked(asked, counted, read),
    };
  },
  owns: (facts, _asked, asker, role) => ownsProject(facts.project, asker, role),
  plan: (facts, asked, { today }) => {
    const { consultant, existing, countedQuarterDays } = facts;
    if (!consultant) return refuse(NOT_FOUND, `Consultant inconnu : ${asked.consultant}.`);
    if (asked.project !== null && !facts.project) return refuse(NOT_FOUND, `Projet inconnu : ${asked.project}.`);
    const name = `${consultant.firstName} ${consultant.lastName}`;
    if (consultant.employment !== 'independant')
      return refuse('not_independent', `${name} est salarié : pas de facture.`);
    if (existing)
      return refuse(
        'supplier_invoice_exists',
        `La facture ${asked.number} de ${name} est déjà enregistrée, reçue le ${sayDate(existing.receivedOn)}.`,
      );
    const receivedOn = asked.receivedOn ?? today;
    if (receivedOn > today)
      return refuse('received_in_future', 'Une facture reçue est datée au plus tard d’aujourd’hui.');
    if (asked.month > monthOf(today)) return refuse('month_in_future', `${asked.month} n'a pas commencé.`);
    if (facts.monthClosed) return refuse('month_closed', `Le mois ${monthOf(receivedOn)} est clos.`);
    const known = facts.sameMonth.reduce((total, row) => total + row.quarterDays, 0);
    const beyond = known + asked.days - countedQuarterDays;
    const after: SupplierInvoiceRow = {
      consultant: asked.consultant,
      number: asked.number,
      project: asked.project,
      month: firstDayOf(asked.month),
      quarterDays: asked.days,
      netCents: asked.net,
      vatCents: asked.vat,
      receivedOn,
      dueOn: asked.dueOn ?? null,
      vatOnDebits: asked.vatOnDebits,
    };
    const billed: Billed = {
      quarterDays: known + asked.days,
      netCents: facts.sameMonth.reduce((total, row) => total + row.netCents, 0) + asked.net,
    };
    const findings = matchSubcontractor(facts.worked, billed);
    const payable = payableQuarterDays(facts.worked);
    const expected = expectedNetCents(facts.worked, payable);
    const matched =
      findings.length === 0
        ? ' Rapprochée du CRA et de la commande : conforme.'
        : ` À vérifier : ${findings.map(({ sentence }) => sentence).join(' ; ')}.`;
    const gap = beyond > 0 ? `, soit ${sayDays(beyond / 4)} de plus que le CRA` : '';
    return {
      effect: {
        sentence: `Facture ${asked.number} de ${name} pour ${asked.month} : ${sayDays(asked.days / 4)}, ${sayEurosAndCents(asked.net / 100)} HT${gap}.${matched}`,
        rows: [{ entity: 'supplierInvoice', before: null, after }],
        euros: [{ label: 'Facture HT', beforeCents: null, afterCents: asked.net }],
        indicators: threeWay(asked.consultant, { counted: countedQuarterDays, payable, expected }, billed),
      },
      tier: beyond > 0 ? 2 : 1,
      result: { findings: findings.map(({ kind }) => kind).join(', ') },
    };
  },
});
