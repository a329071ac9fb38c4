// Runs one of Vigie's programs as a person would, on this Node, and reads what it says.

import { spawn, type ChildProcess } from 'node:child_process';

export type Program = {
  process: ChildProcess;
  output: () => string;
  /** Resolves with the first match in what the program has said; rejects when it ends without. */
  waitFor: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Exit code, or the signal's name. */
  ended: Promise<number | string>;
};

/** A program that says nothing for this long is stuck; a busy machine needs a good part of it. */
const PATIENCE_MS = 60_000;

export function runProgram(args: readonly string[], env: Record<string, string>): Program {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(DATABASE_|VIGIE_|VITEST|NODE_|PORT$|HOST$)/.test(name)),
  );
  const child = spawn(process.execPath, [...args], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (data: Buffer) => (text += data.toString('utf8')));
  child.stderr.on('data', (data: Buffer) => (text += data.toString('utf8')));
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  return { process: child, output: () => text, ended, waitFor: (pattern) => waitForText(pattern, () => text, ended) };
}

async function waitForText(
  pattern: RegExp,
  read: () => string,
  ended: Promise<number | string>,
): Promise<RegExpExecArray> {
  const end = { code: undefined as number | string | undefined };
  void ended.then((code) => (end.code = code));
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const match = pattern.exec(read());
    if (match !== null) return match;
    if (end.code !== undefined) throw new Error(`ended (${end.code}) without ${String(pattern)}:\n${read()}`);
    if (Date.now() > deadline) throw new Error(`no ${String(pattern)} after ${PATIENCE_MS} ms:\n${read()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Asks again until the answer is yes. @throws Error after a minute. */
export async function waitUntil(what: string, ask: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await ask())) {
    if (Date.now() > deadline) throw new Error(`still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
