// The routes that take or give a file, or speak another protocol: they are no procedure, so the OpenAPI document describes
// them from here. test/api/openapi.test.ts holds that nothing is served that is not described.

import { z } from 'zod';
import { BOOK_FILE_NAMES, BOOK_FILE_NOTES, BOOK_FILES, bookFileOptions, type BookFileName } from './book-files.ts';
import { commandDone, commandPreviewed, commandProposed } from './commands.ts';

type Schema = Record<string, unknown>;
type Operation = { readonly summary: string; readonly tags: readonly string[] } & Schema;

function json(description: string, schema: z.ZodType): Schema {
  const { $schema: _dialect, ...told } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
  return { description, content: { 'application/json': { schema: told } } };
}

const binary = { type: 'string', format: 'binary' };

function file(description: string, mediaType: string): Schema {
  return { description, content: { [mediaType]: { schema: binary } } };
}

function query(name: string, description: string, schema: Schema = { type: 'string' }, required = false): Schema {
  return { name, in: 'query', description, required, schema };
}

function inPath(name: string, description: string): Schema {
  return { name, in: 'path', description, required: true, schema: { type: 'string' } };
}

const reading = z.object({
  fault: z.string().nullable().describe('Why its text could not be read.'),
  proposal: z.string().nullable().describe('What it says waits there for a person.'),
});

const sendDocument: Operation = {
  operationId: 'documents.send',
  summary: 'File a document: the body is the file',
  description: 'Roles: commercial, responsable, direction. At most 20 MB. Filed by the command upload_document.',
  tags: ['documents'],
  parameters: [
    query('title', 'How it is called.', { type: 'string', minLength: 1 }, true),
    query('client', 'Code of the client it is about.'),
    query('consultant', 'Code of the person it is about.'),
    query('project', 'Code of the project it is about.'),
  ],
  requestBody: { required: true, content: { '*/*': { schema: binary } } },
  responses: {
    '200': json(
      'Filed, and read.',
      commandDone.extend({ sha256: z.string().describe('Digest by which the document is named.'), reading }),
    ),
  },
};

const readDocument: Operation = {
  operationId: 'documents.content',
  summary: 'The bytes of a document that you may read',
  tags: ['documents'],
  parameters: [inPath('sha256', 'Digest by which the document is named.')],
  responses: { '200': file('The file.', '*/*') },
};

const readEvidence: Operation = {
  operationId: 'invoices.evidence',
  summary: 'What proves an invoice: its paper, CRAs, statements, signed documents and an index, in a zip',
  description: 'Roles: adv, daf, direction. The same facts give the same bytes.',
  tags: ['firm'],
  parameters: [inPath('number', 'Number of the invoice.')],
  responses: { '200': file('The archive.', 'application/zip') },
};

const readInvoicePdf: Operation = {
  operationId: 'invoices.pdf',
  summary: 'An invoice, deposit or credit note issued here, as its client has it',
  description: 'Roles: adv, daf, direction. Carries its Factur-X file.',
  tags: ['firm'],
  parameters: [inPath('number', 'Number of the invoice.')],
  responses: { '200': file('PDF/A-3.', 'application/pdf') },
};

const readQuotePdf: Operation = {
  operationId: 'quotes.pdf',
  summary: 'The last version of a quote, as its client has it; a draft says that it is one',
  description: 'Roles: direction, daf; commercial, for their own deals.',
  tags: ['firm'],
  parameters: [inPath('code', 'Code of the quote.')],
  responses: { '200': file('PDF/A-3.', 'application/pdf') },
};

const importFiles: Operation = {
  operationId: 'imports.send',
  summary: 'Import the firm’s files: the body is a zip of .csv files',
  description: 'Role: direction. At most 20 MB. Compared and written by the command import_firm.',
  tags: ['firm'],
  parameters: [
    query('preview', '1: shows the effect, writes nothing.', { type: 'string', enum: ['1'] }),
    {
      name: 'Idempotency-Key',
      in: 'header',
      description: 'Yours: the same key twice gives the first answer.',
      schema: { type: 'string', minLength: 1, maxLength: 200 },
    },
  ],
  requestBody: { required: true, content: { 'application/zip': { schema: binary } } },
  responses: {
    '200': json('Done, or shown with ?preview=1.', z.union([commandDone, commandPreviewed])),
    '202': json('It waits for a second person.', commandProposed),
  },
};

const readCalendar: Operation = {
  operationId: 'calendar.read',
  summary: 'Your assignments and absences as a calendar; its address is the proof',
  tags: ['access'],
  security: [],
  parameters: [inPath('file', 'The secret of the address, then .ics.')],
  responses: { '200': file('RFC 5545.', 'text/calendar') },
};

const bookOptions = z.toJSONSchema(bookFileOptions, { io: 'input', unrepresentable: 'any' }).properties ?? {};

function takeBookFile(name: BookFileName): Operation {
  const { en, asks } = BOOK_FILES[name];
  const told = {
    [BOOK_FILE_NOTES]: {
      description: 'What a person is to know of the file: a JSON list of sentences, percent-encoded.',
      schema: { type: 'string' },
    },
  };
  return {
    operationId: `exports.${name}`,
    summary: en,
    description: 'Roles: daf, direction. What the command line’s export writes, byte for byte.',
    tags: ['reports'],
    parameters: asks.map((option) => {
      const { description, ...schema } = bookOptions[option] as { description: string };
      return query(option, description, schema);
    }),
    responses: {
      '200': { ...file('The file.', name === 'fec' ? 'text/plain' : 'text/csv'), headers: told },
    },
  };
}

const speakMcp: Operation = {
  operationId: 'mcp',
  summary: 'Model Context Protocol (streamable HTTP, without sessions)',
  tags: ['assistant'],
  requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
  responses: { '200': { description: 'JSON-RPC 2.0.', content: { 'application/json': { schema: {} } } } },
};

const describeApi: Operation = {
  operationId: 'openapi',
  summary: 'This document',
  tags: ['session'],
  responses: { '200': { description: 'OpenAPI 3.1.', content: { 'application/json': { schema: {} } } } },
};

export const FILE_ROUTES: Readonly<Record<string, { readonly get?: Operation; readonly post?: Operation }>> = {
  '/documents': { post: sendDocument },
  '/documents/{sha256}/content': { get: readDocument },
  ...Object.fromEntries(BOOK_FILE_NAMES.map((name) => [`/exports/${name}`, { get: takeBookFile(name) }])),
  '/imports': { post: importFiles },
  '/invoices/{number}/evidence': { get: readEvidence },
  '/invoices/{number}/pdf': { get: readInvoicePdf },
  '/quotes/{code}/pdf': { get: readQuotePdf },
  '/ical/{file}': { get: readCalendar },
  '/mcp': { post: speakMcp },
  '/openapi.json': { get: describeApi },
};
