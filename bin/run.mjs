// Runs a program of the project under its own Node 24: same terminal, same signals, same exit code.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ensureInstalled, InstallError } from './install.mjs';

/**
 * Ends this process with the program's exit code.
 * @param {(root: string) => string[]} describeArgs what Node 24 runs, given the project's folder.
 */
export async function runInstalled(describeArgs, env = process.env) {
  try {
    const { root, node } = await ensureInstalled();
    const child = spawn(node, describeArgs(root), {
      // The fourth is a line between the two: if this door is killed, the program behind it knows.
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env,
      shell: process.platform === 'win32',
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => {
        // A terminal's Ctrl-C reaches both of us: passing it on would make it two.
        if (signal !== 'SIGINT' || process.stdin.isTTY !== true) child.kill(signal);
      });
    }
    child.on('error', (error) => fail(`Node 24 n'a pas pu être lancé (${error.message}).`));
    child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 1)));
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    fail(error.message);
  }
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
