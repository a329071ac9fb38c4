// The firm: who it is, what it sells, what it aims at, the rules that it gives itself.
import { importFirmFiles } from './import-firm.ts';
import { setCalendar } from './set-calendar.ts';
import { setFirm } from './set-firm.ts';
import { setPolicy } from './set-policy.ts';
import { setProfile } from './set-profile.ts';
import { setTarget } from './set-target.ts';

export const FIRM_COMMANDS = [setFirm, setProfile, setCalendar, setTarget, setPolicy, importFirmFiles] as const;
