// The firm's things: opportunities by stage, who is in charge, who works on what, who has no assignment.

import { sayDate } from '../../../domain/french.ts';
import type { ReadResult, ResultRow, Selection, ToolRefusal } from '../../turn.ts';
import { nounOf } from '../answers/nouns.ts';
import { name } from '../answers/write-rows.ts';
import { bucketOf, chooseMeasure } from '../choose-measure.ts';
import {
  abstain,
  endWith,
  inLanguage,
  isRead,
  isRefused,
  readTable,
  say,
  type Asking,
  type End,
  type Plan,
} from '../plan.ts';
import { leaveOut } from '../left-out.ts';
import { lastPeriod } from '../query.ts';
import { has, namesOf, valuesOf, type Reading } from '../reading.ts';
import type { Period } from '../period-spans.ts';
import { listAssignments } from './assignments-plan.ts';
import { sayInvoiced } from './invoiced-plan.ts';
import { listThings } from './list-plan.ts';
import { sayNoTool } from './read-plan.ts';

type Where = NonNullable<Selection['where']>[number];

/** A list is no answer to a question half understood: « which consultant is the nicest? » */
const SURE_OF_LIST = 0.6;

export function planThings(reading: Reading, asking: Asking): Plan | null {
  const measure = chooseMeasure(reading);
  const deal = namesOf(reading, 'opportunity').length > 0;
  if (deal && (measure === null || has(reading, '@stuck', '@state', '@deal_state'))) return whereIs(reading, asking);
  const period = lastPeriod(reading);
  if (asksManager(reading) && measure === null) return sayManager(reading, asking);
  if (measure?.report === 'bench' && measure.field === 'days' && period?.from != null && period.kind === 'month')
    return has(reading, '@as_days') && period.from <= asking.asOf
      ? endWith(sayNoBenchDays(asking))
      : listUnassigned(period, reading, asking);
  if (asksForDeals(reading, measure?.report)) return listDeals(reading, asking);
  if (has(reading, '@proposals')) return listProposals(asking);
  const counted = measure?.report === 'billing-lag' && measure.field === 'invoices' && period !== null;
  const invoiced = counted || has(reading, '@invoiced') || /(?<!\p{L})combien factur/iu.test(reading.text);
  const ofMoney = invoiced && !has(reading, '@as_days', '@scope:mine');
  if (ofMoney && (measure === null || measure.report === 'billing' || measure.field === 'invoices'))
    return sayInvoiced(reading, asking);
  if (measure?.report === 'capacity' && namesOf(reading, 'consultant').length > 0)
    return listAssignments(reading, asking);
  const owed = measure?.report === 'late' || measure?.report === 'receivables';
  const listed = has(reading, '@list', '@oldest', '@order:most', '@order:top') || reading.numbers.top !== null;
  if (
    owed &&
    (reading.kinds[0] === 'invoice' || (has(reading, '@invoices_owed') && listed && reading.kinds.length === 0))
  )
    return listThings('invoice', 'list_invoices', reading, asking);
  // « les impayés de plus de 60 jours »: their invoices, and not all that their clients owe.
  const aged = reading.numbers.thresholds.some(({ unit }) => unit === 'days') && bucketOf(reading) === null;
  if (owed && aged && !reading.kinds.includes('client') && !has(reading, '@who'))
    return listThings('invoice', 'list_invoices', reading, asking);
  if (TO_CASH_IN.test(reading.text) && period !== null && period.to !== null && period.to >= asking.asOf)
    return listThings('invoice', 'list_invoices', withMark(reading, '@falls_due'), asking);
  if (owed && has(reading, '@when') && namesOf(reading, 'client').length > 0)
    return listThings('invoice', 'list_invoices', reading, asking);
  if (measure === null && has(reading, '@falls_due') && reading.kinds.length === 0)
    return listThings('invoice', 'list_invoices', reading, asking);
  // « la facture F2026-11 est-elle payée ? »
  const figured = measure !== null && measure.report !== 'billing' && !owed;
  if (namesOf(reading, 'invoice').length > 0 && !figured)
    return listThings('invoice', 'list_invoices', reading, asking);
  if (measure !== null || reading.understood < SURE_OF_LIST) return null;
  const client = namesOf(reading, 'client').length > 0 && namesOf(reading, 'consultant').length === 0;
  if (has(reading, '@assignments') && client)
    return listThings('project', 'list_projects', reading, asking, 'en_cours');
  if (has(reading, '@assignments')) return listAssignments(reading, asking);
  // « la TMA, elle finit quand ? »
  const kind = valuesOf(reading, 'contract').length > 0 && has(reading, '@list', '@when', '@ends', '@howmany');
  if (kind && !reading.kinds.includes('invoice') && reading.names.length === 0)
    return listThings('project', 'list_projects', reading, asking, 'en_cours');
  if (reading.kinds.includes('project')) return listThings('project', 'list_projects', reading, asking);
  if (reading.kinds.includes('invoice')) return listThings('invoice', 'list_invoices', reading, asking);
  if (reading.kinds.includes('order')) return listThings('order', 'list_orders', reading, asking);
  const heads = namesOf(reading, 'profile').length > 0 && has(reading, '@howmany') && !has(reading, '@as_days');
  if (reading.kinds.includes('consultant') || heads)
    return listThings('consultant', 'list_consultants', reading, asking);
  if (reading.kinds.includes('client') && (has(reading, '@list', '@count') || valuesOf(reading, 'status').length > 0))
    return listThings('client', 'list_clients', reading, asking);
  return null;
}

