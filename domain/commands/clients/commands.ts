// Clients: created, corrected, met, followed up.
import { createClient } from './create-client.ts';

export const CLIENT_COMMANDS = [createClient] as const;
