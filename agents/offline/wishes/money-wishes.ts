// Invoices of a month, credit notes, dunning letters, reminders of timesheets.

import { monthOf } from '../../../domain/periods.ts';
import type { ReadResult, ResultRow } from '../../turn.ts';
import {
  abstain,
  askBack,
  inLanguage,
  isProposed,
  isRead,
  isRefused,
  readTable,
  say,
  type Asking,
  type End,
  type Outcome,
  type Plan,
} from '../plan.ts';
import { lastPeriod } from '../query.ts';
import { clearNames, namesOf, type Candidate, type Reading } from '../reading.ts';
import { sayDate } from '../../../domain/french.ts';
import { askKind } from '../plans/ask-plan.ts';
import { proposeAll, sayNoRight, sayProposed } from '../plans/propose.ts';

/** The month that is told, else the day's. */
export function monthAsked(reading: Reading, { asOf }: Asking): string {
  const period = lastPeriod(reading);
  return monthOf(period?.from ?? period?.to ?? asOf);
}

export function* remindTimesheets(reading: Reading, asking: Asking): Plan {
  const consultants = namesOf(reading, 'consultant').map(({ code }) => code);
  const month = monthAsked(reading, asking);
  const input = { month, ...(consultants.length > 0 && { consultants }) };
  return yield* proposeAll('remind_timesheets', [input], asking);
}

/** « envoie la facture »: one, that is not said. */
const ONE_INVOICE =
  /(?<!\p{L})(?:la|cette|une|sa|the|this|that|an)\s+(?:facture|invoice)(?!s|\p{L})|(?:facture[rz]?|invoice|bill)[- ](?:le|la|it|this|ça)(?!\s+\p{L}|\p{L})/iu;

export function* issueInvoices(reading: Reading, asking: Asking): Plan {
  const month = monthAsked(reading, asking);
  const projects = namesOf(reading, 'project').map(({ code }) => code);
  const clients = namesOf(reading, 'client').map(({ code }) => code);
  if (projects.length + clients.length === 0 && reading.periods.length === 0 && ONE_INVOICE.test(reading.text))
    return yield* askKind(
      'project',
      asking,
      inLanguage(asking.language, 'La facture de quel projet ?', 'The invoice of which project?'),
    );
  if (clients.length > 0 && projects.length === 0) {
    const billing = yield* readTable('report_billing', { month }, { subjects: clients });
    if (isRefused(billing)) return say(billing.sentence);
    projects.push(...billing.rows.map(({ subject }) => subject));
    if (projects.length === 0)
      return say(
        inLanguage(
          asking.language,
          'Rien à facturer à ce client ce mois-là.',
          'Nothing to invoice to this client that month.',
        ),
      );
  }
  const input = { month, ...(projects.length > 0 && { projects }) };
  return yield* proposeAll('issue_invoices', [input], asking);
}

const LATEST = /(?<!\p{L})(?:dernière|derniere|latest|last|most recent) (?:facture|invoice)(?!\p{L})/iu;

/** « la dernière facture de Renault »: the one that was issued last. */
function* latestInvoice(about: readonly string[]): Plan<Pick<Candidate, 'code'> | null> {
  const listed = yield* readTable(
    'list_invoices',
    {},
    {
      subjects: about,
      where: [{ field: 'kind', op: '=', value: 'facture' }],
      sort: { field: 'issued_on', order: 'desc' },
    },
  );
  const [first] = isRead(listed) ? listed.rows : [];
  return first ? { code: first.subject } : null;
}

export function* issueCredit(reading: Reading, asking: Asking): Plan {
  const about = clearNames(reading).map(({ code }) => code);
  const [named] = namesOf(reading, 'invoice');
  const invoice = named ?? (LATEST.test(reading.text) && about.length > 0 ? yield* latestInvoice(about) : null);
  if (!invoice) {
    return yield* askInvoice(about, asking, (row) => row.fields['kind'] !== 'avoir');
  }
  const amount = reading.numbers.plain.find(({ unit }) => unit === 'EUR')?.value;
  const share = reading.numbers.plain.some(({ unit }) => unit === 'days' || unit === 'ratio');
  if (amount === undefined && share) return sayWholeOrAmount(asking);
  const listed = yield* readTable('list_invoices', {}, { subjects: [invoice.code] });
  const net = isRead(listed) ? listed.rows[0]?.fields['net'] : undefined;
  const reason = inLanguage(
    asking.language,
    `Avoir demandé sur ${invoice.code}`,
    `Credit note asked for ${invoice.code}`,
  );
  const tool = 'propose_issue_credit_note';
  const whole = { invoice: invoice.code, reason, lines: 'all' };
  const part = { invoice: invoice.code, reason, amount: amount ?? net };
  if (!asking.tools.has(tool) || amount !== undefined) return yield* proposeAll('issue_credit_note', [part], asking);
  // An imported invoice has no lines: its amount is taken back instead.
  const [outcome] = yield [{ tool, args: whole }];
  if (outcome !== undefined && isRefused(outcome) && !outcome.rights && typeof net === 'number')
    return yield* proposeAll('issue_credit_note', [part], asking);
  return yield* proposeAll('issue_credit_note', [whole], asking);
}