/** « combien doit-on encaisser en décembre ? »: what falls due then. */
const TO_CASH_IN =
  /(?<!\p{L})(?:(?:doit|va|vont|allons|devons|à|a|devrait|devrions)(?:[- ](?:on|nous))? encaisser|encaisser(?:a|ons|ont)|encaissements? (?:attendus?|prévus?|prevus?)|(?:will|should) (?:we |be )?(?:collect|cash in|be paid))/iu;

function withMark(reading: Reading, mark: string): Reading {
  return { ...reading, marks: new Map([...reading.marks, [mark, 1]]) };
}

/** « le chef de projet de P001 » is a person in charge, though it is also a profile. */
export function asksManager(reading: Reading): boolean {
  if (namesOf(reading, 'project').length === 0) return false;
  const leads = namesOf(reading, 'profile').some(({ label }) => /chef|manager|lead|directeur/i.test(label));
  return has(reading, '@manager') || (leads && has(reading, '@question', '@who'));
}

function asksForDeals(reading: Reading, report: string | undefined): boolean {
  const staged = valuesOf(reading, 'stage').length > 0;
  const nouns = reading.kinds.includes('opportunity');
  // « qui gagne le plus ? » is of nobody's deals.
  if (has(reading, '@who') && staged && !nouns && reading.names.length === 0 && !SIGNED.test(reading.text))
    return false;
  if (report !== undefined && report !== 'pipeline') return false;
  // The pipeline is of deals that are open.
  if (valuesOf(reading, 'stage').some((stage) => stage === 'gagnee' || stage === 'perdue')) return true;
  // Amounts of a stage are the pipeline's; the deals themselves are listed.
  if (report === 'pipeline') {
    if (namesOf(reading, 'client').length > 0 && reading.by === null) return true;
    const likely = nouns && reading.numbers.thresholds.some(({ unit }) => unit === 'ratio');
    if (reading.by === 'client' || likely) return true;
    const counted = has(reading, '@count');
    const listed = has(reading, '@list') || (nouns && reading.measures.some(({ field }) => field === 'overdue'));
    return reading.by === null && (staged ? counted || listed : nouns && !counted && listed);
  }
  // « combien j'ai signé cette année ? »
  const signed =
    SIGNED.test(reading.text) && has(reading, '@howmany') && namesOf(reading, 'project', 'consultant').length === 0;
  return nouns || (staged && (has(reading, '@list', '@count') || signed));
}

