// The month's expenses of the person who looks, where each stands, and a form for one more.

import { Alert, Button, Checkbox, Group, NativeSelect, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { lastDayOf } from '../../../domain/periods.ts';
import { expensesQuery, runCommand, type CraDays } from '../api-client.ts';
import { formatDay, formatExactEuros } from '../format.ts';
import { Said } from '../parts/said.tsx';
import { readTypedNumber } from '../typed-number.ts';

const STATUS_WORDS = { demandee: 'À valider', validee: 'Validée', refusee: 'Refusée' } as const;
const STATES = { demandee: 'soumis', validee: 'valide', refusee: 'rejete' } as const;

export function CraExpenses({ data, today }: { data: CraDays; today: string }) {
  const expenses = useQuery(expensesQuery(data.month));
  const [adding, setAdding] = useState(false);
  const own = (expenses.data?.expenses ?? []).filter(({ consultant }) => consultant === data.consultant);
  return (
    <section aria-labelledby="cra-expenses">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h5" id="cra-expenses">
          Notes de frais
        </Title>
        {!adding && data.may_enter && (
          <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>
            Ajouter des frais…
          </Button>
        )}
      </Group>
      {adding && <ExpenseForm data={data} today={today} onDone={() => setAdding(false)} />}
      {own.length === 0 ? (
        <Text size="sm" className="vigie-quiet">
          {expenses.isError ? expenses.error.message : 'Aucun ce mois-ci.'}
        </Text>
      ) : (
        <ul className="vigie-sheet vigie-plain-list vigie-cra-list">
          {own.map(({ id, label, spent_on: spentOn, project, amount, vat, status }) => (
            <li key={id}>
              <div className="vigie-cra-list-head">
                <Text component="span" size="sm" fw={600}>
                  {label}
                </Text>
                <span className="vigie-cra-state" data-state={STATES[status]}>
                  {STATUS_WORDS[status]}
                </span>
              </div>
              <Text size="sm" className="vigie-quiet vigie-figures">
                {formatDay(spentOn)} · {formatExactEuros(amount + vat)} TTC
                {project === null ? '' : ` · ${project}`}
              </Text>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** « 12,50 » as the command wants it. */
function readEuros(value: FormDataEntryValue | null): number {
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? 0 : readTypedNumber(text);
}

function readExpense(form: FormData) {
  const project = form.get('project');
  return {
    label: form.get('label'),
    spentOn: form.get('spentOn'),
    amount: readEuros(form.get('amount')),
    vat: readEuros(form.get('vat')),
    project: project === '' ? null : project,
    rebillable: project !== '' && form.has('rebillable'),
  };
}

type FormProps = { data: CraDays; today: string; onDone: () => void };

function ExpenseForm({ data, today, onDone }: FormProps) {
  const queries = useQueryClient();
  const record = useMutation({
    mutationFn: (form: FormData) => runCommand('record_expense', readExpense(form)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['look-ups'] });
      onDone();
    },
  });
  return (
    <form
      className="vigie-sheet vigie-cra-expense"
      aria-label="Nouvelle note de frais"
      onSubmit={(event: FormEvent<HTMLFormElement>) => {
        event.preventDefault();
        record.mutate(new FormData(event.currentTarget));
      }}
    >
      {record.error !== null && (
        <Alert color="red" variant="light" role="alert" p="xs">
          <Said>{record.error.message}</Said>
        </Alert>
      )}
      <ExpenseFields data={data} today={today} />
      <Group gap="xs" mt="xs">
        <Button type="submit" size="compact-sm" loading={record.isPending}>
          Enregistrer les frais
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={onDone}>
          Annuler
        </Button>
      </Group>
    </form>
  );
}

function ExpenseFields({ data, today }: Pick<FormProps, 'data' | 'today'>) {
  const [project, setProject] = useState('');
  const last = lastDayOf(data.month);
  const required = { required: true, withAsterisk: false } as const;
  return (
    <>
      <div className="vigie-form">
        <TextInput name="label" label="Libellé" {...required} />
        <TextInput
          name="spentOn"
          type="date"
          label="Dépensé le"
          {...required}
          defaultValue={today < last ? today : last}
        />
        <TextInput name="amount" label="Montant HT (€)" inputMode="decimal" {...required} />
        <TextInput name="vat" label="TVA (€)" inputMode="decimal" />
        <NativeSelect
          name="project"
          label="Projet"
          value={project}
          onChange={(event) => setProject(event.currentTarget.value)}
          data={[
            { value: '', label: 'Aucun' },
            ...data.projects.map(({ code, title }) => ({ value: code, label: `${code} · ${title}` })),
          ]}
        />
      </div>
      <Checkbox mt="xs" name="rebillable" label="À refacturer au client" disabled={project === ''} />
    </>
  );
}
