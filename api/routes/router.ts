// The procedures of the contract: who comes in, and the names behind the codes.

import { implement } from '@orpc/server';
import { fromNodeHeaders } from 'better-auth/node';
import { grantReport } from '../../domain/report-rights.ts';
import { REPORT_NAMES } from '../../domain/report-names.ts';
import { readNames } from '../../db/names.ts';
import { showDelegations } from '../../db/show-delegations.ts';
import { countUnreadNotices, listNotices, markNoticesRead } from '../../db/notices.ts';
import { hasPassword } from '../../db/users.ts';
import { PASSWORD_LENGTH } from '../auth/sign-in.ts';
import type { Identity } from '../auth/authenticate.ts';
import { procedures } from '../contract/contract.ts';
import { drawKey, invite } from './access.ts';
import { readBank } from './bank.ts';
import { drawCalendar, endCalendar } from './calendar.ts';
import { makeLinkForClient } from './client-links.ts';
import { describeCommands } from './commands.ts';
import { findPassages } from '../documents/search-passages.ts';
import { showDocuments } from './documents.ts';
import type { CallContext } from './context.ts';
import { requireIdentity, requirePerson } from './identity.ts';
import { readInvoiceLines } from './invoices.ts';
import { showModel } from './model.ts';
import { showMails } from './mails.ts';
import { fileProposals } from './file-proposals.ts';
import { findMonthEnd } from './month-end.ts';
import { namesWithin, seesAllDeals } from './names.ts';
import { refuse } from './problems.ts';
import { decideProposal, showProposal, showProposals } from './proposals.ts';
import { listQuotes } from './quotes.ts';
import { readerOf } from './reports.ts';
import { proposeSupposed, solvePlans } from './staffing.ts';
import { showWhere } from './where.ts';

const routes = implement(procedures).$context<CallContext>();

/** A key opens the data; the session and the password are the person's alone. */
function requireSession(context: CallContext): Identity {
  const identity = requireIdentity(context.res);
  if (identity.by !== 'session')
    throw refuse(403, 'session_needed', 'Une clé d’API ne permet pas ce geste : connectez-vous.');
  return identity;
}

/** better-auth refuses with an error of its own that carries an HTTP status. */
function isRefusedBySignIn(error: unknown): boolean {
  return error instanceof Error && error.name === 'APIError' && (error as { statusCode?: number }).statusCode !== 500;
}

const signIn = routes.session.signIn.handler(async ({ input, context }) => {
  try {
    const { headers } = await context.signIn.api.signInEmail({
      body: { email: input.email.trim().toLowerCase(), password: input.password },
      headers: fromNodeHeaders(context.req.headers),
      returnHeaders: true,
    });
    context.res.append('Set-Cookie', headers.getSetCookie());
    return { email: input.email.trim().toLowerCase() };
  } catch (error) {
    // One sentence for an unknown address and a wrong password: which of the two tells who works here.
    if (isRefusedBySignIn(error)) throw refuse(401, 'sign_in_refused', 'Adresse ou mot de passe inconnu.');
    throw error;
  }
});

const signOut = routes.session.signOut.handler(async ({ context }) => {
  const { person } = requireSession(context);
  const { headers } = await context.signIn.api.signOut({
    headers: fromNodeHeaders(context.req.headers),
    returnHeaders: true,
  });
  context.res.append('Set-Cookie', headers.getSetCookie());
  context.authenticate.forget(person.userId);
});

const me = routes.session.me.handler(async ({ context }) => {
  const { person } = requireIdentity(context.res);
  const who = readerOf(person);
  return {
    email: person.email,
    roles: [...person.roles],
    consultant: person.consultantCode,
    has_password: await hasPassword(context.appSql, person.userId),
    today: context.today(),
    reports: REPORT_NAMES.filter((name) => grantReport(who, name, undefined) !== null),
  };
});

const setPassword = routes.session.setPassword.handler(async ({ input, context }) => {
  const { person } = requireSession(context);
  const headers = fromNodeHeaders(context.req.headers);
  if (input.password.length < PASSWORD_LENGTH.min || input.password.length > PASSWORD_LENGTH.max) {
    throw refuse(
      422,
      'password_length',
      `Un mot de passe compte de ${PASSWORD_LENGTH.min} à ${PASSWORD_LENGTH.max} caractères.`,
    );
  }
  if (!(await hasPassword(context.appSql, person.userId))) {
    await context.signIn.api.setPassword({ body: { newPassword: input.password }, headers });
    return;
  }
  try {
    const answer = await context.signIn.api.changePassword({
      body: { newPassword: input.password, currentPassword: input.current ?? '', revokeOtherSessions: true },
      headers,
      returnHeaders: true,
    });
    context.res.append('Set-Cookie', answer.headers.getSetCookie());
    context.authenticate.forget(person.userId);
  } catch (error) {
    if (isRefusedBySignIn(error)) throw refuse(403, 'current_password_wrong', 'Le mot de passe actuel est faux.');
    throw error;
  }
});