const SIGNED = /(?<!\p{L})(?:signée?s?|signe|remportée?s?|signed)(?!\p{L})/iu;

function* whereIs(reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  const [deal] = namesOf(reading, 'opportunity', 'project', 'invoice');
  if (!deal || !asking.tools.has('where_is')) return sayNoTool(asking);
  const listed = yield* readTable('list_opportunities', {}, { subjects: [deal.code] });
  const place = yield* readTable('where_is', { code: deal.code });
  const lines: string[] = [];
  const row = isRead(listed) ? listed.rows.find(({ subject }) => subject === deal.code) : undefined;
  if (isRead(listed) && row) lines.push(sayDeal(listed, row, asking) + sayOdds(listed, row, asking));
  const step = isRead(place) ? place.rows[0] : undefined;
  if (step) {
    const { step_label, blocked_on, since, next, next_on } = step.fields;
    const on = (day: unknown): string => (typeof day === 'string' ? ` (${sayDate(day.slice(0, 10))})` : '');
    if (typeof step_label === 'string')
      lines.push(`${inLanguage(language, 'Étape', 'Step')} : ${step_label}${on(since)}.`);
    if (typeof blocked_on === 'string')
      lines.push(`${inLanguage(language, 'En attente de', 'Waiting on')} : ${blocked_on}.`);
    if (typeof next === 'string') lines.push(`${inLanguage(language, 'Suite', 'Next')} : ${next}${on(next_on)}.`);
  }
  if (lines.length > 0) return say(lines.join('\n'));
  return isRefused(listed) ? say(listed.sentence) : sayNoTool(asking);
}

/** How likely it is, and by when, of a deal that is open. */
function sayOdds(result: ReadResult, { key, fields }: ResultRow, { language }: Asking): string {
  if (fields['open'] !== true) return '';
  const odds =
    typeof fields['probability'] === 'number'
      ? `, ${inLanguage(language, 'probabilité', 'probability')} [[${result.ref}:${key}.probability]]`
      : '';
  const close =
    typeof fields['expected_close'] === 'string'
      ? `, ${inLanguage(language, 'clôture prévue le', 'expected close')} [[${result.ref}:${key}.expected_close]]`
      : '';
  return odds + close;
}

function sayDeal(result: ReadResult, row: ResultRow, { language }: Asking): string {
  const amount =
    typeof row.fields['amount'] === 'number'
      ? `, ${inLanguage(language, 'montant', 'amount')} [[${result.ref}:${row.key}.amount]]`
      : '';
  const weighted =
    typeof row.fields['weighted'] === 'number' && row.fields['open'] === true
      ? ` (${inLanguage(language, 'pondéré', 'weighted')} [[${result.ref}:${row.key}.weighted]])`
      : '';
  return `${name(result, row)} : ${String(row.fields['stage'])}${amount}${weighted}`;
}

function* listDeals(reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  if (!asking.tools.has('list_opportunities')) return sayNoTool(asking);
  const where = chooseDeals(reading);
  const clients = namesOf(reading, 'client').map(({ code }) => code);
  const ranked = has(reading, '@order:most', '@order:best', '@order:least') || reading.numbers.top !== null;
  const limit = reading.numbers.top?.count ?? (has(reading, '@singular') ? 1 : 5);
  const select: Selection = {
    where,
    ...(clients.length > 0 && { subjects: clients }),
    ...(ranked && {
      sort: { field: 'amount', order: has(reading, '@order:least') ? ('asc' as const) : ('desc' as const) },
      limit,
    }),
  };
  const result = yield* readTable('list_opportunities', {}, select);
  if (isRefused(result)) return say(result.sentence);
  if (result.rows.length === 0) return say(`${nounOf('opportunity', language).none}.`);
  const lines =
    result.rows.length > 20
      ? result.rows.map(({ subject }) => subject).join(', ')
      : result.rows.map((row) => `- ${sayDeal(result, row, asking)}`).join('\n');
  const noun = nounOf('opportunity', language);
  const sum =
    'amount' in result.sums && (has(reading, '@scope:firm') || reading.measures.length > 0)
      ? `, ${inLanguage(language, 'montant total', 'total amount')} [[${result.ref}:sum.amount]], ${inLanguage(language, 'pondéré', 'weighted')} [[${result.ref}:sum.weighted]]`
      : '';
  // Of a ranking, how many there are in all was not asked.
  if (ranked && result.rows.length < result.count) return say(lines);
  return say(`[[${result.ref}:count]] ${result.count === 1 ? noun.one : noun.many}${sum} :\n${lines}`);
}