function* askInvoice(about: readonly string[], asking: Asking, wanted: (row: ResultRow) => boolean): Plan {
  const select = about.length > 0 ? { subjects: about } : undefined;
  const listed = yield* readTable(
    'list_invoices',
    {},
    { ...select, sort: { field: 'issued_on', order: 'desc' }, limit: 30 },
  );
  if (isRefused(listed)) return say(listed.sentence);
  const rows = listed.rows.filter(wanted).slice(0, 6);
  const choices = rows.map(
    ({ subject, fields }) => `${subject} (${String(fields['client'])}, ${sayDate(String(fields['issued_on']))})`,
  );
  if (choices.length < 2) return yield* askKind('client', asking);
  return askBack(inLanguage(asking.language, 'Sur quelle facture ?', 'On which invoice?'), choices);
}

/** « un avoir de 2 jours »: taken for the whole invoice, it would be another credit note than the one asked for. */
function sayWholeOrAmount({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Je propose un avoir de toute la facture, ou d’un montant HT : dites le montant.',
      'I propose a credit note of the whole invoice, or of an amount before tax: say the amount.',
    ),
  );
}

const EVERYONE = /(?<!\p{L})(?:tous|toutes|all|every|each|chaque)(?!\p{L})/iu;

/** Letters at once: more are a campaign, filed by a person. */
const LETTERS_AT_MOST = 5;
const LAST_LEVEL = 3;

export function* proposeDunning(reading: Reading, asking: Asking): Plan {
  // An invoice that is named is chased alone, whatever else its client owes.
  const invoices = namesOf(reading, 'invoice');
  const named = invoices.length > 0 ? invoices : namesOf(reading, 'client', 'project');
  const about = named.map(({ code }) => code);
  const everyone = EVERYONE.test(reading.text);
  if (about.length === 0 && !everyone) return yield* askDebtor(asking);
  const listed = yield* readTable(
    'list_invoices',
    {},
    {
      ...(about.length > 0 && { subjects: about }),
      where: [
        { field: 'late_days', op: '>', value: 0 },
        { field: 'left', op: '>', value: 0 },
      ],
      sort: { field: 'late_days', order: 'desc' },
    },
  );
  if (isRefused(listed)) return say(listed.sentence);
  const label = sayNamed(named, asking);
  const settled = about.length > 0 ? yield* listSettled(about, asking) : '';
  if (listed.rows.length === 0)
    return say(
      inLanguage(
        asking.language,
        `Aucune facture échue à relancer pour ${label}.${settled}`,
        `No overdue invoice to chase for ${label}.${settled}`,
      ),
    );
  const told = inLanguage(asking.language, `Relance de ${label}.`, `Payment reminder to ${label}.`);
  return yield* proposeLetters(listed, `${told}${settled}`, asking);
}

function sayNamed(named: readonly Candidate[], { language }: Asking): string {
  const labels = named.map(({ label, code }) => (label === code ? code : `${label} (${code})`));
  return labels.length > 0
    ? labels.join(', ')
    : inLanguage(language, 'tous les clients en retard', 'every late client');
}

/** What was due and is paid is not chased: the last ones, by their numbers. */
function* listSettled(about: readonly string[], { language }: Asking): Plan<string> {
  const listed = yield* readTable(
    'list_invoices',
    {},
    {
      subjects: about,
      where: [
        { field: 'left', op: '<=', value: 0 },
        { field: 'kind', op: '!=', value: 'avoir' },
      ],
      sort: { field: 'due_on', order: 'desc' },
      limit: SETTLED_TOLD,
    },
  );
  if (!isRead(listed) || listed.rows.length === 0) return '';
  const numbers = listed.rows.map(({ subject }) => subject).join(', ');
  const more = listed.count > listed.rows.length ? '…' : '';
  return inLanguage(
    language,
    ` Soldées, non relancées : ${numbers}${more}.`,
    ` Settled, not chased: ${numbers}${more}.`,
  );
}

const SETTLED_TOLD = 5;

/** The oldest first; one that turns out to be settled by now leaves its place to the next. */
function* proposeLetters({ rows, ref }: ReadResult, told: string, asking: Asking): Plan {
  const tool = 'propose_send_dunning';
  if (!asking.tools.has(tool)) return sayNoRight(asking);
  const outcomes: Outcome[] = [];
  let next = 0;
  for (let wave = 0; wave < WAVES_AT_MOST && next < rows.length; wave += 1) {
    const room = LETTERS_AT_MOST - outcomes.filter(isProposed).length;
    const letters = rows.slice(next, next + room);
    if (letters.length === 0) break;
    outcomes.push(
      ...(yield letters.map(({ subject, fields }) => ({
        tool,
        args: { invoice: subject, level: Math.min(LAST_LEVEL, Number(fields['dunning_level'] ?? 0) + 1) },
      }))),
    );
    next += letters.length;
    // Who has no right has none for the next one either.
    if (outcomes.some((outcome) => isRefused(outcome) && outcome.rights)) break;
  }
  const rest =
    next < rows.length
      ? inLanguage(
          asking.language,
          ` Les plus en retard d’abord, sur [[${ref}:count]].`,
          ` The longest overdue first, of [[${ref}:count]].`,
        )
      : '';
  return sayProposed(outcomes, asking, `${told}${rest}`);
}

/** A second look is enough: what was settled since the list was read is an exception. */
const WAVES_AT_MOST = 2;

/** Who to chase: those who are late, else those who owe. */
function* askDebtor(asking: Asking): Plan {
  for (const tool of ['report_late', 'report_receivables']) {
    if (!asking.tools.has(tool)) continue;
    const [outcome] = yield [{ tool, args: {} }];
    if (!isRead(outcome) || outcome.rows.length < 2) continue;
    const choices = outcome.rows.map(({ subject, label }) => `${subject} ${label}`);
    return askBack(inLanguage(asking.language, 'Quel client relancer ?', 'Which client should be chased?'), choices);
  }
  return yield* askKind('client', asking);
}
