// The bank: a statement comes in, its lines are matched to the invoices that they pay, together where they are sure, by
// hand where a person has to choose.

import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { isMatched } from '../../../domain/bank/match.ts';
import { sayCount } from '../../../domain/french.ts';
import { bankQuery, namesQuery, type Names, type ShownBank } from '../api-client.ts';
import { LineMatch, type OpenLine } from '../bank/line-match.tsx';
import { StatementImport } from '../bank/statement-import.tsx';
import { formatColumnDay, formatDay, formatExactEuros } from '../format.ts';
import { CommandForm } from '../parts/command-form.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';

const route = getRouteApi('/inside/banque');

const VIEWS = ['ouvertes', 'sorties', 'reglees'] as const;
type View = (typeof VIEWS)[number];
type Part = OpenLine['parts'][number];

/** A busy account has thousands of lines: the rest comes when these are settled. */
const SHOWN_LINES = 100;

/** Rent, salaries, taxes: they left and name no supplier. */
const isOutside = ({ state }: OpenLine): boolean => state === null;

/** match_bank_lines notes it without a person choosing. */
const isSure = ({ state }: OpenLine): boolean => state !== null && isMatched(state, false);

export function BankPage() {
  const { voir = 'ouvertes' } = route.useSearch();
  const bank = useQuery(bankQuery);
  const names = useQuery(namesQuery).data;
  return (
    <>
      <PageHead
        title="Banque"
        lead={bank.data === undefined ? 'Les relevés, et ce que paie chaque ligne' : sayStanding(bank.data)}
      />
      <Stack gap="md">
        {bank.isPending ? (
          <WaitingPanel />
        ) : bank.isError ? (
          <FailurePanel error={bank.error} onRetry={() => void bank.refetch()} />
        ) : (
          <>
            <StatementImport />
            <Views bank={bank.data} view={voir} />
            {voir === 'reglees' ? (
              <Settled bank={bank.data} names={names} />
            ) : (
              <Open bank={bank.data} view={voir} names={names} />
            )}
          </>
        )}
      </Stack>
    </>
  );
}

function sayStanding({ open, balances }: ShownBank): string {
  const waiting = open.filter((line) => !isOutside(line)).length;
  const held = balances.map(({ account, on, amount }) => {
    const which = balances.length > 1 ? ` (…${account.slice(-4)})` : '';
    return `${formatExactEuros(amount)} en banque${which} au ${formatDay(on)}`;
  });
  return [`${sayCount(waiting, 'ligne', 'lignes')} à rapprocher`, ...held].join(' · ');
}

function Views({ bank, view }: { bank: ShownBank; view: View }) {
  const navigate = useNavigate();
  const outside = bank.open.filter(isOutside).length;
  return (
    <SegmentedControl
      size="xs"
      className="vigie-fit"
      aria-label="Quelles lignes"
      value={view}
      data={[
        { value: 'ouvertes', label: `À rapprocher ${bank.open.length - outside}` },
        { value: 'sorties', label: `Autres sorties ${outside}` },
        { value: 'reglees', label: 'Réglées' },
      ]}
      onChange={(value) => {
        const chosen = VIEWS.find((one) => one === value) ?? 'ouvertes';
        void navigate({ to: '/banque', search: chosen === 'ouvertes' ? {} : { voir: chosen }, replace: true });
      }}
    />
  );
}

type OpenProps = { bank: ShownBank; view: View; names: Names | undefined };

