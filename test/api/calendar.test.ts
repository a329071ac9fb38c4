// A person's missions and leave in their calendar: one secret address, which opens that and nothing else.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeCalendar } from '../../api/calendar/write-calendar.ts';
import { drawCalendarSecret } from '../../db/calendar-links.ts';
import { loadFirm } from '../db/load-firm.ts';
import { readFolder } from '../oracle/read-firm.ts';
import { openTestApi, readProblem, type TestApi } from './test-api.ts';
import { writeFacts } from '../db/people.ts';

let api: TestApi;
let key: string;
let userId: string;

beforeAll(async () => {
  api = await openTestApi();
  await loadFirm(api.database.app, readFolder(join(import.meta.dirname, '../fixtures/example')));
  const [consultant] = await api.database.app<{ email: string }[]>`select email from consultants where code = 'C008'`;
  ({ key, userId } = await api.addPerson(consultant?.email ?? '', ['consultant']));
});
afterAll(() => api.close());

const post = (path: string, by = key): Promise<Response> =>
  fetch(`${api.url}/api${path}`, { method: 'POST', headers: { authorization: `Bearer ${by}` }, body: '{}' });
const draw = async (): Promise<string> => ((await (await post('/me/calendar')).json()) as { address: string }).address;

/** The lines of a feed, unfolded (RFC 5545, 3.1). */
async function read(address: string): Promise<string[]> {
  const answer = await fetch(address);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
  return (await answer.text()).replaceAll('\r\n ', '').split('\r\n');
}

/** The lines of one event. */
function eventOf(lines: readonly string[], uid: string): string[] {
  const at = lines.indexOf(`UID:${uid}`);
  return at === -1 ? [] : lines.slice(at, lines.indexOf('END:VEVENT', at));
}

describe('un calendrier', () => {
  test('a les missions de la personne, en jours entiers, et rien des affaires', async () => {
    const lines = await read(await draw());
    const mine = await api.database.app<{ code: string; starts: string; after: string }[]>`
      select a.code, to_char(greatest(a.starts_on, p.starts_on), 'YYYYMMDD') as starts,
        to_char(least(a.ends_on, p.ends_on) + 1, 'YYYYMMDD') as after
      from assignments a join consultants c on c.id = a.consultant_id join projects p on p.id = a.project_id
      where c.code = 'C008' and coalesce(least(a.ends_on, p.ends_on), 'infinity') >= '2026-08-02'`;
    expect(mine.length).toBeGreaterThan(0);
    expect(lines.filter((line) => line.startsWith('UID:mission-')).toSorted()).toEqual(
      mine.map(({ code }) => `UID:mission-${code}@vigie`).toSorted(),
    );
    const [first] = mine;
    expect(eventOf(lines, `mission-${first?.code}@vigie`)).toEqual(
      expect.arrayContaining([`DTSTART;VALUE=DATE:${first?.starts}`, `DTEND;VALUE=DATE:${first?.after}`]),
    );
    const clients = await api.database.app<{ name: string }[]>`select name from clients where length(name) > 3`;
    const titles = await api.database.app<{ title: string }[]>`select title from projects where title is not null`;
    const said = titles.reduce((text, { title }) => text.replaceAll(title, ''), lines.join('\n'));
    expect(clients.filter(({ name }) => said.includes(name))).toEqual([]);
  });

  test('a les congés, une demi-journée à l’heure de Paris, et ne dit pas la maladie', () => {
    const day = { startsOn: '2026-11-12', endsOn: '2026-11-12', startsAfternoon: false, endsMorning: false } as const;
    const lines = writeCalendar(
      {
        missions: [
          {
            code: 'A1',
            project: 'P1',
            title: null,
            startsOn: '2026-11-02',
            endsOn: null,
            quota: '0.5',
            status: 'ferme',
          },
        ],
        leave: [
          { ...day, id: 1, kind: 'maladie', status: 'validee' },
          { ...day, id: 2, kind: 'rtt', startsAfternoon: true, status: 'demandee' },
        ],
      },
      '2026-10-31',
    ).split('\r\n');
    expect(eventOf(lines, 'absence-1@vigie')).toEqual(
      expect.arrayContaining(['DTSTART;VALUE=DATE:20261112', 'DTEND;VALUE=DATE:20261113', 'SUMMARY:Absence']),
    );
    expect(lines.join()).not.toMatch(/maladie/i);
    expect(eventOf(lines, 'absence-2@vigie')).toEqual(
      expect.arrayContaining([
        'DTSTART;TZID=Europe/Paris:20261112T140000',
        'DTEND;TZID=Europe/Paris:20261112T180000',
        'STATUS:TENTATIVE',
      ]),
    );
    expect(lines).toEqual(
      expect.arrayContaining(['BEGIN:VTIMEZONE', 'TZID:Europe/Paris', 'X-WR-TIMEZONE:Europe/Paris']),
    );
    // Half of each day, without end: shown a year from its start.
    expect(eventOf(lines, 'mission-A1@vigie')).toEqual(
      expect.arrayContaining(['DTSTART;VALUE=DATE:20261102', 'DTEND;VALUE=DATE:20271103', 'DTSTAMP:20261102T000000Z']),
    );
  });

  test('garde ses identifiants d’une lecture à l’autre', async () => {
    const address = await draw();
    expect(await read(address)).toEqual(await read(address));
  });
});

describe('l’adresse', () => {
  test('tirée de nouveau, remplace la précédente ; fermée, n’ouvre plus rien', async () => {
    const before = await draw();
    const after = await draw();
    expect((await fetch(before)).status).toBe(404);
    expect((await fetch(after)).status).toBe(200);
    expect(await (await post('/me/calendar/revocation')).json()).toEqual({ revoked: true });
    expect(await readProblem(await fetch(after))).toMatchObject({ status: 404, code: 'calendar_unknown' });
    expect(await (await post('/me/calendar/revocation')).json()).toEqual({ revoked: false });
  });

  test('n’est ni gardée ni journalisée, et n’ouvre que le calendrier', async () => {
    const address = await draw();
    await read(address);
    const secret = address.replace(/.*\/ical\//, '').replace('.ics', '');
    const kept = await api.database.app`select token_sha256 from auth.calendar_links where token_sha256 = ${secret}`;
    expect(kept).toHaveLength(0);
    expect(api.logged.join('\n')).not.toContain(secret);
    const asKey = await fetch(`${api.url}/api/me`, { headers: { authorization: `Bearer ${secret}` } });
    expect(asKey.status).toBe(401);
  });

  test.each(['inconnu', 'inconnu.ics', `${'a'.repeat(43)}.ics`, '%00.ics'])('%s n’existe pas', async (file) => {
    expect((await fetch(`${api.url}/api/ical/${file}`)).status).toBe(404);
  });

  test('est refusée à qui n’est pas consultant, et à qui n’est plus admis', async () => {
    const { key: other } = await api.addPerson('adv@esn-exemple.fr', ['adv']);
    expect(await readProblem(await post('/me/calendar', other))).toMatchObject({
      status: 404,
      code: 'not_a_consultant',
    });
    const secret = await drawCalendarSecret(api.database.app, userId);
    const address = `${api.url}/api/ical/${secret}.ics`;
    expect((await fetch(address)).status).toBe(200);
    await writeFacts(api.database.app, async (tx) => {
      await tx`insert into disabled_users (user_id, disabled_on) values (${userId}, '2026-10-31')`;
    });
    expect((await fetch(address)).status).toBe(404);
  });
});
