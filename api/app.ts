// The HTTP application: what stands before every answer (headers, who asks, limits), then the routes.

import { randomUUID } from 'node:crypto';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { OpenAPIHandler } from '@orpc/openapi/node';
import { z } from 'zod';
import { fr } from 'zod/locales';
import { openBuiltInAssistant, type Assistant } from './assistant/assistant.ts';
import { serveLookUp } from './assistant/serve-look-up.ts';
import { openChatDesk } from './assistant/chats.ts';
import { refuseMcpSession, serveMcp } from './mcp/serve-mcp.ts';
import type { Process } from './routes/context.ts';
import { sendCalendar } from './routes/calendar.ts';
import { openClientLinks } from './routes/client-links.ts';
import { runCommand } from './routes/commands.ts';
import { receiveDocument, sendDocument } from './routes/documents.ts';
import { sendBookFile } from './routes/book-files.ts';
import { sendInvoiceEvidence } from './routes/evidence.ts';
import { authenticateRequest, checkOrigin } from './routes/identity.ts';
import { receiveFirmFiles } from './routes/imports.ts';
import { limitByAccount, limitByAddress } from './routes/limits.ts';
import { openOneTimeLink } from './routes/one-time-links.ts';
import { writeOpenApi } from './routes/openapi.ts';
import { servePages } from './routes/pages.ts';
import { sendInvoicePdf, sendQuotePdf } from './routes/papers.ts';
import { handleErrors, refuse } from './routes/problems.ts';
import { serveReport } from './routes/reports.ts';
import { router } from './routes/router.ts';

export type AppOptions = Omit<Process, 'assistant'> & {
  /** Absent: the built-in model. */
  assistant?: Assistant;
  /** The built web application (web/dist), absolute; null: the API alone. */
  webFolder: string | null;
  /** Slack's door, which signs its requests; null: no Slack. */
  slack?: express.Router | null;
  version: string;
};

/** The largest JSON body taken: 600 time rows in one call are 100 kB. */
const BODY_LIMIT = '1mb';
/** A statement of the bank, as large as its command takes it, in JSON. */
const STATEMENT_LIMIT = '6mb';

export function makeApp({ assistant = openBuiltInAssistant(), ...given }: AppOptions): Express {
  const options = { ...given, assistant };
  z.config(fr());
  const app = express();
  // A reverse proxy on this machine says who calls; nobody else is believed.
  app.set('trust proxy', 'loopback');
  app.set('query parser', 'simple');
  app.disable('etag');
  app.use(secureHeaders(options.publicUrl));
  app.use(logRequest(options.log));
  app.get('/healthz', (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  // Before what reads bodies: Slack's signature covers the bytes as they came.
  if (options.slack) app.use(options.slack);
  app.use('/api', serveApi(options));
  app.get('/readyz', authenticateRequest(options.authenticate), serveReadiness(options));
  app.use('/lien/cra', openClientLinks(options));
  app.get('/lien/:token', limitByAddress(), openOneTimeLink(options));
  if (options.webFolder !== null) app.use(servePages(options.webFolder));
  app.use((_req, _res, next) => next(refuse(404, 'route_unknown', 'Cette adresse n’existe pas.')));
  app.use(handleErrors(options.log));
  return app;
}

function serveApi(options: Process & AppOptions): express.Router {
  const api = express.Router();
  api.use((_req, res, next) => {
    res.setHeader('Cache-Control', 'no-store');
    next();
  });
  // The address is the proof: a calendar program has no key.
  api.get('/ical/:file', limitByAddress(), sendCalendar(options));
  api.use(checkOrigin(options.publicUrl), authenticateRequest(options.authenticate));
  api.get('/reports/:name', serveReport(options));
  api.get('/look-ups/:name', serveLookUp(options));
  const document = writeOpenApi(options.version);
  api.get('/openapi.json', async (_req, res) => {
    res.type('application/json').send(await document);
  });
  api.post('/documents', receiveDocument(options));
  api.get('/documents/:sha256/content', sendDocument(options));
  api.post('/imports', receiveFirmFiles(options));
  api.get('/exports/:name', sendBookFile(options));
  api.get('/invoices/:number/evidence', sendInvoiceEvidence(options));
  api.get('/invoices/:number/pdf', sendInvoicePdf(options));
  api.get('/quotes/:code/pdf', sendQuotePdf(options));
  // Whatever its content type, a body is JSON or nothing: no form of another site can pass for a call.
  api.use('/commands/import_bank_file', express.json({ limit: STATEMENT_LIMIT, type: () => true }));
  api.use(express.json({ limit: BODY_LIMIT, type: () => true }));
  api.post('/session', limitByAddress(), limitByAccount());
  api.post('/commands/:name', runCommand(options));
  api.post('/mcp', serveMcp(options));
  api.all('/mcp', refuseMcpSession());
  const chats = openChatDesk(options);
  // Thrown out of oRPC, an error reaches Express and takes the one form that all errors have.
  const procedures = new OpenAPIHandler(router, {
    customErrorResponseBodyEncoder: (error) => {
      throw error;
    },
  });
  api.use(async (req, res, next) => {
    const context = { ...options, chats, req, res };
    const { matched } = await procedures.handle(req, res, { prefix: '/api', context });
    if (!matched) next(refuse(404, 'route_unknown', 'Cette adresse n’existe pas.'));
  });
  return api;
}

function serveReadiness({ appSql, readerSql }: Process): RequestHandler {
  return async (_req, res) => {
    await Promise.all([appSql`select 1`, readerSql`select 1`]);
    res.set('Cache-Control', 'no-store').json({ status: 'ready' });
  };
}

/**
 * Nothing is loaded from another address, nothing frames the pages, and a style must carry the page's nonce
 * (Mantine writes its colours in a style element).
 */
function secureHeaders(publicUrl: string): RequestHandler[] {
  const https = publicUrl.startsWith('https://');
  return [
    (_req, res, next) => {
      res.locals['nonce'] = randomUUID();
      next();
    },
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'", (_req, res) => `'nonce-${String((res as express.Response).locals['nonce'])}'`],
          imgSrc: ["'self'", 'data:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          manifestSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
        },
      },
      hsts: https,
      referrerPolicy: { policy: 'same-origin' },
    }),
  ];
}

/** Changes and failures at info, reads at debug: a report read 600 times a second does not fill the disk. */
function logRequest(log: Logger): RequestHandler {
  return (req, res, next) => {
    const started = performance.now();
    res.on('finish', () => {
      const quiet = res.statusCode < 400 && (req.method === 'GET' || req.method === 'HEAD');
      log[quiet ? 'debug' : 'info']({
        method: req.method,
        // Without the query, and without the secret of a one-time link or of a calendar.
        path: req.originalUrl.replace(/\?.*$/, '').replace(/^\/(lien|api\/ical)\/.*/, '/$1/…'),
        status: res.statusCode,
        ms: Math.round(performance.now() - started),
      });
    });
    next();
  };
}
