// A month's invoices from validated days to files that can be sent: prepared, approved and issued one transaction each,
// printed as Factur-X in a PDF/A-3. In this process, on the embedded database; no Temporal, no HTTP.

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { printInvoice } from '../../api/documents/invoice-pdf.ts';
import type { Sql } from '../../db/connection.ts';
import { executeCommand } from '../../db/execute-command.ts';
import { openInstance, type Instance } from '../../db/instance.ts';
import { readPrintedInvoices } from '../../db/printed-invoice.ts';
import { decide } from '../../db/proposals/decide.ts';
import { executeApproved } from '../../db/proposals/execute-approved.ts';
import { propose } from '../../db/proposals/propose.ts';
import { readProposalRow, readRevision } from '../../db/proposals/rows.ts';
import { countTables } from '../../db/statistics.ts';
import { addDays, weekdayOf } from '../../domain/civil-dates.ts';
import { findCommand } from '../../domain/commands/registry.ts';
import { addMonths, firstDayOf, lastDayOf, type Month } from '../../domain/periods.ts';
import { loadFirm } from '../db/load-firm.ts';
import { FIRM_CARD } from '../facturx/firm.ts';
import { makeTemporaryHome } from '../temporary-home.ts';
import { addBenchUser } from './firms.ts';
import { measureCpu, showCpu } from './machine.ts';
import { timeOnce } from './samples.ts';
import { rowOfTimes, showMillis, type Family, type Row } from './table.ts';

const PROJECTS = 25;
/** A year of a large firm, in one batch: what it costs must not be held all at once. */
const MANY_PROJECTS = 2_000;
/** Two people a project, fourteen days each: 700 rows a month. */
const PEOPLE_EACH = 2;
const DAYS_EACH = 14;
/** The first one compiles the code and parses the fonts: it is not counted. */
const MONTHS: readonly Month[] = Array.from({ length: 7 }, (_, rank) => addMonths('2026-03', rank));

const file = (header: string, rows: readonly string[]) => [header, ...rows, ''].join('\n');
const pad = (rank: number) => String(rank + 1).padStart(4, '0');

function listDays(month: Month): string[] {
  const days: string[] = [];
  for (let day = firstDayOf(month); day <= lastDayOf(month); day = addDays(day, 1))
    if (weekdayOf(day) < 6) days.push(day);
  return days.slice(0, DAYS_EACH);
}

function writeFirm(size: number, months: readonly Month[]): ReadonlyMap<string, string> {
  const projects = Array.from({ length: size }, (_, rank) => `P${pad(rank)}`);
  const people = Array.from({ length: size * PEOPLE_EACH }, (_, rank) => `C${pad(rank)}`);
  return new Map([
    ['profils.csv', file('profil;tjm_cible;cjm_prevu', ['Développeur;500;300'])],
    [
      'clients.csv',
      file('code;raison_sociale;siren;tva_intracom;adresse;code_postal;ville;pays;delai_paiement_jours', [
        "CL001;Banque de l'Ouest;113029227;FR40113029227;71, rue de l'Église;31000;Toulouse;FR;30",
      ]),
    ],
    [
      'consultants.csv',
      file(
        'matricule;prenom;nom;email;profil;type;date_entree',
        people.map((code) => `${code};Ana;${code};${code.toLowerCase()}@esn.fr;Développeur;salarie;2020-01-01`),
      ),
    ],
    [
      'projets.csv',
      file(
        'code;client;titre;contrat;statut;debut',
        projects.map((code) => `${code};CL001;Projet ${code};regie;en_cours;2026-01-01`),
      ),
    ],
    [
      'budgets.csv',
      file(
        'projet;profil;jours;tjm',
        projects.map((code) => `${code};Développeur;400;500`),
      ),
    ],
    [
      'temps.csv',
      file(
        'matricule;date;projet;jours;statut',
        months.flatMap((month) =>
          people.flatMap((code, rank) =>
            listDays(month).map((day) => `${code};${day};${projects[Math.floor(rank / PEOPLE_EACH)]};1;valide`),
          ),
        ),
      ),
    ],
  ]);
}

function commandNamed(name: string) {
  const command = findCommand(name);
  if (!command) throw new Error(`no command ${name}`);
  return command;
}

