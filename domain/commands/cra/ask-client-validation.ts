// A client is asked to validate a person's month, or a project's month for all its people: a page that opens by its address
// alone, for the content of that day, and the mail that carries it. Asked again for what changed, or for what was contested.
import { z } from 'zod';
import { addDays, type CivilDate } from '../../civil-dates.ts';
import { writeValidationMail, type ClientMail } from '../../client-mails.ts';
import {
  CLIENT_PAGE_DAYS,
  stateOfValidation,
  type AskedSheet,
  type ClientValidation,
} from '../../client-validation.ts';
import { sayDays, sayMonth, sayOf } from '../../french.ts';
import { firstDayOf, lastDayOf, type Month } from '../../periods.ts';
import { defineCommand, NOT_FOUND, refuse, type IndicatorEffect, type LockKey, type Refusal } from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';
import { code, month } from '../inputs.ts';
import { ownsProject } from '../ownership.ts';
import type {
  ClientRequestRow,
  ClientRow,
  ContactRow,
  ConsultantRow,
  FirmRow,
  ProjectCommandRow,
  TimeRow,
  TimesheetRow,
} from '../rows.ts';

const input = z.strictObject({
  project: code,
  month,
  /** None given: everybody who worked on the project in the month. */
  consultants: z.array(code).min(1).max(200).optional(),
  /** The person asked at the client's; by default the last one asked for this project, else their only contact. */
  to: z.email().max(254).optional(),
  /** false: nothing leaves, the address of the page is handed over by who asks. */
  mail: z.boolean().default(true),
});
type Asked = z.infer<typeof input>;

type Facts = {
  readonly project: ProjectCommandRow | null;
  readonly client: ClientRow | null;
  readonly contacts: readonly ContactRow[];
  readonly rows: readonly TimeRow[];
  readonly timesheets: readonly TimesheetRow[];
  readonly people: ReadonlyMap<string, ConsultantRow>;
  readonly requests: readonly ClientRequestRow[];
  readonly lastSentTo: string | null;
  readonly firm: FirmRow | null;
  readonly digest: FirmReader['digest'];
};

async function readMonth(asked: Asked, read: FirmReader): Promise<TimeRow[]> {
  const rows = await read.projectTimeBetween(asked.project, firstDayOf(asked.month), lastDayOf(asked.month));
  return rows.filter(
    ({ consultant, state }) => state !== 'brouillon' && (asked.consultants?.includes(consultant) ?? true),
  );
}

async function load(asked: Asked, read: FirmReader): Promise<Facts> {
  const project = await read.get('project', { code: asked.project });
  const requests = await read.find('clientRequest', { project: asked.project });
  const sent = requests.filter(({ sentTo }) => sentTo !== null).toSorted((a, b) => (a.askedOn < b.askedOn ? -1 : 1));
  const consultants = await read.find('consultant', {});
  return {
    project,
    client: project?.client == null ? null : await read.get('client', { code: project.client }),
    contacts: project?.client == null ? [] : await read.find('contact', { client: project.client }),
    rows: await readMonth(asked, read),
    timesheets: await read.find('timesheet', { project: asked.project, month: firstDayOf(asked.month) }),
    people: new Map(consultants.map((person) => [person.code, person])),
    requests: requests.filter(({ month: of }) => of === firstDayOf(asked.month)),
    lastSentTo: sent.at(-1)?.sentTo ?? null,
    firm: await read.get('firm', { id: 1 }),
    digest: read.digest,
  };
}

/** Each person's content of the month that the client has not signed as it stands. */
function listSheets({ rows, timesheets, digest }: Facts): AskedSheet[] {
  return [...Map.groupBy(rows, ({ consultant }) => consultant)].flatMap(([consultant, own]) => {
    const contentSha = digest(own.map((row) => [row.workedOn, row.occurrence, row.quarterDays]));
    const quarterDays = own.reduce((total, row) => total + row.quarterDays, 0);
    const sheet = timesheets.find((one) => one.consultant === consultant);
    const validation = (sheet?.clientValidation ?? null) as ClientValidation | null;
    const state = stateOfValidation({ contentSha, quarterDays, validation, lostValidation: false, asked: null });
    return state === 'accepted' ? [] : [{ consultant, contentSha, quarterDays }];
  });
}

