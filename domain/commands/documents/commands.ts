// What the firm keeps of people on paper, and what it forgets.
import { confirmExtraction } from './confirm-extraction.ts';
import { erasePerson } from './erase-person.ts';
import { uploadDocument } from './upload-document.ts';

export const DOCUMENT_COMMANDS = [uploadDocument, confirmExtraction, erasePerson] as const;
