// A key for one's own programs. The change names it; its secret is drawn afterwards, for its owner alone, and shown
// once: neither the act, nor its stored result, nor a proposal ever holds it.
import { z } from 'zod';
import { defineCommand, refuse } from '../command.ts';

export const createApiKey = defineCommand({
  name: 'create_api_key',
  label: "Créer une clé d'API",
  input: z.strictObject({
    // It stands in an address.
    name: z
      .string()
      .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,59}$/u, 'lettres, chiffres, espaces, « . », « _ » et « - », 60 au plus'),
  }),
  rights: {},
  everyoneForSelf: true,
  tier: 1,
  approvers: [],
  locks: async (_asked, _read, { asker }) => [{ kind: 'firm', key: `keys ${(await asker()).userId}` }],
  load: async (asked, read, { asker }) => read.find('apiKey', { user: (await asker()).email, keyName: asked.name }),
  // Programs of the house have no address: a key is somebody's.
  owns: (_facts, _asked, asker) => asker.email !== '',
  plan: (known, asked, { asker }) => {
    if (known.length > 0)
      return refuse('key_exists', `Vous avez ou avez eu une clé « ${asked.name} » : prenez un autre nom.`);
    return {
      effect: {
        sentence: `Créer la clé d'API « ${asked.name} » de ${asker.email}, avec ses droits.`,
        rows: [{ entity: 'apiKey', before: null, after: { user: asker.email, keyName: asked.name } }],
      },
      result: { name: asked.name },
    };
  },
});