type People = { readonly adv: string; readonly direction: string };

async function runCommand(app: Sql, name: string, input: unknown, askerId: string, today: string): Promise<void> {
  const command = commandNamed(name);
  const who = { askerId, actorKind: 'person', channel: 'api', today } as const;
  const outcome = await executeCommand(app, { actId: randomUUID(), command, input, ...who });
  if (outcome.state !== 'done') throw new Error(`${name}: ${JSON.stringify(outcome)}`);
}

/** Asked by the adv, approved by direction, carried out: an act and a number for each invoice; tells how many by now. */
async function issueMonth(
  app: Sql,
  month: Month,
  { adv, direction }: People,
  today: string,
  tell: (issued: number) => void = () => undefined,
): Promise<void> {
  const wish = { command: commandNamed('issue_invoices'), askerId: adv, askerKind: 'person', channel: 'api' } as const;
  const filed = await propose(app, { ...wish, today, input: { month } });
  if (filed.state === 'refused') throw new Error(filed.sentence);
  const { id } = filed.proposal;
  const { revision } = (await readProposalRow(app, id)) ?? filed.proposal;
  const { sha } = await readRevision(app, id, revision);
  const decision = await decide(app, { proposalId: id, decision: 'approve', sha, person: direction, today });
  if (decision.state === 'refused') throw new Error(JSON.stringify(decision));
  for (;;) {
    const progress = await executeApproved(app, id, today);
    if (progress === null) throw new Error(`proposal ${id} vanished`);
    tell(progress.counts.executed);
    if (progress.remaining === 0) return;
  }
}

/** As `vigie invoices export` does: read together, printed and written one by one. */
async function printMonth(
  app: Sql,
  today: string,
  folder: string,
  expected: number,
  tell: (printed: number) => void = () => undefined,
): Promise<void> {
  const invoices = (await readPrintedInvoices(app, null)).filter(({ issuedOn }) => issuedOn === today);
  if (invoices.length !== expected) throw new Error(`${invoices.length} invoices where ${expected} were expected`);
  for (const [rank, invoice] of invoices.entries()) {
    writeFileSync(join(folder, `${invoice.number}.pdf`), await printInvoice(invoice));
    tell(rank + 1);
  }
}

type Ground = { readonly instance: Instance; readonly folder: string; readonly people: People };

/** A firm of so many projects, ready to be billed, on a database of its own. */
async function onGround<T>(size: number, months: readonly Month[], work: (ground: Ground) => Promise<T>): Promise<T> {
  const home = makeTemporaryHome();
  const folder = mkdtempSync(join(tmpdir(), 'vigie-bench-invoices-'));
  const instance = await openInstance(home.settings);
  try {
    const { app } = instance;
    await loadFirm(app, writeFirm(size, months));
    // As the command line does after an import.
    await countTables(instance.owner());
    const adv = (await addBenchUser(app, 'adv@bench.fr', ['adv'])).id;
    const direction = (await addBenchUser(app, 'direction@bench.fr', ['direction'])).id;
    await runCommand(app, 'set_firm', FIRM_CARD, direction, lastDayOf(months[0] ?? ''));
    return await work({ instance, folder, people: { adv, direction } });
  } finally {
    await instance.close();
    await home.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function benchInvoices(): Promise<Family> {
  return onGround(PROJECTS, MONTHS, async ({ instance, folder, people }) => {
    const { app } = instance;
    const times = { prepare: [] as number[], issue: [] as number[], print: [] as number[] };
    const play = async (month: Month): Promise<void> => {
      const today = lastDayOf(month);
      times.prepare.push(await timeOnce(() => runCommand(app, 'prepare_invoices', { month }, people.adv, today)));
      times.issue.push(await timeOnce(() => issueMonth(app, month, people, today)));
      times.print.push(await timeOnce(() => printMonth(app, today, folder, PROJECTS)));
    };
    const [first, ...counted] = MONTHS;
    if (first === undefined) throw new Error('no month to bill');
    await play(first);
    for (const taken of Object.values(times)) taken.length = 0;
    const postgres = instance.embedded?.pid ?? 0;
    const { cpu } = await measureCpu({ node: 'here', postgres }, async () => {
      for (const month of counted) await play(month);
    });
    const without = times.prepare.map((prepare, rank) => prepare + (times.issue[rank] ?? 0));
    const whole = without.map((millis, rank) => millis + (times.print[rank] ?? 0));
    return {
      title: `A month's invoices: ${PROJECTS} projects, ${PROJECTS * PEOPLE_EACH * DAYS_EACH} time rows`,
      rows: [
        rowOfTimes('prepare', times.prepare, {}),
        rowOfTimes('approve and issue, a transaction each', times.issue, {}),
        rowOfTimes('Factur-X in PDF/A-3 of all, written to disk', times.print, {}),
        rowOfTimes('prepare + issue', without, { aim: '≤ 1.5 s' }),
        rowOfTimes('prepare + issue + PDF', whole, { aim: '≤ 3.5 s', cpu: showCpu(cpu, counted.length) }),
      ],
    };
  });
}

/** Often enough to see what a batch of 25 holds. */
const MEMORY_EVERY_MS = 50;

/** The most that this process held meanwhile, and when it began, in megabytes. */
async function watchMemory(work: () => Promise<unknown>): Promise<{ before: number; peak: number }> {
  const read = (): number => process.memoryUsage.rss() / 2 ** 20;
  const before = read();
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, read())), MEMORY_EVERY_MS);
  try {
    await work();
  } finally {
    clearInterval(watch);
  }
  return { before, peak: Math.max(peak, read()) };
}