/** Which deals the question is about: open ones, unless it says otherwise. */
export function chooseDeals(reading: Reading): Where[] {
  const stages = valuesOf(reading, 'stage');
  const where: Where[] = leaveOut(reading, 'opportunity');
  if (stages[0] !== undefined) where.push({ field: 'stage', op: '=', value: stages[0] });
  else if (!has(reading, '@status:clos')) where.push({ field: 'open', op: '=', value: true });
  if (reading.measures.some(({ field }) => field === 'overdue')) where.push({ field: 'overdue', op: '=', value: true });
  for (const { op, value, unit } of reading.numbers.thresholds)
    where.push({ field: unit === 'ratio' ? 'probability' : 'amount', op, value });
  const period = lastPeriod(reading);
  const dated = dateAsked(reading, stages[0]);
  if (dated !== null && period !== null) {
    if (period.from !== null) where.push({ field: dated, op: '>=', value: period.from });
    if (period.to !== null) where.push({ field: dated, op: '<=', value: period.to });
  }
  return where;
}

/** The day of a deal that a period is about: its start, its creation, its closing. */
function dateAsked(reading: Reading, stage: string | undefined): string | null {
  if (has(reading, '@starts')) return 'planned_start';
  if (has(reading, '@created')) return 'created_on';
  if (has(reading, '@ends')) return 'planned_end';
  // The day on which it was won or lost is the one that its closing was set for.
  return has(reading, '@closes') || stage === 'gagnee' || stage === 'perdue' ? 'expected_close' : null;
}

/** Who is in charge of a project. */
function* sayManager(reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  const projects = namesOf(reading, 'project');
  const result = yield* readTable('list_projects', {}, { subjects: projects.map(({ code }) => code) });
  if (isRefused(result)) return say(result.sentence);
  const codes = [...new Set(result.rows.map(({ fields }) => String(fields['manager'] ?? '')))].filter(
    (code) => code !== '',
  );
  const [found] = yield [{ tool: 'find_subjects', args: { text: codes.join(', ') } }];
  const mentions = found !== undefined && 'mentions' in found ? found.mentions : [];
  const called = (code: string): string => {
    const people = mentions.flatMap(({ candidates }) => candidates.filter(({ kind }) => kind === 'consultant'));
    const label = people.find((person) => person.code === code)?.label;
    return label === undefined ? code : `${label} (${code})`;
  };
  const lines = result.rows.map((row) => {
    const { manager } = row.fields;
    const who = typeof manager === 'string' ? called(manager) : inLanguage(language, 'aucun responsable', 'no manager');
    return `${name(result, row)} : ${who}`;
  });
  return say(lines.length > 0 ? lines.join('\n') : `${nounOf('project', language).none}.`);
}

const BOOKING_PAGES = 5;

/** Firm bookings begun by a day; a tool gives a hundred lines, so those of the people that follow are asked for next. */
function* readBookings(to: string): Plan<ResultRow[] | ToolRefusal> {
  const rows: ResultRow[] = [];
  let after: string | undefined;
  for (let page = 0; page < BOOKING_PAGES; page += 1) {
    const result = yield* readTable(
      'list_assignments',
      {},
      {
        where: [
          { field: 'firm', op: '=', value: true },
          { field: 'starts_on', op: '<=', value: to },
          ...(after === undefined ? [] : [{ field: 'consultant', op: '>=' as const, value: after }]),
        ],
        sort: { field: 'consultant', order: 'asc' },
      },
    );
    if (isRefused(result)) return result;
    rows.push(...result.rows);
    const last = String(result.rows.at(-1)?.fields['consultant'] ?? '');
    if (result.count <= result.rows.length || last === after) break;
    after = last;
  }
  return rows;
}

