// From an issued invoice to its last payment.
import { closeDispute, openDispute, recordPromise, sendDunning, writeOff } from './collect.ts';
import { importBankFile } from './import-bank-file.ts';
import { matchBankLines } from './match-bank-lines.ts';
import { recordPayment } from './record-payment.ts';
import { setAsideBankLine } from './set-aside-bank-line.ts';

export const CASH_COMMANDS = [
  recordPayment,
  importBankFile,
  matchBankLines,
  setAsideBankLine,
  sendDunning,
  recordPromise,
  openDispute,
  closeDispute,
  writeOff,
] as const;
