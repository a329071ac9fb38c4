// `vigie doctor`: looks at all that Vigie stands on, changes nothing, and says in a sentence each what is wrong
// and what to do. Exit 0 when nothing keeps Vigie from working (a remark does not), 1 otherwise.

import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Config } from '../../config.ts';
import { explainOutage } from '../../db/explain-outage.ts';
import { inspectDatabase, type DatabaseState } from '../../db/inspect.ts';
import { makeRunFolder, openInstance } from '../../db/instance.ts';
import { countUnsentMails } from '../../db/mails.ts';
import { readOutboxState, type OutboxState } from '../../db/outbox.ts';
import { examineModel } from '../assistant/examine-model.ts';
import { EXIT, type CommandContext } from './command-context.ts';
import { readSupervisor } from '../supervisor/pid-files.ts';
import { explainPort } from '../supervisor/port.ts';
import { examineTemporal } from '../temporal/examine.ts';
import { sayCount } from '../../domain/french.ts';

export type Finding = {
  check:
    | 'node'
    | 'folder'
    | 'disk'
    | 'port'
    | 'database'
    | 'schema'
    | 'privileges'
    | 'search'
    | 'temporal'
    | 'mails'
    | 'outbox'
    | 'model';
  level: 'ok' | 'remark' | 'problem';
  sentence: string;
  /** What an administrator of the database runs. */
  sql?: string[];
};

const NODE_MAJOR = 24;
/** The embedded database keeps up to 1 GB of journal under load; below this a busy day may fill the disk. */
const LOW_DISK_BYTES = 2_000_000_000;
/** Below this PostgreSQL itself may stop for lack of room. */
const FULL_DISK_BYTES = 200_000_000;

export async function run(args: string[], { config, print, tell }: CommandContext): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } }, strict: true });
  const findings = await examine(config, tell);
  const ok = findings.every((finding) => finding.level !== 'problem');
  print(values.json ? JSON.stringify({ ok, findings }, null, 2) : findings.map(showFinding).join('\n'));
  return ok ? EXIT.done : EXIT.failed;
}

export async function examine(config: Config, tell: (sentence: string) => void = () => {}): Promise<Finding[]> {
  const folder = examineFolder(config);
  const findings = [examineNode(), folder];
  if (folder.level === 'problem') return findings;
  findings.push(examineDisk(config), await examinePort(config), ...(await examineDatabase(config, tell)));
  findings.push({ check: 'temporal', ...(await examineTemporal(config)) });
  findings.push({ check: 'model', ...(await examineModel(config)) });
  return findings;
}

function showFinding({ level, sentence, sql }: Finding): string {
  const mark = { ok: '✔', remark: '–', problem: '✗' }[level];
  return [`${mark} ${sentence}`, ...(sql ?? []).map((statement) => `    ${statement};`)].join('\n');
}

function examineNode(): Finding {
  const version = process.versions.node;
  if (Number(version.split('.')[0]) >= NODE_MAJOR) return { check: 'node', level: 'ok', sentence: `Node ${version}.` };
  return {
    check: 'node',
    level: 'problem',
    sentence: `Vigie tourne sur Node ${version}, et demande Node ${NODE_MAJOR} : lancez-la par ./bin/vigie.mjs, qui apporte le sien.`,
  };
}

/** As root, whether the database's own user can get there is asked too. */
function examineFolder(config: Config): Finding {
  const probe = join(config.home, `.doctor.${process.pid}`);
  try {
    makeRunFolder(config);
    writeFileSync(probe, '');
    rmSync(probe);
    return { check: 'folder', level: 'ok', sentence: `Dossier de Vigie : ${config.home}.` };
  } catch (error) {
    const sentence =
      explainOutage(error)?.message ??
      `Impossible d'écrire dans ${config.home} (${(error as NodeJS.ErrnoException).code ?? String(error)}) : vérifiez ses droits, ou choisissez un autre dossier par VIGIE_HOME.`;
    return { check: 'folder', level: 'problem', sentence };
  }
}

function examineDisk(config: Config): Finding {
  const { bavail, bsize } = statfsSync(config.home);
  const free = bavail * bsize;
  const shown = `${(free / 1e9).toLocaleString('fr-FR', { maximumFractionDigits: 1 })} Go libres sur le disque de ${config.home}`;
  if (free > LOW_DISK_BYTES) return { check: 'disk', level: 'ok', sentence: `${shown}.` };
  return {
    check: 'disk',
    level: free > FULL_DISK_BYTES ? 'remark' : 'problem',
    sentence: `Le disque est presque plein (${shown}) : libérez de la place, ou déplacez VIGIE_HOME.`,
  };
}

async function examinePort(config: Config): Promise<Finding> {
  const running = readSupervisor(config.home);
  if (running !== null) return examineRunning(config, running.pid);
  const blocked = await explainPort(config.host, config.port);
  if (blocked !== null) return { check: 'port', level: 'problem', sentence: blocked };
  return { check: 'port', level: 'ok', sentence: `Vigie ne tourne pas ; le port ${config.port} est libre.` };
}

async function examineRunning(config: Config, pid: number): Promise<Finding> {
  try {
    // Two seconds: a healthy API answers in a few milliseconds.
    const answer = await fetch(`${localAddress(config)}/healthz`, { signal: AbortSignal.timeout(2_000) });
    if (answer.ok)
      return { check: 'port', level: 'ok', sentence: `Vigie tourne (processus ${pid}) : ${config.publicUrl}.` };
    return sayMute(config, pid, `code ${answer.status}`);
  } catch (error) {
    return sayMute(config, pid, error instanceof Error ? error.message : String(error));
  }
}

