// One line of the bank, matched by hand: the invoices that it pays, in their order, each what is typed for it, else what
// is left of it, and the last one the rest of the line.

import { Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Names, ShownBank } from '../api-client.ts';
import { formatColumnDay, formatExactEuros } from '../format.ts';
import { CommandForm } from '../parts/command-form.tsx';
import type { Options } from '../parts/input-fields.tsx';
import { readTypedNumber } from '../typed-number.ts';

export type OpenLine = ShownBank['open'][number];
/** dueOn null: it is settled, and the line cites it. */
type Owed = Omit<ShownBank['owed'][number], 'dueOn'> & { readonly dueOn: string | null };

/** Two suppliers may give one number. */
const keyOf = ({ supplier, invoice }: Pick<Owed, 'supplier' | 'invoice'>): string =>
  JSON.stringify([supplier, invoice]);

/** Whose name stands beside the invoice. */
function whoOf({ client, supplier }: Owed, names: Names | undefined): string {
  if (supplier !== null) return names?.consultants[supplier] ?? supplier;
  return client === null ? '' : (names?.clients[client] ?? client);
}

/** What came in pays a client's invoice, what left a supplier's; first those of who is meant, then of that amount. */
function listOwed(line: OpenLine, owed: readonly Owed[]): Owed[] {
  const isMeant = ({ client, supplier }: Owed): boolean =>
    (line.client !== null && client === line.client) || (line.supplier !== null && supplier === line.supplier);
  const rankOf = (one: Owed): number => (isMeant(one) ? 0 : 2) + (one.left === Math.abs(line.amount) ? 0 : 1);
  const listed = owed.filter(({ supplier }) => (supplier === null) === line.amount > 0);
  const known = new Set(listed.map(keyOf));
  const settled = line.parts
    .filter((part) => !known.has(keyOf(part)))
    .map(({ supplier, invoice }) => ({ supplier, client: line.client, invoice, dueOn: null, left: 0 }));
  return [...settled, ...listed].toSorted(
    (a, b) => rankOf(a) - rankOf(b) || (a.dueOn ?? '').localeCompare(b.dueOn ?? ''),
  );
}

function sayOwed(one: Owed, names: Names | undefined): string {
  const standing =
    one.dueOn === null ? ['déjà payée'] : [formatExactEuros(one.left), `échéance ${formatColumnDay(one.dueOn)}`];
  return [one.invoice, whoOf(one, names), ...standing].filter((part) => part !== '').join(' · ');
}

/** An invoice, and what the line pays of it as it was typed; nothing: what is left of it. */
type Chosen = { readonly key: string; readonly amount: string };
const NOTHING: Chosen = { key: '', amount: '' };

/** Null: nothing is typed; undefined: what is typed is no amount. */
function readAmount(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const euros = readTypedNumber(text);
  return euros > 0 ? euros : undefined;
}

type MatchProps = { line: OpenLine; owed: readonly Owed[]; names: Names | undefined; onClose: () => void };

export function LineMatch({ line, owed, names, onClose }: MatchProps) {
  const choices = listOwed(line, owed);
  const [chosen, setChosen] = useState<readonly Chosen[]>(() =>
    line.parts.length === 0 ? [NOTHING] : line.parts.map((part) => ({ key: keyOf(part), amount: '' })),
  );
  const [accepts, setAccepts] = useState(false);
  const taken = chosen.flatMap(({ key, amount }) =>
    choices.filter((one) => keyOf(one) === key).map((one) => ({ ...one, amount: readAmount(amount) })),
  );
  const left = taken.reduce((sum, one) => sum + Math.round((one.amount ?? one.left) * 100), 0);
  const isTooMuch = taken.length > 0 && Math.round(Math.abs(line.amount) * 100) > left;
  const input = {
    matches: taken.map(({ supplier, invoice, amount }) => ({
      line: line.line,
      ...(supplier !== null && { supplier }),
      invoice,
      ...(typeof amount === 'number' && { amount }),
    })),
    acceptOverpayment: accepts,
  };
  if (choices.length === 0)
    return (
      <Group gap="xs">
        <Text size="sm">Aucune facture n’attend de paiement.</Text>
        <Button size="xs" variant="subtle" onClick={onClose}>
          Fermer
        </Button>
      </Group>
    );
  return (
    <Stack gap="sm" mt="xs">
      <Invoices
        chosen={chosen}
        choices={choices.map((one) => ({ value: keyOf(one), label: sayOwed(one, names) }))}
        onChange={setChosen}
      />
      {isTooMuch && (
        <Checkbox
          size="sm"
          label={`Laisser ce qui est en trop (${formatExactEuros(Math.abs(line.amount) - left / 100)}) au crédit de qui a payé`}
          checked={accepts}
          onChange={({ currentTarget }) => setAccepts(currentTarget.checked)}
        />
      )}
      {taken.length === 0 || taken.some(({ amount }) => amount === undefined) ? (
        <Button size="xs" variant="subtle" className="vigie-fit" onClick={onClose}>
          Annuler
        </Button>
      ) : (
        <CommandForm
          // Other invoices, another effect.
          key={JSON.stringify(input)}
          command="match_bank_lines"
          input={input}
          known={['matches', 'acceptOverpayment']}
          leaves
          onCancel={onClose}
        />
      )}
    </Stack>
  );
}

type InvoicesProps = { chosen: readonly Chosen[]; choices: Options; onChange: (chosen: Chosen[]) => void };

/** In the order in which the line pays them. */
function Invoices({ chosen, choices, onChange }: InvoicesProps) {
  const change = (at: number, to: Partial<Chosen>): void =>
    onChange(chosen.map((one, rank) => (rank === at ? { ...one, ...to } : one)));
  const rows = chosen.map(({ key, amount }, at) => (
    // A place in the order of payment: what stands there changes.
    <Group key={at} gap="xs" align="flex-start">
      <NativeSelect
        size="sm"
        label={at === 0 ? 'Facture payée' : `Puis (${at + 1})`}
        maw={560}
        value={key}
        data={[{ value: '', label: at === 0 ? 'Choisir…' : 'Aucune' }, ...choices]}
        onChange={({ currentTarget }) => change(at, { key: currentTarget.value, amount: '' })}
      />
      {chosen.length > 1 && key !== '' && (
        <TextInput
          size="sm"
          label={`Pour ${at === 0 ? 'la première' : `la ${at + 1}ᵉ`}, en euros`}
          placeholder={at === chosen.length - 1 ? 'le reste de la ligne' : 'son solde'}
          inputMode="decimal"
          value={amount}
          error={readAmount(amount) === undefined ? 'Un montant est attendu.' : undefined}
          onChange={({ currentTarget }) => change(at, { amount: currentTarget.value })}
        />
      )}
    </Group>
  ));
  const isEachChosen = chosen.every(({ key }) => key !== '');
  return (
    <>
      {rows}
      {isEachChosen && chosen.length < choices.length && (
        <Button
          size="compact-sm"
          variant="default"
          className="vigie-fit"
          onClick={() => onChange([...chosen, NOTHING])}
        >
          La ligne en paie une autre
        </Button>
      )}
    </>
  );
}
