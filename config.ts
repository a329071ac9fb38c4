// The environment, read once by each process (api/cli.ts, api/server.ts) and passed down as values.
// `settings` is the table of docs/operations.md; a test holds the two together.

import { join, resolve } from 'node:path';
import { z } from 'zod';
import { PlainError } from './db/plain-error.ts';

/** The folder that holds package.json: `vigie` works from any current folder. */
export const projectRoot: string = import.meta.dirname;

const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'doit commencer par postgres://');
const port = z.coerce
  .number({ error: 'doit être un nombre entre 1 et 65535' })
  .int('doit être un nombre entier')
  .min(1, 'doit être entre 1 et 65535')
  .max(65_535, 'doit être entre 1 et 65535');
const civilDay = z.iso.date('doit être un jour au format AAAA-MM-JJ');
const webAddress = z.url({ protocol: /^https?$/, error: 'doit être une adresse http(s)://…' });

/** One line a setting: what it means, what it is when unset, and how it is read. */
export const settings = {
  VIGIE_HOME: {
    meaning: 'Folder of everything Vigie keeps: database, passwords, lock, log.',
    unset: '`.vigie` in the project',
    schema: z.string().optional(),
  },
  PORT: {
    meaning: 'Port of the web interface and the API.',
    unset: '4100',
    schema: port.default(4100),
  },
  HOST: {
    meaning: 'Address that the API listens on; `0.0.0.0` opens it to the network.',
    unset: '127.0.0.1',
    schema: z.string().default('127.0.0.1'),
  },
  PUBLIC_URL: {
    meaning: 'Address that people type, when a reverse proxy stands in front (links, cookies, origin checks).',
    unset: '`http://HOST:PORT`',
    schema: webAddress.optional(),
  },
  DATABASE_URL: {
    meaning: "Another PostgreSQL (15 or later) instead of the embedded one: the owner's connection, used to migrate.",
    unset: 'embedded database',
    schema: postgresUrl.optional(),
  },
  DATABASE_APP_URL: {
    meaning: "The application's connection, when the administrator made the role; without it, start makes one.",
    unset: 'made at start',
    schema: postgresUrl.optional(),
  },
  DATABASE_READER_URL: {
    meaning: "The reports' and assistant's read-only connection, when the administrator made the role.",
    unset: 'made at start',
    schema: postgresUrl.optional(),
  },
  TEMPORAL_ADDRESS: {
    meaning: 'host:port of a Temporal server (yours, or Temporal Cloud) instead of the one that Vigie starts.',
    unset: 'own server',
    schema: z
      .string()
      .regex(/^[^\s:/]+:\d+$/, 'doit être de la forme hôte:port')
      .optional(),
  },
  TEMPORAL_NAMESPACE: {
    meaning: 'Namespace of `TEMPORAL_ADDRESS`: one for each Vigie.',
    unset: 'default',
    schema: z.string().default('default'),
  },
  TEMPORAL_API_KEY: {
    meaning: 'API key of `TEMPORAL_ADDRESS` (Temporal Cloud); turns TLS on.',
    unset: 'none',
    schema: z.string().optional(),
  },
  VIGIE_TODAY: {
    meaning: 'Fixes the civil day (AAAA-MM-JJ), for tests and demonstrations.',
    unset: "the day's date",
    schema: civilDay.optional(),
  },
  VIGIE_URL: {
    meaning: 'A remote Vigie that the command line talks to, instead of this machine.',
    unset: 'this machine',
    schema: webAddress.optional(),
  },
  VIGIE_TOKEN: {
    meaning: 'API key for `VIGIE_URL`.',
    unset: 'none',
    schema: z.string().optional(),
  },
  LOG_LEVEL: {
    meaning: 'What `vigie.log` keeps: `debug`, `info`, `warn` or `error`.',
    unset: 'info',
    schema: z.enum(['debug', 'info', 'warn', 'error'], 'doit valoir debug, info, warn ou error').default('info'),
  },
  VIGIE_DEBUG: {
    meaning: '`1` prints the stack of an unexpected error on the command line.',
    unset: '0',
    schema: z.enum(['0', '1'], 'doit valoir 0 ou 1').default('0'),
  },
  AI_BASE_URL: {
    meaning: 'OpenAI-compatible endpoint of the assistant, with `AI_MODEL`; without, the built-in model answers.',
    unset: 'built-in model',
    schema: webAddress.optional(),
  },
  AI_API_KEY: {
    meaning: 'API key of `AI_BASE_URL`.',
    unset: 'none',
    schema: z.string().optional(),
  },
  AI_MODEL: {
    meaning: 'Model asked of `AI_BASE_URL`; it must call tools.',
    unset: 'none',
    schema: z.string().optional(),
  },
  EMBED_BASE_URL: {
    meaning: 'OpenAI-compatible endpoint of embeddings (meaning-based search).',
    unset: 'full-text search only',
    schema: webAddress.optional(),
  },
  EMBED_MODEL: {
    meaning: 'Model asked of `EMBED_BASE_URL`.',
    unset: 'none',
    schema: z.string().optional(),
  },
  SMTP_URL: {
    meaning: 'Mail server (`smtp://user:secret@server:587`): invoices, letters and notices leave by mail.',
    unset: 'mails wait in Vigie',
    schema: z
      .string()
      .regex(/^smtps?:\/\//, 'doit commencer par smtp:// ou smtps://')
      .optional(),
  },
  MAIL_FROM: {
    meaning: 'Sender of the mails: `Facturation ACME <factures@acme.fr>`; needed with `SMTP_URL`.',
    unset: 'none',
    schema: z.string().regex(/@/, 'doit contenir une adresse').optional(),
  },
  SLACK_BOT_TOKEN: {
    meaning: "Slack's bot token (`xoxb-…`): with one of the two below, Vigie answers in Slack.",
    unset: 'no Slack',
    schema: z.string().optional(),
  },
  SLACK_SIGNING_SECRET: {
    meaning: "Slack's signing secret: requests come by HTTP, at `PUBLIC_URL/api/slack/events`.",
    unset: 'none',
    schema: z.string().optional(),
  },
  SLACK_APP_TOKEN: {
    meaning: "Slack's app token (`xapp-…`): requests come by Socket Mode, without a public address.",
    unset: 'none',
    schema: z.string().optional(),
  },
  SLACK_API_URL: {
    meaning: "Address of Slack's Web API (another one: GovSlack, tests).",
    unset: '`https://slack.com/api/`',
    schema: webAddress.default('https://slack.com/api/'),
  },
} as const;

export type Config = {
  /** Absolute path. */
  home: string;
  port: number;
  host: string;
  /** Address that people type, without a trailing slash. */
  publicUrl: string;
  databaseUrl: string | null;
  databaseAppUrl: string | null;
  databaseReaderUrl: string | null;
  /** host:port; null: the server that `vigie start` runs. */
  temporalAddress: string | null;
  temporalNamespace: string;
  temporalApiKey: string | null;
  /** The civil day fixed by VIGIE_TODAY, 'YYYY-MM-DD'; null: the machine's day. */
  fixedToday: string | null;
  remoteUrl: string | null;
  remoteToken: string | null;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
  debug: boolean;
  /** With `aiModel`: the assistant's model; null: the built-in one. */
  aiBaseUrl: string | null;
  aiApiKey: string | null;
  aiModel: string | null;
  embedBaseUrl: string | null;
  embedModel: string | null;
  smtpUrl: string | null;
  mailFrom: string | null;
  slackBotToken: string | null;
  slackSigningSecret: string | null;
  slackAppToken: string | null;
  slackApiUrl: string;
};

/** An empty variable is an unset one: `PORT= vigie start` means the default. */
function dropEmpty(env: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
}

function readSetting<K extends keyof typeof settings>(
  name: K,
  env: Record<string, string>,
): z.output<(typeof settings)[K]['schema']> {
  const parsed = settings[name].schema.safeParse(env[name]);
  if (parsed.success) return parsed.data as z.output<(typeof settings)[K]['schema']>;
  const cause = parsed.error.issues[0]?.message ?? 'est invalide';
  throw new PlainError('bad_setting', `Le réglage ${name} ${cause} (valeur lue : « ${shownValue(name, env[name])} »).`);
}

/** A URL may hold a password, a token is one: neither is repeated on a screen. */
function shownValue(name: keyof typeof settings, value: string | undefined): string {
  return /^DATABASE_|_(?:TOKEN|KEY|SECRET)$/.test(name) ? 'masquée' : (value ?? '');
}

/**
 * Reads the settings.
 * @throws PlainError `bad_setting`, with the setting's name and what it must be.
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const env = dropEmpty(environment);
  const host = readSetting('HOST', env);
  const portNumber = readSetting('PORT', env);
  const home = readSetting('VIGIE_HOME', env);
  return {
    home: home === undefined ? join(projectRoot, '.vigie') : resolve(home),
    port: portNumber,
    host,
    publicUrl: (readSetting('PUBLIC_URL', env) ?? localAddress(host, portNumber)).replace(/\/+$/, ''),
    databaseUrl: readSetting('DATABASE_URL', env) ?? null,
    databaseAppUrl: readSetting('DATABASE_APP_URL', env) ?? null,
    databaseReaderUrl: readSetting('DATABASE_READER_URL', env) ?? null,
    temporalAddress: readSetting('TEMPORAL_ADDRESS', env) ?? null,
    temporalNamespace: readSetting('TEMPORAL_NAMESPACE', env),
    temporalApiKey: readSetting('TEMPORAL_API_KEY', env) ?? null,
    fixedToday: readSetting('VIGIE_TODAY', env) ?? null,
    remoteUrl: readSetting('VIGIE_URL', env) ?? null,
    remoteToken: readSetting('VIGIE_TOKEN', env) ?? null,
    logLevel: readSetting('LOG_LEVEL', env),
    debug: readSetting('VIGIE_DEBUG', env) === '1',
    aiBaseUrl: readSetting('AI_BASE_URL', env) ?? null,
    aiApiKey: readSetting('AI_API_KEY', env) ?? null,
    aiModel: readSetting('AI_MODEL', env) ?? null,
    embedBaseUrl: readSetting('EMBED_BASE_URL', env) ?? null,
    embedModel: readSetting('EMBED_MODEL', env) ?? null,
    smtpUrl: readSetting('SMTP_URL', env) ?? null,
    mailFrom: readSetting('MAIL_FROM', env) ?? null,
    slackBotToken: readSetting('SLACK_BOT_TOKEN', env) ?? null,
    slackSigningSecret: readSetting('SLACK_SIGNING_SECRET', env) ?? null,
    slackAppToken: readSetting('SLACK_APP_TOKEN', env) ?? null,
    slackApiUrl: readSetting('SLACK_API_URL', env),
  };
}

/** A server that listens everywhere is reached, from its own machine, on the loopback. */
function localAddress(host: string, portNumber: number): string {
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${portNumber}`;
}
