// A Vigie to talk to over HTTP: its own database, a fixed day, a report engine of the test's choosing.

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import type { Express, Router } from 'express';
import { pino, type Logger } from 'pino';
import { makeApp } from '../../api/app.ts';
import { openBuiltInAssistant, type Assistant } from '../../api/assistant/assistant.ts';
import { makeAuthenticate, type Authenticate } from '../../api/auth/authenticate.ts';
import { createAdminLink } from '../../api/auth/admin-link.ts';
import { openSignIn } from '../../api/auth/sign-in.ts';
import { openLive } from '../../api/live.ts';
import { startRelay } from '../../api/relay.ts';
import type { ReadReport } from '../../api/routes/reports.ts';
import type { ReportRequest } from '../../db/reports/read-report.ts';
import { addUser, createApiKey, createOneTimeToken } from '../../db/users.ts';
import type { Role } from '../../domain/roles.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

export type TestApi = {
  url: string;
  app: Express;
  database: TestDatabase;
  /** What the engine was asked, in order. */
  asked: ReportRequest[];
  /** What was logged, a JSON line each. */
  logged: string[];
  /** A person with these roles; their API key. */
  addPerson(email: string, roles: readonly Role[]): Promise<{ userId: string; key: string }>;
  /** GET, or POST with a body, under /api, by a key; the answer's JSON. */
  call(key: string, path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }>;
  /** A one-time link for a person already added. */
  invite(userId: string): Promise<string>;
  createAdminLink(): Promise<string | null>;
  close(): Promise<void>;
};

/** The answer of the tests' engine: what it was asked, which is enough to see who gets what. */
const echo: ReadReport = async (_reader, request) => JSON.stringify(request);

export async function openTestApi(
  options: {
    readReport?: ReadReport;
    webFolder?: string;
    assistant?: Assistant;
    /** Pages hear what changes, and the assistant's answers as they come. */
    live?: boolean;
    slack?: (parts: { database: TestDatabase; url: string; log: Logger }) => Router | null;
  } = {},
): Promise<TestApi> {
  const database = await createTestDatabase();
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const asked: ReportRequest[] = [];
  const logged: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
  const signIn = openSignIn({
    appUrl: database.appUrl,
    publicUrl: url,
    secret: randomBytes(32).toString('base64url'),
    log,
  });
  const engine = options.readReport ?? echo;
  const assistant = options.assistant ?? openBuiltInAssistant();
  const authenticate = makeAuthenticate(database.app, signIn);
  const closeLive = options.live ? await openLivePages({ server, database, authenticate, assistant, url, log }) : null;
  const app = makeApp({
    appSql: database.app,
    readerSql: database.reader,
    signIn,
    authenticate,
    today: () => '2026-10-31',
    readReport: (reader, request) => {
      asked.push(request);
      return engine(reader, request);
    },
    publicUrl: url,
    assistant,
    webFolder: options.webFolder ?? null,
    slack: options.slack?.({ database, url, log }) ?? null,
    version: '0.0.0',
    log,
  });
  server.on('request', app);
  return {
    url,
    app,
    database,
    call: async (key, path, body) => {
      const answer = await fetch(`${url}/api${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    },
    asked,
    logged,
    addPerson: (email, roles) =>
      database.app.begin(async (tx) => {
        const { userId } = await addUser(tx, { email, roles }, 'testeur');
        return { userId, key: await createApiKey(tx, userId, 'essai') };
      }),
    invite: async (userId) => `${url}/lien/${await createOneTimeToken(database.app, userId)}`,
    createAdminLink: () => createAdminLink(database.app, url),
    close: async () => {
      await closeLive?.();
      server.closeAllConnections();
      server.close();
      await signIn.close();
      await database.drop();
    },
  };
}

/** The live channel, and what carries changes to it, as the API's process has them. @returns ends both. */
async function openLivePages(parts: {
  server: Server;
  database: TestDatabase;
  authenticate: Authenticate;
  assistant: Assistant;
  url: string;
  log: Logger;
}): Promise<() => Promise<void>> {
  const { server, database, authenticate, assistant, url, log } = parts;
  const { app } = database;
  const live = await openLive({ server, app, authenticate, publicUrl: url, turns: assistant.turns, log });
  const relay = startRelay({ app, temporal: null, today: () => '2026-10-31', log });
  return async () => {
    await live.close();
    await relay.stop();
  };
}

/** The cookie of an answer that opened a session, as the browser would send it back. */
export function readCookie(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

export async function readProblem(answer: Response): Promise<{ status: number; code: string; detail: string }> {
  const { code, detail } = (await answer.json()) as { code: string; detail: string };
  return { status: answer.status, code, detail };
}
