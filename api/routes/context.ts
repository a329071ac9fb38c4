// What a procedure knows: who asks, and what the process gives it.

import type { Request, Response } from 'express';
import type { Sql } from '../../db/connection.ts';
import type { Authenticate } from '../auth/authenticate.ts';
import type { SignIn } from '../auth/sign-in.ts';

export type Process = {
  appSql: Sql;
  readerSql: Sql;
  signIn: SignIn;
  authenticate: Authenticate;
  /** The firm's civil day, 'YYYY-MM-DD'. */
  today: () => string;
};

export type CallContext = Process & {
  req: Request;
  res: Response;
};
