// What the firm keeps of people on paper, and what it forgets.
import { erasePerson } from './erase-person.ts';
import { uploadDocument } from './upload-document.ts';

export const DOCUMENT_COMMANDS = [uploadDocument, erasePerson] as const;
