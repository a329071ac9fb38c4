// A thread that reads one file and ends: a file made to exhaust its reader takes this thread with it, and no more.
import { parentPort, workerData } from 'node:worker_threads';
import { readFile } from './read-file.ts';

parentPort?.postMessage(await readFile(workerData as Uint8Array), []);