/** What is in use once all garbage is collected: what grows here is held, and would grow with the batch. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('this Node cannot be asked to collect its garbage');
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

/** The heap in use and the whole process, each time that a quarter of the batch is done. */
function watchQuarters(): { tell: (done: number) => void; row: (what: string) => Row } {
  const seen: { done: number; heap: number; whole: number }[] = [];
  return {
    tell: (done) => {
      if (done === 0 || done % (MANY_PROJECTS / 4) !== 0 || seen.at(-1)?.done === done) return;
      const whole = process.memoryUsage.rss() / 2 ** 20;
      seen.push({ done, whole, heap: heapInUse() });
    },
    row: (what) => {
      const list = (megabytes: (one: (typeof seen)[number]) => number) =>
        seen.map((one) => megabytes(one).toFixed(0)).join(', ');
      return {
        what: `${what}: heap in use at ${seen.map(({ done }) => done).join(', ')}; the whole process`,
        result: `${list(({ heap }) => heap)} MB; ${list(({ whole }) => whole)} MB`,
        aim: 'memory flat',
      };
    },
  };
}

export async function benchManyInvoices(): Promise<Family> {
  const month: Month = '2026-09';
  return onGround(MANY_PROJECTS, [month], async ({ instance, folder, people }) => {
    const { app } = instance;
    const today = lastDayOf(month);
    const rows: Row[] = [];
    let total = 0;
    const phase = async (what: string, work: () => Promise<unknown>): Promise<void> => {
      let millis = 0;
      const watched = () =>
        watchMemory(async () => {
          millis = await timeOnce(work);
        });
      const { value, cpu } = await measureCpu({ node: 'here', postgres: instance.embedded?.pid ?? 0 }, watched);
      const { before, peak } = value;
      total += millis;
      rows.push({
        what: `${what}: memory ${before.toFixed(0)} MB, at most ${peak.toFixed(0)} MB`,
        result: showMillis(millis),
        cpu: showCpu(cpu, MANY_PROJECTS),
      });
    };
    await phase('prepare', () => runCommand(app, 'prepare_invoices', { month }, people.adv, today));
    const issued = watchQuarters();
    await phase('propose, approve and issue, a transaction each', () =>
      issueMonth(app, month, people, today, issued.tell),
    );
    const printed = watchQuarters();
    await phase('Factur-X in PDF/A-3 of all, written to disk', () =>
      printMonth(app, today, folder, MANY_PROJECTS, printed.tell),
    );
    return {
      title: `A large batch: ${MANY_PROJECTS} invoices, ${MANY_PROJECTS * PEOPLE_EACH * DAYS_EACH} time rows`,
      rows: [
        ...rows,
        issued.row('issued'),
        printed.row('printed'),
        { what: 'prepare + issue + PDF', result: showMillis(total), aim: '≤ 4 min' },
      ],
    };
  });
}
