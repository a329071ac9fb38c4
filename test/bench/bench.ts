// `npm run bench`: what Vigie costs, measured on the embedded database with its default durability. A benchmark, never
// a test: it prints what it found and judges nothing.
//   npm run bench                       everything, in a few minutes
//   npm run bench -- --only margin      one family of figures (may be given several times)

import { parseArgs } from 'node:util';
import { benchApprovals } from './approvals.ts';
import { benchAssistant } from './assistant.ts';
import { benchEnterTime } from './enter-time.ts';
import { LARGEST, USUAL, type BenchFirm, type FirmSize } from './firms.ts';
import { benchImport, importBenchFirm } from './import-firm.ts';
import { benchInvoices, benchManyInvoices } from './invoices.ts';
import { benchLive } from './live.ts';
import { describeMachine, showLoad } from './machine.ts';
import { benchMargin } from './margin.ts';
import { benchReads } from './reads.ts';
import { benchStaffing } from './staffing.ts';
import { settle, startVigie, type RunningVigie } from './running-vigie.ts';
import { benchStart } from './start.ts';
import { printFamily, type Family } from './table.ts';

/**
 * Firms and the running Vigie are made when a family first needs them, and shared by those that follow. A Vigie is given
 * once it has done the work of its start, and what the family before has left to do.
 */
type Ground = {
  firm: (size: FirmSize) => Promise<BenchFirm>;
  vigie: () => Promise<RunningVigie>;
};

type Measure = (ground: Ground) => Promise<Family>;

const FAMILIES: Readonly<Record<string, Measure>> = {
  import: async ({ firm }) => benchImport(await firm(LARGEST)),
  'margin-largest': async ({ firm }) =>
    benchMargin(await firm(LARGEST), { times: 28, aim: '≤ 100 ms', months: [1, 12, 24] }),
  margin: async ({ firm }) => benchMargin(await firm(USUAL), { times: 60, aim: 'p95 ≤ 20 ms', months: [1, 12] }),
  start: async ({ firm }) => benchStart(await firm(USUAL)),
  // Before those that share a running Vigie: it starts its own.
  assistant: async ({ firm }) => benchAssistant(await firm(USUAL)),
  reads: async ({ firm, vigie }) => benchReads(await firm(USUAL), await vigie()),
  'enter-time': async ({ firm, vigie }) => benchEnterTime(await firm(USUAL), await vigie()),
  approvals: async ({ firm, vigie }) => benchApprovals(await firm(USUAL), await vigie()),
  invoices: async () => benchInvoices(),
  'invoices-many': async () => benchManyInvoices(),
  staffing: async () => benchStaffing(),
  live: async ({ firm, vigie }) => benchLive(await firm(USUAL), await vigie()),
};

function readNames(args: string[]): string[] {
  const { values } = parseArgs({ args, options: { only: { type: 'string', multiple: true } } });
  const names = values.only ?? Object.keys(FAMILIES);
  const unknown = names.find((name) => FAMILIES[name] === undefined);
  if (unknown !== undefined) throw new RangeError(`--only takes ${Object.keys(FAMILIES).join(', ')}: not ${unknown}`);
  return Object.keys(FAMILIES).filter((name) => names.includes(name));
}

async function run(names: readonly string[]): Promise<void> {
  const firms = new Map<FirmSize, BenchFirm>();
  let running: RunningVigie | null = null;
  const firm = async (size: FirmSize): Promise<BenchFirm> => {
    const made = firms.get(size) ?? (await importBenchFirm(size));
    firms.set(size, made);
    return made;
  };
  const vigie = async (): Promise<RunningVigie> => {
    running ??= await startVigie(await firm(USUAL));
    console.log(`${await settle(running, await firm(USUAL))}\n`);
    return running;
  };
  try {
    console.log(`Vigie, measured on ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`);
    console.log(`${describeMachine()}; PostgreSQL embedded, default durability; load average ${showLoad()}\n`);
    for (const name of names) {
      const family = await FAMILIES[name]?.({ firm, vigie });
      if (family !== undefined) console.log(printFamily(family).join('\n'));
    }
    console.log(`Load average at the end ${showLoad()} (beyond the number of processors: shared, trust CPU)`);
  } finally {
    await (running as RunningVigie | null)?.stop();
    for (const { instance, home } of firms.values()) {
      await instance.close();
      await home.remove();
    }
  }
}

await run(readNames(process.argv.slice(2)));
