// How long until a change that one person makes is told to another person's open page.

import { once } from 'node:events';
import { io } from 'socket.io-client';
import { LIVE_PATH } from '../../api/live.ts';
import { addDays } from '../../domain/civil-dates.ts';
import { addBenchUser, type BenchFirm } from './firms.ts';
import { openClient, requireDone } from './http-client.ts';
import type { RunningVigie } from './running-vigie.ts';
import { timeEach } from './samples.ts';
import { rowOfTimes, type Family } from './table.ts';

const TIMES = 30;
/** A change that is not told within this is not told at all. */
const PATIENCE_MS = 10_000;

export async function benchLive(firm: BenchFirm, vigie: RunningVigie): Promise<Family> {
  const { key } = await addBenchUser(firm.instance.app, 'page@bench.fr', ['direction']);
  const [row] = await firm.instance.app<{ consultant: string; project: string }[]>`
    select (select min(code) from consultants where left_on is null) as consultant,
      (select min(code) from projects where status = 'en_cours') as project`;
  const page = io(vigie.url, {
    path: LIVE_PATH,
    transports: ['websocket'],
    extraHeaders: { authorization: `Bearer ${key}` },
    forceNew: true,
  });
  const client = openClient(vigie.url, key);
  try {
    await new Promise<void>((resolve, reject) => {
      page.on('connect', resolve);
      page.on('connect_error', reject);
    });
    const change = async (index: number): Promise<void> => {
      const heard = once(page as unknown as EventTarget & NodeJS.EventEmitter, 'changed', {
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const entry = { ...row, date: addDays('2031-01-01', index), days: 1 };
      requireDone(await client.post('/api/commands/enter_time', { entries: [entry] }));
      await heard;
    };
    await change(TIMES);
    return {
      title: 'Live pages',
      rows: [
        rowOfTimes('a change, from its request to another open page that hears of it', await timeEach(TIMES, change), {
          aim: '≤ 500 ms',
        }),
      ],
    };
  } finally {
    client.close();
    page.disconnect();
  }
}
