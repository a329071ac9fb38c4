// `vigie …` as a person runs it: its own process, against a test's database or its own VIGIE_HOME.
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

export type VigieRun = { code: number | null; stdout: string; stderr: string };
export type VigieProcess = { child: ChildProcess; done: Promise<VigieRun> };

/** Starts the command; `done` when it has ended, however it ended (code null: by a signal). */
export function startVigie(args: readonly string[], env: Record<string, string>): VigieProcess {
  const child = spawn(process.execPath, [join(ROOT, 'api', 'cli.ts'), ...args], {
    env: { PATH: process.env['PATH'] ?? '', VIGIE_TODAY: '2026-10-31', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text));
  const done = new Promise<VigieRun>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...texts }));
  });
  return { child, done };
}

export function runVigie(args: readonly string[], env: Record<string, string>): Promise<VigieRun> {
  return startVigie(args, env).done;
}
