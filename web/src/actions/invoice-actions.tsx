// What is done of an invoice once it has its number, from its page: sent, paid, called for, promised, disputed,
// credited, lost.

import { useQuery } from '@tanstack/react-query';
import { invoicesQuery, type Invoice } from '../list-queries.ts';
import { CreditNote } from './credit-note.tsx';
import { CommandActions, type Action } from '../parts/command-actions.tsx';

/** The last letter is a formal notice: after it, a lawyer writes. */
const LAST_LEVEL = 3;

function listActions(
  { number, kind, left, late_days: late, dunning_level: level }: Invoice,
  today: string,
  step: string,
) {
  const known = ['invoice'];
  const input = { invoice: number };
  const send: Action = { command: 'send_invoice', label: 'Envoyer au client…', known, input };
  if (kind === 'avoir') return [send];
  const credit: Action = {
    command: 'issue_credit_note',
    label: 'Faire un avoir…',
    known,
    input,
    Choice: CreditNote,
  };
  if (left <= 0) return [send, credit];
  const paid: Action = {
    command: 'record_payment',
    label: 'Noter un paiement…',
    known,
    left: ['supplier'],
    input: { invoice: number, amount: left, paidOn: today },
  };
  if (step === 'dispute')
    return [{ command: 'close_dispute', label: 'Clore le litige…', known, input }, paid, send, credit];
  const letter: Action = {
    command: 'send_dunning',
    label: `Relancer, niveau ${level + 1}…`,
    known: ['invoice', 'level'],
    input: { invoice: number, level: level + 1 },
  };
  return [
    ...(late > 0 && level < LAST_LEVEL ? [letter] : []),
    paid,
    { command: 'record_promise', label: 'Noter une promesse…', known, input },
    send,
    credit,
    { command: 'open_dispute', label: 'Ouvrir un litige…', known, input },
    ...(late > 0 ? [{ command: 'write_off', label: 'Passer en perte…', known, input }] : []),
  ];
}

type ActionsProps = { number: string; today: string; step: string };

/** @param step where it stands: a dispute stops what else is asked of the client. */
export function InvoiceActions({ number, today, step }: ActionsProps) {
  const invoice = useQuery(invoicesQuery).data?.find((one) => one.number === number);
  if (invoice === undefined) return null;
  return <CommandActions actions={listActions(invoice, today, step)} of={number} />;
}
