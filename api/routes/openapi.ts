// GET /api/openapi.json: the contract as an OpenAPI 3.1 document.

import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { contract } from '../contract/contract.ts';
import { problem } from '../contract/problem.ts';

/** Written once a process. */
export async function writeOpenApi(version: string): Promise<string> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(contract, {
    info: {
      title: 'Vigie',
      version,
      description: 'Reports, session and people of a Vigie instance. Errors are RFC 9457 problems.',
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
