// « Proposer »: changes that a report has made ready, filed to be decided; what the rules refuse is said beside.

import { Alert, Button, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { sayCount } from '../../../domain/french.ts';
import { fileProposals, type AskedChange } from '../staffing-queries.ts';
import { Said } from './said.tsx';

/** What became of each change. */
export type Filed = Awaited<ReturnType<typeof fileProposals>>['proposals'];

type ProposeProps = {
  label: string;
  /** Read aloud where several buttons say the same. */
  about?: string;
  disabled?: boolean;
  variant?: 'filled' | 'default';
  file: () => Promise<{ proposals: Filed }>;
};

export function Propose({ label, about, disabled = false, variant = 'default', file }: ProposeProps) {
  const queries = useQueryClient();
  const filing = useMutation({
    mutationFn: file,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['proposals'] }),
  });
  if (filing.data !== undefined) return <Told filed={filing.data.proposals} />;
  return (
    <div>
      {filing.isError && (
        <Alert color="red" variant="light" role="alert" mb="xs">
          <Said>{filing.error.message}</Said>
        </Alert>
      )}
      <Button
        size="xs"
        variant={variant}
        loading={filing.isPending}
        disabled={disabled}
        onClick={() => filing.mutate()}
      >
        {label} {about !== undefined && <span className="vigie-hidden">: {about}</span>}
      </Button>
    </div>
  );
}

/** Bookings that a report has made ready. */
export function ProposeChanges({
  changes,
  reason,
  ...shown
}: Omit<ProposeProps, 'file'> & { changes: AskedChange[]; reason: string }) {
  return <Propose {...shown} disabled={changes.length === 0} file={() => fileProposals(changes, reason)} />;
}

function Told({ filed }: { filed: Filed }) {
  const waiting = filed.flatMap(({ id, sentence }) => (id === null ? [] : [{ id, sentence }]));
  const refused = filed.filter(({ state }) => state === 'refused');
  const [only, ...others] = waiting;
  return (
    <div role="status" className="vigie-told">
      <Text size="sm">
        {waiting.length === 0
          ? 'Rien à décider.'
          : `${sayCount(waiting.length, 'proposition', 'propositions')} à décider. `}
        {only !== undefined &&
          (others.length === 0 ? (
            <Link to="/a-decider/$id" params={{ id: only.id }}>
              Voir la proposition
            </Link>
          ) : (
            <Link to="/a-decider" search={{ p: only.id }}>
              Voir dans À décider
            </Link>
          ))}
      </Text>
      {refused.length > 0 && (
        <ul className="vigie-changes">
          {refused.map(({ sentence }, at) => (
            // Two refusals may say the same: only their place tells them apart.
            <li key={at}>Refusé par la règle : {sentence}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