/** The bench is looked at from today on. */
function sayNoBenchDays({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Les jours d’intercontrat se lisent à venir, et non d’un mois passé : demandez qui était sans affectation ce mois-là, ou l’occupation.',
      'Days on the bench are read ahead, not of a past month: ask who had no assignment then, or for the occupancy.',
    ),
  );
}

const ON_BENCH = /(?<!\p{L})(?:inter-?contrats?|interco|bench|banc|benched)(?!\p{L})/iu;

/** Who is counted in the occupancy of a month: others sell nothing, and are on no bench. Null: it may not be read. */
function* readProductive(day: string): Plan<ReadonlySet<string> | null> {
  const [read] = yield [{ tool: 'report_occupancy', args: { month: day.slice(0, 7) } }];
  return isRead(read) && read.count > 0 ? new Set(read.rows.map(({ subject }) => subject)) : null;
}

/** People present without a firm assignment in the period. */
function* listUnassigned(period: Period, reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  const [from, to] = [period.from ?? asking.asOf, period.to ?? period.from ?? asking.asOf];
  const people = yield* readTable('list_consultants', {});
  if (isRefused(people)) return say(people.sentence);
  const booked = yield* readBookings(to);
  const projects = yield* readTable('list_projects', {});
  if (!Array.isArray(booked) || isRefused(projects)) return sayNoTool(asking);
  const ends = new Map(projects.rows.map(({ subject, fields }) => [subject, fields]));
  const busy = new Set(
    booked
      .filter(
        ({ fields }) =>
          String(fields['starts_on']) <= to && (fields['ends_on'] === null || String(fields['ends_on']) >= from),
      )
      .filter(({ fields }) => {
        const project = ends.get(String(fields['project']));
        const last = project?.['ends_on'];
        return typeof last !== 'string' || last >= from;
      })
      .map(({ fields }) => String(fields['consultant'])),
  );
  const asked = namesOf(reading, 'consultant').map(({ code }) => code);
  // Who is « sans affectation » may be anybody; on the bench is who sells their days.
  const productive = ON_BENCH.test(reading.text) ? yield* readProductive(from) : null;
  const free = people.rows.filter(
    ({ subject, fields }) =>
      !busy.has(subject) &&
      (productive === null || productive.has(subject)) &&
      (asked.length === 0 || asked.includes(subject)) &&
      (fields['left_on'] === null || String(fields['left_on']) >= from) &&
      (fields['entered_on'] === null || String(fields['entered_on']) <= to),
  );
  const when = inLanguage(language, `du ${sayDate(from)} au ${sayDate(to)}`, `from ${sayDate(from)} to ${sayDate(to)}`);
  if (free.length === 0)
    return say(
      inLanguage(
        language,
        `Aucun consultant sans affectation ferme ${when}.`,
        `No consultant without a firm assignment ${when}.`,
      ),
    );
  const lines = free.map((row) => `- ${name(people, row)}`).join('\n');
  return say(
    `${inLanguage(language, `Sans affectation ferme ${when}`, `Without a firm assignment ${when}`)} :\n${lines}`,
  );
}

function* listProposals(asking: Asking): Plan {
  const { language } = asking;
  if (!asking.tools.has('list_proposals')) return sayNoTool(asking);
  const result = yield* readTable('list_proposals', { state: 'pending' });
  if (isRefused(result)) return say(result.sentence);
  if (result.rows.length === 0)
    return say(inLanguage(language, 'Aucune proposition en attente.', 'No proposal is waiting.'));
  const lines = result.rows.slice(0, 12).map(({ fields }) => `- ${String(fields['title'])}`);
  return say(
    `[[${result.ref}:count]] ${inLanguage(language, 'proposition(s) en attente', 'proposal(s) waiting')} :\n${lines.join('\n')}`,
  );
}
