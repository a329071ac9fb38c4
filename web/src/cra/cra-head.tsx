// The head of the CRA's pages: the month, before and after, one's own or the team's.

import { Button, Group, TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { addMonths, isMonth } from '../../../domain/periods.ts';
import type { Me } from '../api-client.ts';
import { followsTeam } from '../navigation.ts';
import { PageHead } from '../parts/page-head.tsx';

type HeadProps = { title: string; lead: ReactNode; month: string; me: Me };

export function CraHead({ title, lead, month, me }: HeadProps) {
  return (
    <>
      <PageHead title={title} lead={lead} aside={<MonthChoice month={month} />} />
      {followsTeam(me) && (
        <nav className="vigie-cra-tabs" aria-label="CRA">
          {me.consultant !== null && (
            <Link to="/cra" search={{ mois: month }} activeOptions={{ exact: true, includeSearch: false }}>
              Mon CRA
            </Link>
          )}
          <Link to="/cra/equipe" search={{ mois: month }} activeOptions={{ includeSearch: false }}>
            Équipe
          </Link>
        </nav>
      )}
    </>
  );
}

function MonthChoice({ month }: { month: string }) {
  const navigate = useNavigate();
  const go = (to: string): void => void navigate({ to: '.', search: (before) => ({ ...before, mois: to }) });
  return (
    <Group gap={6} align="flex-end" wrap="nowrap">
      <Button variant="default" size="xs" onClick={() => go(addMonths(month, -1))} aria-label="Mois précédent">
        ‹
      </Button>
      <TextInput
        type="month"
        label="Mois"
        size="xs"
        w={150}
        value={month}
        onChange={({ currentTarget: { value } }) => {
          // A month half typed is no month.
          if (isMonth(value)) go(value);
        }}
      />
      <Button variant="default" size="xs" onClick={() => go(addMonths(month, 1))} aria-label="Mois suivant">
        ›
      </Button>
    </Group>
  );
}
