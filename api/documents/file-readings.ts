// What follows a document's filing: its text is read, kept in passages, and what it says of a person or of a contract
// becomes a proposal that somebody confirms. A process that ends in between leaves it to the next start.
import { Worker } from 'node:worker_threads';
import type { LanguageModel } from 'ai';
import type { Logger } from 'pino';
import { extractContract, extractResume } from '../../agents/documents/extract.ts';
import { splitPassages } from '../../agents/documents/passages.ts';
import { confirmExtraction } from '../../domain/commands/documents/confirm-extraction.ts';
import type { Sql } from '../../db/connection.ts';
import { keepReading, listUnread, readContent, type FiledDocument } from '../../db/documents.ts';
import { listSkills } from '../../db/skills.ts';
import { propose } from '../../db/proposals/propose.ts';
import { findPersonByEmail, type Person } from '../../db/users.ts';
import type { FileReading, ReadingFault } from './read-file.ts';
import { embedPassages, type Meaning } from './search-passages.ts';

/** The heaviest file that people send is read in some seconds; what takes longer was made to. */
const READING_MS = 60_000;
/** Pages of 20 MB of PDF take a tenth of it. */
const READING_MEGABYTES = 512;

export type ReadingProcess = {
  readonly appSql: Sql;
  readonly today: () => string;
  readonly log: Logger;
  /** Without one, the rules read alone. */
  readonly documentModel?: LanguageModel | null;
  /** Without it, passages are found by their words. */
  readonly meaning?: Meaning;
};

export type Reading = {
  readonly fault: ReadingFault | null;
  readonly passages: number;
  /** What waits for a person's confirmation; null: nothing to confirm. */
  readonly proposal: string | null;
};

function readInThread(content: Uint8Array): Promise<FileReading> {
  return new Promise((resolve) => {
    const thread = new Worker(new URL('./reading-thread.ts', import.meta.url), {
      workerData: content,
      resourceLimits: { maxOldGenerationSizeMb: READING_MEGABYTES },
    });
    // However the thread fails (memory, time, a file that breaks its reader), the file could not be read.
    const giveUp = (): void => resolve({ fault: 'unreadable' });
    const timer = setTimeout(() => void thread.terminate().then(giveUp), READING_MS);
    thread.once('message', resolve);
    thread.once('error', giveUp);
    thread.once('exit', () => {
      clearTimeout(timer);
      giveUp();
    });
  });
}

/** Files are read one after the other: two heavy ones at once would take the machine from who works. */
let last: Promise<unknown> = Promise.resolve();

function readInTurn(content: Uint8Array): Promise<FileReading> {
  const reading = last.then(() => readInThread(content));
  last = reading;
  return reading;
}

/** Reads the text of a document and keeps its passages. */
async function keepText(process: ReadingProcess, sha256: string): Promise<FileReading> {
  const content = await readContent(process.appSql, sha256);
  if (content === null) return { fault: 'unreadable' };
  const reading = await readInTurn(content);
  const [passages, fault] = 'fault' in reading ? [[], reading.fault] : [await splitPassages(reading.pages), null];
  await keepReading(process.appSql, sha256, passages, fault);
  return reading;
}

type Pages = Extract<FileReading, { pages: unknown }>['pages'];

async function readFields(process: ReadingProcess, card: FiledDocument, pages: Pages) {
  const today = process.today();
  const failed = (error: unknown): void =>
    process.log.warn({ err: error, sha256: card.sha256 }, 'the model gave no reading; the rules read alone');
  if (card.consultant !== null) {
    const own = await listSkills(process.appSql);
    const { skills, experiences } = await extractResume(process.documentModel ?? null, pages, { own, today, failed });
    return {
      sha256: card.sha256,
      consultant: card.consultant,
      skills: skills.map(({ skill, level }) => ({ skill, level })),
      experiences,
      evidence: skills.map(({ skill, level, page }) => ({ kind: 'passage', skill, level, page, sha256: card.sha256 })),
    };
  }
  if (card.client === null && card.project === null) return null;
  const { facts } = await extractContract(process.documentModel ?? null, pages, { today, failed });
  return {
    sha256: card.sha256,
    facts,
    evidence: facts.map(({ name, page }) => ({ kind: 'passage', fact: name, page, sha256: card.sha256 })),
  };
}

async function proposeFields(
  process: ReadingProcess,
  card: FiledDocument,
  person: Person,
  pages: Pages,
): Promise<string | null> {
  const fields = await readFields(process, card, pages);
  if (fields === null) return null;
  const { evidence, ...input } = fields;
  const outcome = await propose(process.appSql, {
    command: confirmExtraction,
    input,
    askerId: person.userId,
    askerKind: 'agent',
    channel: 'workflow',
    today: process.today(),
    reason: `Lu dans « ${card.title} ».`,
    evidence,
  });
  if (outcome.state === 'proposed') return outcome.proposal.id;
  // Nothing to confirm in it, or nothing new: the document is searched all the same.
  if (outcome.code !== 'input_invalid' && outcome.code !== 'nothing_changes')
    process.log.warn({ code: outcome.code, sha256: card.sha256 }, 'a reading was not proposed');
  return null;
}

/** An endpoint that is away is no reason to lose the reading: the passages wait, found by their words meanwhile. */
async function giveMeaning(process: ReadingProcess): Promise<void> {
  try {
    await embedPassages(process);
  } catch (error) {
    process.log.warn({ err: error }, 'passages wait for their vectors');
  }
}

/** Reads a document that was just filed, and proposes what it says. */
export async function readFiled(process: ReadingProcess, card: FiledDocument, person: Person): Promise<Reading> {
  const reading = await keepText(process, card.sha256);
  if ('fault' in reading) return { fault: reading.fault, passages: 0, proposal: null };
  await giveMeaning(process);
  const proposal = await proposeFields(process, card, person, reading.pages);
  return { fault: null, passages: reading.pages.length, proposal };
}

/** Reads what an ended process had filed and not read. */
export async function catchUpReadings(process: ReadingProcess): Promise<void> {
  for (const card of await listUnread(process.appSql)) {
    const person = await findPersonByEmail(process.appSql, card.uploadedBy);
    if (person) await readFiled(process, card, person);
    else await keepText(process, card.sha256);
  }
  await giveMeaning(process);
}
