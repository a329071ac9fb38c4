// The assistant's model, tried on the spot: what the settings page says of it.

import { oc } from '@orpc/contract';
import { z } from 'zod';

export const model = {
  try: oc
    .route({
      method: 'GET',
      path: '/model',
      summary: "The assistant's model, tried: does it answer, call tools, stream?",
      description: 'Asks it two short questions; for direction and admin.',
      tags: ['assistant'],
    })
    .output(
      z.object({
        built_in: z.boolean().describe('true: no endpoint is set, the built-in model answers.'),
        name: z.string().nullable().describe('AI_MODEL.'),
        answers: z.boolean(),
        tool_calls: z.boolean().describe('Without them it answers nothing from the data.'),
        streaming: z.boolean(),
        failure: z.string().nullable().describe('Why it does not answer, in a sentence.'),
      }),
    ),
};
