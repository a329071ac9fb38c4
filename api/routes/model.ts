// GET /api/model: the model is tried for who sets Vigie up; a trial is a paid call, and its failure tells of the settings.

import type { Role } from '../../domain/roles.ts';
import { tryModel } from '../../agents/try-model.ts';
import type { Person } from '../../db/users.ts';
import type { Assistant } from '../assistant/assistant.ts';
import { refuse } from './problems.ts';

const MAY_TRY: readonly Role[] = ['direction', 'admin'];

export async function showModel({ assistant }: { assistant: Assistant }, person: Person) {
  if (!person.roles.some((role) => MAY_TRY.includes(role)))
    throw refuse(403, 'right_refused', 'La direction ou un administrateur essaie le modèle.');
  if (assistant.endpoint === null)
    return { built_in: true, name: null, answers: true, tool_calls: true, streaming: true, failure: null };
  const { answers, toolCalls, streaming, failure } = await tryModel(assistant.endpoint.model);
  return { built_in: false, name: assistant.endpoint.name, answers, tool_calls: toolCalls, streaming, failure };
}
