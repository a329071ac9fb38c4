// Clients: created, corrected, met, followed up.
import { logAction, planFollowUp } from './actions.ts';
import { createContact, updateContact } from './contacts.ts';
import { createClient } from './create-client.ts';
import { updateClient } from './update-client.ts';

export const CLIENT_COMMANDS = [
  createClient,
  updateClient,
  createContact,
  updateContact,
  logAction,
  planFollowUp,
] as const;
