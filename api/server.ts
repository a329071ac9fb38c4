// The API's process: opens the database, listens, and leaves in order on SIGTERM. Started by the supervisor with its
// settings in the environment (config.ts); it starts no database itself.

import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { pino, type Logger, type LoggerOptions } from 'pino';
import { projectRoot, readConfig, type Config } from '../config.ts';
import { openDatabase, type Sql } from '../db/connection.ts';
import { readReport } from '../db/reports/read-report.ts';
import { makeApp } from './app.ts';
import { catchUpReadings } from './documents/file-readings.ts';
import { openConfiguredReading } from './documents/configured-reading.ts';
import { openConfiguredAssistant } from './assistant/assistant.ts';
import { makeAuthenticate } from './auth/authenticate.ts';
import { readSessionSecret } from './auth/secret.ts';
import { openSignIn } from './auth/sign-in.ts';
import { readCurrentDay } from './current-day.ts';
import { startMailSending } from './mail/send-mails.ts';
import type { Passes } from './passes.ts';
import { startRelay } from './relay.ts';
import { startSealing } from './sealing.ts';
import { openConfiguredSlack } from './slack/open-slack.ts';
import { openTemporal, type Temporal } from './temporal/client.ts';
import { openLive, type Live } from './live.ts';
import { followSupervisor } from './supervisor/follow.ts';

/** A request that has not come in whole after this holds a connection for nothing. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the usual 60 s of a reverse proxy, so that the proxy is the one that closes. */
const KEEP_ALIVE_MS = 65_000;
/** The slowest report takes a tenth of a second: what still runs after this is cut. */
const LAST_ANSWERS_MS = 5000;

/** Pino's number for it. */
const WARN = 40;

/** Lines leave together, at 4 kB or after a second: one write for some twenty requests. A warning takes all with it at once. */
function openLog(level: Config['logLevel']): Logger {
  const lines = pino.destination({ sync: false, minLength: 4096, periodicFlush: 1000 });
  const logMethod: NonNullable<LoggerOptions['hooks']>['logMethod'] = function (args, method, severity) {
    method.apply(this, args);
    if (severity >= WARN) lines.flush();
  };
  return pino(
    { level, base: { process: 'api' }, timestamp: pino.stdTimeFunctions.isoTime, hooks: { logMethod } },
    lines,
  );
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = openLog(config.logLevel);
  if (config.databaseAppUrl === null || config.databaseReaderUrl === null) {
    throw new Error('DATABASE_APP_URL and DATABASE_READER_URL are given by `vigie start`');
  }
  // Changes that end together reach the disk together: six under way cost less each than four, and than eight, whose
  // processes take the processors from one another (a twentieth less of them each, measured on two).
  const appSql = openDatabase(config.databaseAppUrl, { name: 'vigie api', max: 6 });
  const readerSql = openDatabase(config.databaseReaderUrl, { name: 'vigie reports', max: 4 });
  const signIn = openSignIn({
    appUrl: config.databaseAppUrl,
    publicUrl: config.publicUrl,
    secret: readSessionSecret(config.home),
    log,
  });
  // A pool of its own: what is carried outside never waits for requests, nor they for it.
  const relaySql = openDatabase(config.databaseAppUrl, { name: 'vigie relay', max: 3 });
  const temporal = openConfiguredTemporal(config);
  const today = (): string => readCurrentDay(config.fixedToday);
  const webFolder = join(projectRoot, 'web', 'dist');
  const authenticate = makeAuthenticate(appSql, signIn);
  const assistant = openConfiguredAssistant(config);
  const { publicUrl } = config;
  const reading = openConfiguredReading(config);
  const answering = { appSql, readerSql, readReport, today, temporal, assistant, publicUrl, log, ...reading };
  const slack = openConfiguredSlack(config, answering);
  const app = makeApp({
    ...answering,
    signIn,
    authenticate,
    slack: slack?.router ?? null,
    webFolder: existsSync(join(webFolder, 'index.html')) ? webFolder : null,
    version: readVersion(),
  });
  const server = createServer(app);
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const live = await openLive({
    server,
    app: relaySql,
    authenticate,
    publicUrl: config.publicUrl,
    turns: assistant.turns,
    log,
  });
  server.on('error', (error) => {
    log.fatal({ err: error }, 'the API cannot listen');
    process.exit(1);
  });
  server.listen(config.port, config.host, () => log.info({ port: config.port, host: config.host }, 'the API listens'));
  const relay = startRelay({ app: relaySql, temporal, today, log });
  // A document that an ended process had filed and not read.
  catchUpReadings({ appSql, today, log, ...reading }).catch((error: unknown) =>
    log.error({ err: error }, 'documents wait to be read until the next start'),
  );
  const sealing = startSealing(relaySql, today, log);
  const mailing = startConfiguredMails(config, relaySql, log);
  followSupervisor(() =>
    leave(server, live, async () => {
      await Promise.all([relay.stop(), sealing.stop(), mailing?.stop(), slack?.close()]);
      await temporal?.close();
      const pools = [appSql, readerSql, relaySql];
      await Promise.all([...pools.map((pool) => pool.end({ timeout: 5 })), signIn.close()]);
    }),
  );
}

function openConfiguredTemporal({ temporalAddress, temporalNamespace, temporalApiKey }: Config): Temporal | null {
  if (temporalAddress === null) return null;
  return openTemporal({ address: temporalAddress, namespace: temporalNamespace, apiKey: temporalApiKey });
}

/** Null: mails wait in Vigie. */
function startConfiguredMails({ smtpUrl, mailFrom, publicUrl }: Config, appSql: Sql, log: Logger): Passes | null {
  if (smtpUrl === null || mailFrom === null) return null;
  return startMailSending({ appSql, settings: { smtpUrl, from: mailFrom }, publicUrl, log });
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** Takes no new request, ends those under way, then the database's connections. */
async function leave(server: Server, live: Live, closeDatabase: () => Promise<void>): Promise<void> {
  await live.close();
  const cut = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(cut);
  await closeDatabase();
}

await main();