const access = {
  drawKey: routes.access.drawKey.handler(({ input, context }) =>
    drawKey(context, requireSession(context).person, input.name),
  ),
  drawCalendar: routes.access.drawCalendar.handler(({ context }) => drawCalendar(context, requirePerson(context.res))),
  endCalendar: routes.access.endCalendar.handler(({ context }) => endCalendar(context, requirePerson(context.res))),
  invite: routes.access.invite.handler(({ input, context }) =>
    invite(context, requireSession(context).person, input.email),
  ),
};

const names = routes.names.names.handler(async ({ context }) => {
  const { person } = requireIdentity(context.res);
  return readNames(context.readerSql, { ...namesWithin(person), allDeals: seesAllDeals(person) });
});

const commands = {
  list: routes.commands.list.handler(({ context }) => ({ commands: describeCommands(requirePerson(context.res)) })),
};

const proposals = {
  list: routes.proposals.list.handler(async ({ input, context }) => ({
    proposals: await showProposals(context, requirePerson(context.res), input.state),
  })),
  file: routes.proposals.file.handler(async ({ input, context }) => {
    const { person, by } = requireIdentity(context.res);
    const changes = input.changes.map(({ alternatives = [], ...change }) => ({ ...change, alternatives }));
    const door = { ...context, channel: by === 'session' ? ('web' as const) : ('api' as const) };
    return { proposals: await fileProposals(door, person, changes, input.reason) };
  }),
  find: routes.proposals.find.handler(({ input, context }) =>
    showProposal(context, requirePerson(context.res), input.id),
  ),
  decide: routes.proposals.decide.handler(({ input, context }) =>
    decideProposal(context, requirePerson(context.res), input),
  ),
};

const delegations = {
  list: routes.delegations.list.handler(({ context }) =>
    showDelegations(context.appSql, requirePerson(context.res).userId, context.today()),
  ),
};

const chats = {
  create: routes.chats.create.handler(({ context }) => context.chats.open(requirePerson(context.res))),
  list: routes.chats.list.handler(({ context }) => context.chats.list(requirePerson(context.res))),
  find: routes.chats.find.handler(({ input, context }) => context.chats.show(requirePerson(context.res), input.id)),
  ask: routes.chats.ask.handler(({ input, context }) => {
    const { person, by } = requireIdentity(context.res);
    return context.chats.ask(person, input, by === 'session' ? 'web' : 'api');
  }),
  stop: routes.chats.stop.handler(({ input, context }) => context.chats.stop(requirePerson(context.res), input.id)),
};

const model = {
  try: routes.model.try.handler(({ context }) => showModel(context, requirePerson(context.res))),
};

const where = {
  find: routes.where.find.handler(({ input, context }) => showWhere(context, requirePerson(context.res), input.code)),
};

const mails = {
  list: routes.mails.list.handler(({ context }) => showMails(context, requirePerson(context.res))),
};

const bank = {
  show: routes.bank.show.handler(({ context }) => readBank(context, requirePerson(context.res))),
};

const invoices = {
  lines: routes.invoices.lines.handler(({ input, context }) =>
    readInvoiceLines(context, requirePerson(context.res), input.number),
  ),
};

const quotes = {
  list: routes.quotes.list.handler(({ context }) => listQuotes(context, requirePerson(context.res))),
};

const clientLinks = {
  make: routes.clientLinks.make.handler(({ input, context }) =>
    makeLinkForClient(context, requirePerson(context.res), input),
  ),
};

const monthEnds = {
  find: routes.monthEnds.find.handler(({ input, context }) =>
    findMonthEnd(context, requirePerson(context.res), input.month),
  ),
};

const documents = {
  list: routes.documents.list.handler(({ context }) => showDocuments(context, requirePerson(context.res))),
  search: routes.documents.search.handler(({ input, context }) =>
    findPassages(context, requirePerson(context.res), input.q),
  ),
};

const staffing = {
  solve: routes.staffing.solve.handler(({ input, context }) => solvePlans(context, requirePerson(context.res), input)),
  proposeWhatIf: routes.staffing.proposeWhatIf.handler(({ input, context }) =>
    proposeSupposed(context, requireIdentity(context.res), input),
  ),
};

const notices = {
  list: routes.notices.list.handler(async ({ context }) => {
    const { userId } = requirePerson(context.res);
    return {
      notices: await listNotices(context.appSql, userId),
      unread: await countUnreadNotices(context.appSql, userId),
    };
  }),
  markRead: routes.notices.markRead.handler(async ({ input, context }) => {
    await markNoticesRead(context.appSql, requirePerson(context.res).userId, input.upTo);
  }),
};

export const router = routes.router({
  session: { signIn, signOut, me, setPassword },
  access,
  names: { names },
  commands,
  proposals,
  delegations,
  chats,
  model,
  where,
  notices,
  documents,
  monthEnds,
  mails,
  bank,
  invoices,
  quotes,
  clientLinks,
  staffing,
});
