// A statement of the bank, as the bank lets one download it: what it brings is seen first, then it is kept.

import { FileInput, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { CommandForm } from '../parts/command-form.tsx';

/** Many banks still write in the letters of Windows; what is no UTF-8 is read so. */
async function readText(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

export function StatementImport() {
  const reading = useMutation({ mutationFn: readText });
  const file = reading.variables;
  const choose = (chosen: File | null): void => {
    if (chosen === null) reading.reset();
    else reading.mutate(chosen);
  };
  return (
    <section className="vigie-sheet vigie-drop" aria-label="Importer un relevé">
      <FileInput
        label="Nouveau relevé"
        description="Tel que la banque le donne : CAMT.053 (XML), CFONB 120 ou CSV. Une ligne déjà connue n’entre pas deux fois."
        placeholder="Choisir le fichier"
        maw={460}
        value={file ?? null}
        onChange={choose}
        clearable
        clearButtonProps={{ 'aria-label': 'Retirer le fichier' }}
      />
      {reading.isError && (
        <Text size="sm" mt="xs" role="alert">
          Ce fichier n’a pas pu être lu.
        </Text>
      )}
      {reading.data !== undefined && file !== undefined && (
        <div className="vigie-follows">
          <CommandForm
            // Another file, another form: what the last one would have done is no longer said.
            key={`${file.name} ${file.lastModified} ${file.size}`}
            command="import_bank_file"
            input={{ content: reading.data }}
            known={['content']}
            onCancel={() => reading.reset()}
          />
        </div>
      )}
    </section>
  );
}
