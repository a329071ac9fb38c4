// The test server that skips time (70 days pass in seconds): kept in this user's cache folder, brought by the SDK's
// download, else by Maven.

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitForLock } from '../../db/home-lock.ts';
import { findCacheFolder } from '../../db/system-user.ts';

const run = promisify(execFile);
const VERSION = '1.31.0';
/** 60 MB by either way, and Maven's own plugins the first time. */
const BRING_TIMEOUT_MS = 600_000;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>vigie</groupId><artifactId>temporal-test-server</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${VERSION}</version>
  </dependency></dependencies>
</project>
`;

/** The program's path, after bringing it if need be. @throws Error that names what cannot be had. */
export async function findTimeSkippingServer(): Promise<string> {
  const cache = findCacheFolder();
  const folder = join(cache, `temporal-test-server-${VERSION}`);
  const program = join(folder, 'temporal-test-server');
  if (existsSync(program)) return program;
  mkdirSync(cache, { recursive: true, mode: 0o755 });
  const lock = await waitForLock(join(cache, 'temporal-test-server.lock'), 'exclusive', BRING_TIMEOUT_MS);
  try {
    if (existsSync(program)) return program;
    const draft = `${folder}.draft`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { recursive: true });
    const downloaded = await download(draft);
    const fetched = downloaded === null ? null : await fetchWithMaven(draft);
    if (downloaded !== null && fetched !== null) {
      throw new Error(
        `the tests of the workflows need Temporal's time-skipping test server, which cannot be had: the SDK's download says «${downloaded}», Maven (io.temporal:temporal-test-server:${VERSION}, with Java) says «${fetched}»`,
      );
    }
    renameSync(draft, folder);
    return program;
  } finally {
    lock.release();
  }
}

/** Null when it is there, else why not. */
async function download(folder: string): Promise<string | null> {
  const script = `
    import { TestWorkflowEnvironment } from '@temporalio/testing';
    const server = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'cached-download', downloadDir: process.argv[1] } } });
    await server.teardown();`;
  try {
    const args = ['--input-type=module', '-e', script, '--', folder];
    await run(process.execPath, args, { cwd: import.meta.dirname, timeout: BRING_TIMEOUT_MS });
    const [file] = readdirSync(folder);
    if (file === undefined) return 'nothing was received';
    renameSync(join(folder, file), join(folder, 'temporal-test-server'));
    return null;
  } catch (error) {
    return lastWords(error);
  }
}

async function fetchWithMaven(folder: string): Promise<string | null> {
  writeFileSync(join(folder, 'pom.xml'), POM);
  try {
    await run('java', ['-version'], { timeout: BRING_TIMEOUT_MS });
    await run('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib', '-DincludeScope=runtime'], {
      cwd: folder,
      timeout: BRING_TIMEOUT_MS,
    });
  } catch (error) {
    return lastWords(error);
  }
  const script = '#!/bin/sh\nexec java -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$@"\n';
  writeFileSync(join(folder, 'temporal-test-server'), script, { mode: 0o755 });
  return null;
}

function lastWords(error: unknown): string {
  const { stderr = '', stdout = '', message } = error as { stderr?: string; stdout?: string; message: string };
  const line = `${stdout}\n${stderr}`
    .split('\n')
    .filter((text) => /error/i.test(text))
    .at(0);
  return (line ?? message).trim().slice(0, 300);
}