function Open({ bank, view, names }: OpenProps) {
  const lines = bank.open.filter((line) => isOutside(line) === (view === 'sorties'));
  const sure = lines.filter(isSure).length;
  if (lines.length === 0)
    return view === 'sorties' ? (
      <EmptyPanel title="Aucune autre sortie">
        Ce qui quitte le compte sans nommer de fournisseur (loyer, salaires, impôts) se lira ici.
      </EmptyPanel>
    ) : (
      <EmptyPanel title="Rien à rapprocher">
        {bank.matched.length === 0
          ? 'Importez un relevé : ses lignes viendront ici, chacune avec la facture qu’elle paie.'
          : 'Chaque ligne des relevés a trouvé sa facture.'}
      </EmptyPanel>
    );
  return (
    <>
      {sure > 0 && <MatchSure count={sure} />}
      <Stack component="ul" className="vigie-sheet vigie-notices" gap={0} aria-label="Lignes du relevé">
        {lines.slice(0, SHOWN_LINES).map((line) => (
          <OpenItem key={line.line} line={line} owed={bank.owed} names={names} />
        ))}
      </Stack>
      {lines.length > SHOWN_LINES && (
        <Text size="sm" className="vigie-quiet">
          … et {sayCount(lines.length - SHOWN_LINES, 'autre ligne', 'autres lignes')}.
        </Text>
      )}
    </>
  );
}

/** All at once: the effect lists each, and what it leaves. */
function MatchSure({ count }: { count: number }) {
  const [opened, setOpened] = useState(false);
  if (!opened)
    return (
      <Button className="vigie-fit" onClick={() => setOpened(true)}>
        Rapprocher {count > 1 ? `les ${count} lignes sûres` : 'la ligne sûre'}…
      </Button>
    );
  return (
    <section className="vigie-sheet vigie-drop" aria-label="Lignes sûres">
      <CommandForm
        command="match_bank_lines"
        input={{ acceptOverpayment: false }}
        known={['acceptOverpayment']}
        left={['matches']}
        leaves
        onCancel={() => setOpened(false)}
      />
    </section>
  );
}

function OpenItem({ line, owed, names }: { line: OpenLine; owed: ShownBank['owed']; names: Names | undefined }) {
  const [opened, setOpened] = useState<'match' | 'aside' | null>(null);
  const close = (): void => setOpened(null);
  return (
    <li>
      <LineHead line={line} />
      <Group justify="space-between" gap="xs" mt={4}>
        <Text size="sm" component="div">
          <SaidReading line={line} names={names} />
        </Text>
        {opened === null && (
          <Group gap="xs">
            <Button size="compact-sm" variant="default" onClick={() => setOpened('match')}>
              {isSure(line) ? 'Vérifier' : 'Choisir la facture'}
              <span className="vigie-hidden"> : {line.label}</span>
            </Button>
            <Button size="compact-sm" variant="subtle" onClick={() => setOpened('aside')}>
              Écarter
              <span className="vigie-hidden"> : {line.label}</span>
            </Button>
          </Group>
        )}
      </Group>
      {opened === 'match' && <LineMatch line={line} owed={owed} names={names} onClose={close} />}
      {opened === 'aside' && (
        <CommandForm
          command="set_aside_bank_line"
          input={{ line: line.line }}
          known={['line']}
          about="Ce qu’elle est : TVA remboursée, emprunt, virement entre comptes…"
          leaves
          onCancel={close}
        />
      )}
    </li>
  );
}

/** What any line of a statement says. */
function LineHead({ line }: { line: Pick<OpenLine, 'label' | 'reference' | 'bookedOn' | 'amount'> }) {
  const { label, reference, bookedOn, amount } = line;
  return (
    <div className="vigie-card-head">
      <div>
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {label}
        </Text>
        <Text size="xs" className="vigie-quiet vigie-figures">
          {formatColumnDay(bookedOn)}
          {reference !== null && ` · ${reference}`}
        </Text>
      </div>
      <Text size="sm" fw={600} className="vigie-figures vigie-day">
        {formatExactEuros(amount)}
      </Text>
    </div>
  );
}

function whoOf({ client, supplier }: Pick<OpenLine, 'client' | 'supplier'>, names: Names | undefined): string | null {
  if (client !== null) return names?.clients[client] ?? client;
  return supplier === null ? null : (names?.consultants[supplier] ?? supplier);
}

