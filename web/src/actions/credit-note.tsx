// A credit note, from the invoice's page: all that is left of it, whole lines or whole days of them, or euros off a line.
// What it takes back is chosen first; the command then asks its reason and shows its effect.

import { Checkbox, SegmentedControl, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sayCount } from '../../../domain/french.ts';
import { invoiceLinesQuery, namesQuery, type InvoiceLines, type Names } from '../api-client.ts';
import { formatColumnDay, formatDays, formatExactEuros } from '../format.ts';
import type { ChoiceProps } from '../parts/command-actions.tsx';
import { CommandForm, type CommandFormProps } from '../parts/command-form.tsx';

type Line = InvoiceLines['lines'][number];
type Day = Line['days'][number];
type Way = 'whole' | 'rows' | 'euros';

/** @param input the command's, as far as the page knows it: which invoice. */
export function CreditNote({ input, onClose }: ChoiceProps) {
  const invoice = useQuery(invoiceLinesQuery(String(input['invoice'])));
  if (invoice.data === undefined)
    return <Text size="sm">{invoice.isError ? invoice.error.message : 'Lecture des lignes de la facture…'}</Text>;
  return <Choice invoice={invoice.data} onClose={onClose} />;
}

const keyOf = ({ consultant, date, project }: Day): string => `${date}/${consultant}/${project}`;

function Choice({ invoice, onClose }: { invoice: InvoiceLines; onClose: () => void }) {
  const [way, setWay] = useState<Way>('whole');
  const [lines, setLines] = useState<ReadonlySet<number>>(new Set());
  const [days, setDays] = useState<ReadonlySet<string>>(new Set());
  const names = useQuery(namesQuery).data;
  const form = readChoice(invoice, way, lines, days, names);
  return (
    <Stack gap="sm">
      <Text size="sm" className="vigie-figures">
        {sayLeft(invoice)}
      </Text>
      <SegmentedControl
        size="xs"
        className="vigie-fit"
        aria-label="Ce que l’avoir reprend"
        value={way}
        data={[
          { value: 'whole', label: 'Tout' },
          ...(invoice.lines.length === 0 ? [] : [{ value: 'rows', label: 'Lignes ou jours' }]),
          { value: 'euros', label: invoice.lines.length === 0 ? 'Un montant' : 'Remise' },
        ]}
        onChange={(value) => setWay(value as Way)}
      />
      {way === 'rows' && (
        <LineChoice
          lines={invoice.lines.filter(({ open }) => open)}
          names={names}
          chosen={{ lines, days }}
          onLine={(line) => setLines(toggle(lines, line))}
          onDay={(day) => setDays(toggle(days, keyOf(day)))}
        />
      )}
      {form === null ? (
        <Text size="sm" className="vigie-quiet">
          Choisissez les lignes ou les jours que l’avoir reprend, chacun en entier.
        </Text>
      ) : (
        <CommandForm key={way} {...form} onCancel={onClose} />
      )}
    </Stack>
  );
}

function sayLeft({ net, left }: InvoiceLines): string {
  return left === net
    ? `${formatExactEuros(net)} HT, dont rien n’a été repris.`
    : `${formatExactEuros(net)} HT, dont il reste ${formatExactEuros(left)} après ses avoirs.`;
}

function toggle<T>(set: ReadonlySet<T>, one: T): Set<T> {
  const next = new Set(set);
  if (!next.delete(one)) next.add(one);
  return next;
}

type Form = Pick<CommandFormProps, 'command' | 'input' | 'known' | 'left' | 'options' | 'about'>;

/** The command's input, as far as it is chosen; null: nothing is yet. */
function readChoice(
  { number, lines: all, left }: InvoiceLines,
  way: Way,
  lines: ReadonlySet<number>,
  days: ReadonlySet<string>,
  names: Names | undefined,
): Form | null {
  const command = 'issue_credit_note';
  const base = { invoice: number };
  const hasLines = all.length > 0;
  if (way === 'rows') {
    // A line taken back whole takes its days with it.
    const chosen = all.filter(({ line }) => !lines.has(line)).flatMap((line) => line.days);
    const picked = chosen
      .filter((day) => days.has(keyOf(day)))
      .map(({ consultant, date, project }) => ({ consultant, date, project }));
    if (lines.size + picked.length === 0) return null;
    const input = { ...base, lines: [...lines].toSorted((a, b) => a - b), days: picked };
    return { command, known: ['invoice', 'lines', 'days'], left: ['rebates', 'amount'], input };
  }
  if (!hasLines)
    return way === 'whole'
      ? { command, known: ['invoice', 'amount'], left: ['lines', 'days', 'rebates'], input: { ...base, amount: left } }
      : { command, known: ['invoice'], left: ['lines', 'days', 'rebates'], input: { ...base, amount: null } };
  if (way === 'whole')
    return {
      command,
      known: ['invoice', 'lines'],
      left: ['days', 'rebates', 'amount'],
      input: { ...base, lines: 'all' },
    };
  return {
    command,
    known: ['invoice'],
    left: ['lines', 'days', 'amount'],
    input: { ...base, rebates: [{}] },
    options: {
      line: all
        .filter((line) => line.left > 0)
        .map((line) => ({
          value: String(line.line),
          label: `${nameLine(line, names)} · reste ${formatExactEuros(line.left)}`,
        })),
    },
    about: 'Des euros HT en moins sur une ligne ; ses jours restent facturés.',
  };
}

function nameLine({ line, label, consultant }: Line, names: Names | undefined): string {
  const who = consultant === null ? undefined : names?.consultants[consultant];
  return `${line}. ${who !== undefined && !label.includes(who) ? `${who}, ${label}` : label}`;
}

type LinesProps = {
  lines: readonly Line[];
  names: Names | undefined;
  chosen: { readonly lines: ReadonlySet<number>; readonly days: ReadonlySet<string> };
  onLine: (line: number) => void;
  onDay: (day: Day) => void;
};

function LineChoice({ lines, names, chosen, onLine, onDay }: LinesProps) {
  return (
    <fieldset className="vigie-lines">
      <legend className="vigie-hidden">Ce que l’avoir reprend</legend>
      <Stack gap={6}>
        {lines.map((line) => (
          <div key={line.line}>
            <Checkbox
              size="sm"
              label={`${nameLine(line, names)} · ${formatExactEuros(line.left)}`}
              checked={chosen.lines.has(line.line)}
              onChange={() => onLine(line.line)}
            />
            {line.days.length > 0 && !chosen.lines.has(line.line) && (
              <details className="vigie-rows vigie-line-days">
                <summary>Choisir parmi {sayCount(line.days.length, 'jour', 'jours')}</summary>
                <div className="vigie-day-boxes">
                  {line.days.map((day) => (
                    <Checkbox
                      key={keyOf(day)}
                      size="xs"
                      label={`${formatColumnDay(day.date)} · ${formatDays(day.days)}`}
                      checked={chosen.days.has(keyOf(day))}
                      onChange={() => onDay(day)}
                    />
                  ))}
                </div>
              </details>
            )}
          </div>
        ))}
      </Stack>
    </fieldset>
  );
}
