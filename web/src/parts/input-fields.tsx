// The fields of a command's input, each as it is typed; a code is chosen by the name behind it where names are given.

import { JsonInput, NativeSelect, TextInput } from '@mantine/core';
import { formatField, wordOfField } from '../field-words.ts';
import { DASH } from '../format.ts';
import type { Field } from '../input-form.ts';

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
      {fields.map((field, at) => (
        <FieldInput
          key={field.name}
          field={field}
          options={options[field.name]}
          text={texts[field.name] ?? ''}
          first={at === 0}
          onChange={(text) => onChange(field.name, text)}
        />
      ))}
    </div>
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
  const choices = options ?? field.choices.map((value) => ({ value, label: formatField(field.name, value) }));
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
