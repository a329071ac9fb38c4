// What a procedure knows: who asks, and what the process gives it.

import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import type { Meaning } from '../documents/search-passages.ts';
import type { Sql } from '../../db/connection.ts';
import type { Authenticate } from '../auth/authenticate.ts';
import type { SignIn } from '../auth/sign-in.ts';
import type { Assistant } from '../assistant/assistant.ts';
import type { ChatDesk } from '../assistant/chats.ts';
import type { Temporal } from '../temporal/client.ts';
import type { ReadReport } from './reports.ts';

export type Process = {
  appSql: Sql;
  readerSql: Sql;
  signIn: SignIn;
  authenticate: Authenticate;
  /** The firm's civil day, 'YYYY-MM-DD'. */
  today: () => string;
  /** Where people reach the application, without a trailing slash. */
  publicUrl: string;
  temporal?: Pick<Temporal, 'decide'> | null;
  log: Logger;
  /** Search by meaning, where it is set. */
  meaning?: Meaning;
  readReport: ReadReport;
  assistant: Assistant;
};

export type CallContext = Process & {
  chats: ChatDesk;
  req: Request;
  res: Response;
};
