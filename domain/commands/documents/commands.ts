// What the firm keeps of people on paper, and what it forgets.
import { erasePerson } from './erase-person.ts';

export const DOCUMENT_COMMANDS = [erasePerson] as const;
