// Is the port ours to take, and if not, whose is it? Asked before the API starts, so that the answer is a sentence.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { readCommandLine } from '../../db/processes.ts';

/** The error's code when the port cannot be listened on ('EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL'…); null when it can. */
export function tryPort(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(null)));
  });
}

/** « nginx (processus 812) »; null when the system does not say (another user's process, as a rule). */
export function describePortHolder(port: number): string | null {
  const pid = process.platform === 'linux' ? findLinuxHolder(port) : findHolderByLsof(port);
  if (pid === null) return null;
  const command = readCommandLine(pid)?.split(' ')[0]?.split('/').at(-1);
  return command === undefined ? `le processus ${pid}` : `${command} (processus ${pid})`;
}

/** /proc/net/tcp names the socket's inode; the process that holds it has it among its open files. */
function findLinuxHolder(port: number): number | null {
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listListeners(table, port));
  if (inodes.length === 0) return null;
  const targets = new Set(inodes.map((inode) => `socket:[${inode}]`));
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const holder = pids.find((pid) => listOpenFiles(pid).some((file) => targets.has(file)));
  return holder === undefined ? null : Number(holder);
}

function listListeners(table: string, port: number): string[] {
  const LISTEN = '0A';
  try {
    return readFileSync(table, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((cells) => cells[3] === LISTEN && Number.parseInt(cells[1]?.split(':')[1] ?? '', 16) === port)
      .flatMap((cells) => (cells[9] === undefined ? [] : [cells[9]]));
  } catch {
    // No IPv6 on this machine.
    return [];
  }
}

function listOpenFiles(pid: string): string[] {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).map((fd) => readlinkSync(`${folder}/${fd}`));
  } catch {
    // Another user's process, or one that ended or closed a file meanwhile.
    return [];
  }
}

function findHolderByLsof(port: number): number | null {
  try {
    const pids = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return Number(pids.split('\n')[0]) || null;
  } catch {
    // lsof is absent (Windows), or finds nobody.
    return null;
  }
}

/** What stands in the way of listening, with what to do; null when nothing does. */
export async function explainPort(host: string, port: number): Promise<string | null> {
  const code = await tryPort(host, port);
  if (code === null) return null;
  if (code === 'EADDRINUSE') {
    const holder = describePortHolder(port) ?? 'un autre programme';
    return `Le port ${port} est déjà pris par ${holder} : arrêtez-le, ou choisissez un autre port (PORT=${port + 1} npm start).`;
  }
  if (code === 'EACCES') {
    return `Le système ne laisse pas ce compte écouter sur le port ${port} : prenez un port au-dessus de 1024 (PORT=4100).`;
  }
  return `L'adresse HOST=${host} n'est pas utilisable sur cette machine (${code}) : prenez 127.0.0.1, ou 0.0.0.0 pour ouvrir au réseau.`;
}