function sayMute(config: Config, pid: number, cause: string): Finding {
  return {
    check: 'port',
    level: 'problem',
    sentence: `Vigie tourne (processus ${pid}), mais son API ne répond pas sur le port ${config.port} (${cause}) : lisez ${join(config.home, 'vigie.log')}, puis « vigie stop » et « vigie start ».`,
  };
}

function localAddress({ host, port }: Config): string {
  return `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`;
}

async function examineDatabase(config: Config, tell: (sentence: string) => void): Promise<Finding[]> {
  if (config.databaseUrl === null && !existsSync(join(config.home, 'postgres'))) {
    return [
      { check: 'database', level: 'ok', sentence: 'La base de données embarquée sera créée au premier démarrage.' },
    ];
  }
  try {
    const instance = await openInstance(config, { tell, untouched: true });
    try {
      const state = await inspectDatabase(instance, config);
      const readable = state.pending.length + state.connectionFailures.length + state.missingRoles.length === 0;
      return [
        ...describeDatabase(state, config),
        ...(readable
          ? [
              describeOutbox(await readOutboxState(instance.app)),
              describeMails(await countUnsentMails(instance.app), config),
            ]
          : []),
      ];
    } finally {
      await instance.close();
    }
  } catch (error) {
    const told = explainOutage(error);
    if (told === null) throw error;
    return [{ check: 'database', level: 'problem', sentence: told.message }];
  }
}

/** Letters to clients: who waits, and what a person must look at. */
function describeMails({ pending, toCheck }: { pending: number; toCheck: number }, config: Config): Finding {
  const ready = config.smtpUrl !== null && config.mailFrom !== null;
  if (toCheck > 0)
    return {
      check: 'mails',
      level: 'remark',
      sentence: `${sayCount(toCheck, 'courrier refusé, ou coupé', 'courriers refusés, ou coupés')} pendant l’envoi : GET /api/mails dit lesquels ; vérifiez avant de renvoyer.`,
    };
  if (ready || pending === 0)
    return { check: 'mails', level: 'ok', sentence: `Courriers aux clients : ${pending} en attente.` };
  return {
    check: 'mails',
    level: 'remark',
    sentence: `${sayCount(pending, 'courrier attend', 'courriers attendent')} un serveur : SMTP_URL et MAIL_FROM ne sont pas donnés.`,
  };
}

/** What a change had to tell, and could not: a person looks at it. */
function describeOutbox({ waiting, parked, oldestWaitingAt }: OutboxState): Finding {
  if (parked > 0) {
    return {
      check: 'outbox',
      level: 'problem',
      sentence: `Boîte d’envoi : ${sayCount(parked, 'message mis de côté', 'messages mis de côté')} après vingt échecs ; lisez leur cause (table outbox, last_error), puis remettez-les :`,
      sql: ['update outbox set parked_at = null, tries = 0, next_try_at = now() where parked_at is not null'],
    };
  }
  const since =
    oldestWaitingAt === null ? '' : `, le plus ancien depuis ${oldestWaitingAt.slice(0, 16).replace('T', ' à ')} UTC`;
  return {
    check: 'outbox',
    level: 'ok',
    sentence: `Boîte d’envoi : ${sayCount(waiting, 'message')} en attente${since}.`,
  };
}

function describeDatabase(state: DatabaseState, config: Config): Finding[] {
  const where = config.databaseUrl === null ? 'embarquée' : 'de DATABASE_URL';
  const findings: Finding[] = [
    { check: 'database', level: 'ok', sentence: `Base de données ${where} : PostgreSQL ${state.serverVersion}.` },
    state.pending.length === 0
      ? { check: 'schema', level: 'ok', sentence: 'La base est au schéma de cette version.' }
      : {
          check: 'schema',
          level: 'remark',
          sentence: `La base attend ${sayCount(state.pending.length, 'migration')} (${state.pending.join(', ')}) : « vigie migrate », ou le prochain démarrage, les applique.`,
        },
  ];
  for (const sentence of state.connectionFailures) findings.push({ check: 'database', level: 'problem', sentence });
  if (state.missingRoles.length > 0) {
    findings.push({
      check: 'privileges',
      level: 'problem',
      sentence:
        'Il manque des rôles : « vigie start » les crée si DATABASE_URL en a le droit, sinon un administrateur du serveur exécute :',
      sql: state.missingRoles,
    });
  }
  for (const gap of state.gaps) findings.push({ check: 'privileges', level: 'problem', ...gap });
  if (state.missingRoles.length + state.gaps.length === 0) {
    findings.push({ check: 'privileges', level: 'ok', sentence: 'Le rôle de lecture ne peut que lire.' });
  }
  return [...findings, describeSearch(state, config)];
}

/** Meaning-based search needs both; without, search is by words and nothing else changes. */
function describeSearch(state: DatabaseState, config: Config): Finding {
  const missing = [
    ...(state.vector === 'absent' ? ["l'extension « vector » sur le serveur PostgreSQL"] : []),
    ...(config.embedBaseUrl === null ? ["un service d'embeddings (EMBED_BASE_URL et EMBED_MODEL)"] : []),
  ];
  if (missing.length === 0) return { check: 'search', level: 'ok', sentence: 'Recherche par le sens disponible.' };
  return {
    check: 'search',
    level: 'remark',
    sentence: `Recherche par mots seulement : pour la recherche par le sens, il manque ${missing.join(' et ')}.`,
  };
}
