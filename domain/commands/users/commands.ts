// Who uses Vigie: let in, with which roles, let out.
import { createApiKey } from './create-api-key.ts';
import { createUser } from './create-user.ts';
import { disableUser } from './disable-user.ts';
import { linkSlackUser } from './link-slack-user.ts';
import { setRoles } from './set-roles.ts';

export const USER_COMMANDS = [createUser, setRoles, disableUser, createApiKey, linkSlackUser] as const;