/** Who is asked at the client's. */
function chooseAddress(facts: Facts, client: ClientRow, asked: Asked): string | Refusal {
  const given = asked.to ?? facts.lastSentTo;
  if (given !== null) return given;
  const known = facts.contacts.flatMap(({ email }) => email ?? []);
  const [only] = known;
  if (only !== undefined && known.length === 1) return only;
  const choice = known.length === 0 ? '' : ` (connues : ${known.join(', ')})`;
  return refuse('contact_missing', `Dites à quelle adresse de ${client.name} demander cette validation${choice}.`);
}

function requestKey(asked: Asked, sheets: readonly AskedSheet[], today: CivilDate, to: string | null, facts: Facts) {
  const content = facts.digest(sheets.map(({ consultant, contentSha }) => [consultant, contentSha])).slice(0, 12);
  return `validation:${asked.project}:${asked.month}:${today}:${to?.toLowerCase() ?? 'lien'}:${content}`;
}

function showMail(mail: ClientMail | null, project: string): IndicatorEffect[] {
  if (mail === null) return [];
  return [{ label: `Courrier à ${mail.to}`, subject: project, before: null, after: mail.body, unit: 'text' }];
}

function nameOf(facts: Facts, consultant: string): string {
  const person = facts.people.get(consultant);
  return person === undefined ? consultant : `${person.firstName} ${person.lastName}`;
}

/** The days of each, by their own lock: what is asked is what they hold. */
async function lock(asked: Asked, read: FirmReader): Promise<LockKey[]> {
  const rows = await readMonth(asked, read);
  return [
    ...[...new Set(rows.map(({ consultant }) => consultant))].map((key) => ({ kind: 'consultant' as const, key })),
    { kind: 'month', key: asked.month, shared: true },
    { kind: 'project', key: asked.project, shared: true },
  ];
}

function refuseNothing(facts: Facts, asked: { project: string; month: Month }): Refusal {
  return facts.rows.length === 0
    ? refuse('nothing_to_validate', `Aucun jour soumis sur ${asked.project} en ${sayMonth(asked.month)}.`)
    : refuse(
        'already_validated',
        `Le client a déjà validé ces jours ${sayOf(sayMonth(asked.month))} sur ${asked.project}.`,
      );
}

export const askClientValidation = defineCommand({
  name: 'ask_client_validation',
  label: 'Demander au client de valider des CRA',
  input,
  rights: { responsable: 'own', adv: 'all', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: lock,
  load,
  owns: (facts, _asked, asker, role) => ownsProject(facts.project, asker, role),
  plan: (facts, asked, { today, asker }) => {
    const { project, client } = facts;
    if (!project || !client) return refuse(NOT_FOUND, `Projet inconnu, interne ou sans client : ${asked.project}.`);
    const sheets = listSheets(facts);
    if (sheets.length === 0) return refuseNothing(facts, asked);
    const to = asked.mail ? chooseAddress(facts, client, asked) : null;
    if (to !== null && typeof to !== 'string') return to;
    const key = requestKey(asked, sheets, today, to, facts);
    const known = facts.requests.find((request) => request.key === key);
    if (known && to !== null)
      return refuse('already_sent', `Cette demande est déjà partie aujourd'hui à ${to} : rien n'a changé depuis.`);
    const expiresOn = addDays(today, CLIENT_PAGE_DAYS);
    const people = sheets.map((sheet) => ({ name: nameOf(facts, sheet.consultant), days: sheet.quarterDays / 4 }));
    const request = { key, project: project.title ?? project.code, month: asked.month, expiresOn, people };
    const mail = to === null ? null : writeValidationMail(request, facts.firm?.name ?? 'Votre prestataire', to);
    const after: ClientRequestRow = {
      key,
      project: project.code,
      month: firstDayOf(asked.month),
      sentTo: to,
      askedBy: asker.email,
      askedOn: today,
      expiresOn,
      sheets,
    };
    const days = sayDays(sheets.reduce((total, { quarterDays }) => total + quarterDays, 0) / 4);
    const who = people.map(({ name }) => name).join(', ');
    return {
      effect: {
        sentence: `Demander à ${client.name}${to === null ? '' : ` (${to})`} de valider ${days} ${sayOf(sayMonth(asked.month))} sur ${project.code} : ${who}.`,
        // Asked twice for the same days, it is one request; another address of its page may be drawn.
        rows: known ? [] : [{ entity: 'clientRequest', before: null, after }],
        indicators: showMail(mail, project.code),
      },
      ...(mail && { mails: [mail] }),
      result: { request: key, expiresOn },
    };
  },
});
