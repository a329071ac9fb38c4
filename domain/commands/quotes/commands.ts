// Quotes: written, revised, sent, signed.
import { sendQuote, signQuote } from './send-quote.ts';
import { createQuote, reviseQuote } from './write-quote.ts';

export const QUOTE_COMMANDS = [createQuote, reviseQuote, sendQuote, signQuote] as const;