/** What Vigie reads in the line, and what a person has to say of it. */
function SaidReading({ line, names }: { line: OpenLine; names: Names | undefined }) {
  const who = whoOf(line, names);
  const of = who === null ? '' : `${who} : `;
  switch (line.state) {
    case null:
      return <span className="vigie-quiet">Sortie sans facture de fournisseur connue.</span>;
    case 'unknown_payer':
      return 'Payeur inconnu : à quelle facture ?';
    case 'to_choose':
      return `${of}plusieurs factures possibles, à choisir.`;
    case 'overpayment':
      return (
        <>
          {of}
          <Parts parts={line.parts} />, {formatExactEuros(line.excess)} en trop.
        </>
      );
    case 'partial':
      return (
        <>
          {of}
          <Parts parts={line.parts} />, en partie.
        </>
      );
    case 'cited':
    case 'amount':
    case 'client_invoices':
      return (
        <>
          {of}
          <Parts parts={line.parts} />
        </>
      );
    default:
      return line.state satisfies never;
  }
}

/** The invoices, each with its part where there are several; the firm's own have a page. */
function Parts({ parts }: { parts: readonly Part[] }) {
  return parts.map(({ supplier, invoice, amount }, at) => (
    <span key={`${supplier ?? ''} ${invoice}`}>
      {at > 0 && ', '}
      {supplier === null ? (
        <Link to="/factures/$code" params={{ code: invoice }} className="vigie-day">
          {invoice}
        </Link>
      ) : (
        `facture ${invoice}`
      )}
      {parts.length > 1 && ` (${formatExactEuros(amount)})`}
    </span>
  ));
}

/** What is matched to its invoices, and what a person set aside. */
function Settled({ bank: { matched, aside }, names }: { bank: ShownBank; names: Names | undefined }) {
  if (matched.length + aside.length === 0)
    return (
      <EmptyPanel title="Aucune ligne réglée">
        Les lignes dont la facture est connue, et celles que l’on écarte, se liront ici.
      </EmptyPanel>
    );
  return (
    <>
      {aside.length > 0 && <Aside lines={aside} />}
      {matched.length > 0 && <Matched lines={matched} names={names} />}
    </>
  );
}

function Matched({ lines, names }: { lines: ShownBank['matched']; names: Names | undefined }) {
  return (
    <Stack component="ul" className="vigie-sheet vigie-notices" gap={0} aria-label="Lignes rapprochées">
      {lines.map((line) => {
        const [supplier] = line.parts.flatMap((part) => (part.supplier === null ? [] : [part.supplier]));
        return (
          <li key={line.line}>
            <LineHead line={line} />
            <Text size="sm" component="div" mt={4}>
              {supplier !== undefined && `${names?.consultants[supplier] ?? supplier} : `}
              <Parts parts={line.parts} />
            </Text>
          </li>
        );
      })}
    </Stack>
  );
}

/** What a person said each is; it may still be matched after all. */
function Aside({ lines }: { lines: ShownBank['aside'] }) {
  return (
    <Stack component="ul" className="vigie-sheet vigie-notices" gap={0} aria-label="Lignes écartées">
      {lines.map((line) => (
        <AsideItem key={line.line} line={line} />
      ))}
    </Stack>
  );
}

function AsideItem({ line }: { line: ShownBank['aside'][number] }) {
  const [opened, setOpened] = useState(false);
  return (
    <li>
      <LineHead line={line} />
      <Group justify="space-between" gap="xs" mt={4}>
        <Text size="sm">Écartée : {line.reason}</Text>
        {!opened && (
          <Button size="compact-sm" variant="subtle" onClick={() => setOpened(true)}>
            Remettre à rapprocher
            <span className="vigie-hidden"> : {line.label}</span>
          </Button>
        )}
      </Group>
      {opened && (
        <CommandForm
          command="set_aside_bank_line"
          input={{ line: line.line, reason: null }}
          known={['line', 'reason']}
          leaves
          onCancel={() => setOpened(false)}
        />
      )}
    </li>
  );
}
