// The fields of a command's input, each as it is typed; a code is chosen by the name behind it where names are given.

import { Button, Group, JsonInput, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { formatField, wordOfField } from '../field-words.ts';
import { DASH } from '../format.ts';
import { readRowTexts, type Field } from '../input-form.ts';

export type Options = readonly { readonly value: string; readonly label: string }[];

/** Codes by their names, in the order of a directory. */
export function listOptions(named: Readonly<Record<string, string>>): Options {
  return Object.entries(named)
    .map(([value, name]) => ({ value, label: name === value ? value : `${name} (${value})` }))
    .toSorted((a, b) => a.label.localeCompare(b.label, 'fr'));
}

type FieldsProps = {
  fields: readonly Field[];
  texts: Readonly<Record<string, string>>;
  onChange: (name: string, text: string) => void;
  /** Of the fields that hold a code: what may be chosen, by its name. */
  options?: Readonly<Record<string, Options>>;
};

export function InputFields({ fields, texts, onChange, options = {} }: FieldsProps) {
  return (
    <div className="vigie-form">
      {fields.map((field, at) =>
        field.kind === 'rows' ? (
          <Rows
            key={field.name}
            field={field}
            options={options}
            text={texts[field.name] ?? ''}
            onChange={(text) => onChange(field.name, text)}
          />
        ) : (
          <FieldInput
            key={field.name}
            field={field}
            options={options[field.name]}
            text={texts[field.name] ?? ''}
            first={at === 0}
            onChange={(text) => onChange(field.name, text)}
          />
        ),
      )}
    </div>
  );
}

type RowsProps = Pick<FieldProps, 'field' | 'text' | 'onChange'> & {
  options: Readonly<Record<string, Options>>;
};

/** Lines of a quote, days of a month: a row of fields each. */
function Rows({ field, text, options, onChange }: RowsProps) {
  const rows = readRowTexts(text);
  const write = (written: readonly Readonly<Record<string, string>>[]): void => onChange(JSON.stringify(written));
  return (
    <fieldset className="vigie-form-wide vigie-lines">
      <Text component="legend" size="sm" fw={500}>
        {wordOfField(field.name)}
      </Text>
      <Stack gap="sm">
        {rows.map((row, at) => (
          // Two rows may be alike: only their place tells them apart.
          <div key={at} role="group" aria-label={`${wordOfField(field.name)}, ${at + 1}`} className="vigie-line">
            <div className="vigie-form">
              {field.columns.map((column) => (
                <FieldInput
                  key={column.name}
                  field={column}
                  options={options[column.name]}
                  text={row[column.name] ?? ''}
                  first={false}
                  onChange={(typed) => write(rows.with(at, { ...row, [column.name]: typed }))}
                />
              ))}
            </div>
            <Button
              size="compact-sm"
              variant="default"
              className="vigie-fit"
              onClick={() => write(rows.toSpliced(at, 1))}
            >
              Retirer<span className="vigie-hidden"> la ligne {at + 1}</span>
            </Button>
          </div>
        ))}
        <Group>
          <Button size="compact-sm" variant="default" onClick={() => write([...rows, {}])}>
            Ajouter une ligne<span className="vigie-hidden"> : {wordOfField(field.name)}</span>
          </Button>
        </Group>
      </Stack>
    </fieldset>
  );
}

/** The form was asked for by a key or a button: the hand goes on in its first field. */
const focus = (input: HTMLElement | null): void => input?.focus();

type FieldProps = {
  field: Field;
  options: Options | undefined;
  text: string;
  first: boolean;
  onChange: (text: string) => void;
};

function FieldInput({ field, options, text, first, onChange }: FieldProps) {
  const shared = {
    label: wordOfField(field.name),
    size: 'sm',
    required: field.required,
    withAsterisk: false,
    ...(first && { ref: focus }),
  } as const;
  if (field.kind === 'json')
    return (
      <JsonInput
        {...shared}
        className="vigie-form-wide"
        autosize
        minRows={3}
        maxRows={14}
        formatOnBlur
        validationError="Ce n’est pas du JSON lisible."
        value={text}
        onChange={onChange}
      />
    );
  const listed = options ?? field.choices.map((value) => ({ value, label: formatField(field.name, value) }));
  // What is known and not in the list (another's, one of old) stays what it is.
  const isListed = text === '' || listed.some(({ value }) => value === text);
  const choices = isListed ? listed : [{ value: text, label: text }, ...listed];
  if (field.kind === 'choice' || options !== undefined)
    return (
      <NativeSelect
        {...shared}
        value={text}
        data={[...(field.required && text !== '' ? [] : [{ value: '', label: DASH }]), ...choices]}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
    );
  const type = field.kind === 'number' ? 'text' : field.kind;
  return (
    <TextInput
      {...shared}
      type={type}
      inputMode={field.kind === 'number' ? 'decimal' : undefined}
      value={text}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
