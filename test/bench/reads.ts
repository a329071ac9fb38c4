// `report margin` over HTTP, read by several clients at once with an API key.

import { addDays } from '../../domain/civil-dates.ts';
import { addBenchUser, nameOf, TODAY, type BenchFirm } from './firms.ts';
import { openClient, requireDone } from './http-client.ts';
import { measureCpu, showCpu } from './machine.ts';
import type { RunningVigie } from './running-vigie.ts';
import { medianOf, percentileOf, runClients } from './samples.ts';
import { showMillis, type Family, type Row } from './table.ts';

const CLIENTS = 8;
const KEPT_READS_EACH = 300;
const COMPUTED_READS_EACH = 25;

export async function benchReads(firm: BenchFirm, vigie: RunningVigie): Promise<Family> {
  const { key } = await addBenchUser(firm.instance.app, 'lecture@bench.fr', ['direction']);
  const clients = Array.from({ length: CLIENTS }, () => openClient(vigie.url, key));
  const measure = async (
    what: string,
    readsEach: number,
    dayOf: (client: number, index: number) => string,
    aim?: string,
  ): Promise<Row> => {
    const read = async (client: number, index: number): Promise<void> => {
      const answer = await clients[client]?.get(`/api/reports/margin?as-of=${dayOf(client, index)}`);
      if (answer !== undefined) requireDone(answer);
    };
    const { value, cpu } = await measureCpu({ node: vigie.api, postgres: firm.postgres }, () =>
      runClients(CLIENTS, readsEach, read),
    );
    return {
      what: `${what} (${value.calls.length} reads): ${value.perSecond.toFixed(0)} reads/s`,
      result: showMillis(medianOf(value.calls)),
      p95: showMillis(percentileOf(value.calls, 95)),
      cpu: showCpu(cpu, value.calls.length),
      aim,
    };
  };
  try {
    const own = (client: number, index: number, far: number): string => addDays(TODAY, -far - client - index * CLIENTS);
    await measure('warm-up', 20, (client, index) => own(client, index, 400));
    return {
      title: `report margin over HTTP, ${CLIENTS} clients at once with an API key, ${nameOf(firm.size)} months`,
      rows: [
        await measure('the same day', KEPT_READS_EACH, () => TODAY, '≥ 600 reads/s'),
        await measure('each read of another day, computed', COMPUTED_READS_EACH, (client, index) =>
          own(client, index, 0),
        ),
      ],
    };
  } finally {
    for (const client of clients) client.close();
  }
}
