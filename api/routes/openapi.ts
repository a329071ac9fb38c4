// GET /api/openapi.json: the contract as an OpenAPI 3.1 document.

import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { z } from 'zod';
import type { AnyCommand } from '../../domain/commands/command.ts';
import { COMMANDS } from '../../domain/commands/registry.ts';
import { commandDone, commandPreviewed, commandProposed } from '../contract/commands.ts';
import { contract } from '../contract/contract.ts';
import { FILE_ROUTES } from '../contract/file-routes.ts';
import { problem } from '../contract/problem.ts';
import { describeInput } from './commands.ts';

function answer(description: string, schema: z.ZodType) {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
  return { description, content: { 'application/json': { schema: json } } };
}

/** One path a command: its body is the command's own. */
function describeCommand(command: AnyCommand) {
  const tiers = command.tier === 2 ? `A second person approves (${command.approvers.join(', ')}).` : 'Done directly.';
  return {
    post: {
      operationId: `commands.${command.name}`,
      summary: command.label,
      description: `${tiers} Roles: ${Object.entries(command.rights)
        .map(([role, reach]) => `${role} (${reach})`)
        .join(', ')}${command.everyoneForSelf === true ? ', everyone for themselves' : ''}.`,
      tags: ['commands'],
      parameters: [
        {
          name: 'preview',
          in: 'query',
          description: '1: shows the effect, writes nothing.',
          schema: { type: 'string', enum: ['1'] },
        },
        {
          name: 'Idempotency-Key',
          in: 'header',
          description: 'Yours: the same key twice gives the first answer.',
          schema: { type: 'string', minLength: 1, maxLength: 200 },
        },
      ],
      requestBody: { required: true, content: { 'application/json': { schema: describeInput(command) } } },
      responses: {
        '200': answer('Done, or shown with ?preview=1.', z.union([commandDone, commandPreviewed])),
        '202': answer('It waits for a second person.', commandProposed),
      },
    },
  };
}

/** Written once a process. */
export async function writeOpenApi(version: string): Promise<string> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(contract, {
    info: {
      title: 'Vigie',
      version,
      description: 'Reports, changes and people of a Vigie instance. Errors are RFC 9457 problems.',
    },
    servers: [{ url: '/api' }],
    security: [{ key: [] }, { session: [] }],
    commonSchemas: { Problem: { schema: problem } },
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key, made by `vigie user add --json`.' },
        session: { type: 'apiKey', in: 'cookie', name: 'vigie.session_token' },
      },
    },
  });
  const paths: Record<string, unknown> = { ...document.paths };
  for (const command of COMMANDS) paths[`/commands/${command.name}`] = describeCommand(command);
  // A path may be both: documents are listed by a procedure, and sent as they are.
  for (const [path, operations] of Object.entries(FILE_ROUTES))
    paths[path] = { ...(paths[path] as object | undefined), ...operations };
  document.paths = paths as NonNullable<typeof document.paths>;
  const refused = {
    description: 'Refused or failed: a stable code and a French sentence.',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  for (const path of Object.values(document.paths ?? {})) {
    for (const method of ['get', 'post', 'put', 'delete'] as const) {
      const operation = path?.[method];
      if (operation !== undefined) operation.responses = { ...operation.responses, default: refused };
    }
  }
  const signIn = document.paths?.['/session']?.post;
  if (signIn !== undefined) signIn.security = [];
  return JSON.stringify(document);
}
