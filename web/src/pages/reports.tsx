// Every report that the person may read, with what it answers; and the lists of the firm's things.

import { Title } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { listLists, wordsOfReport } from '../navigation.ts';
import { PageHead } from '../parts/page-head.tsx';
import { EmptyPanel } from '../parts/panels.tsx';

const route = getRouteApi('/inside/rapports');

export function ReportsPage() {
  const { me } = route.useRouteContext();
  return (
    <>
      <PageHead title="Rapports" lead="Chaque chiffre de Vigie vient d’un de ces rapports." />
      {me.reports.length === 0 ? (
        <EmptyPanel title="Aucun rapport">Votre rôle ne donne accès à aucun rapport.</EmptyPanel>
      ) : (
        <ul className="vigie-reports">
          {me.reports.map((name) => {
            const { title, about } = wordsOfReport(name);
            return (
              <li key={name}>
                <Link to="/rapports/$name" params={{ name }} className="vigie-sheet">
                  <strong>{title}</strong>
                  <span className="vigie-quiet vigie-small">{about}</span>
                </Link>
              </li>
            );
          })}
        </ul>
      )}
      <Title order={2} size="h5" mt="lg" mb="sm">
        Listes
      </Title>
      <ul className="vigie-reports">
        {listLists(me).map(({ name, title }) => (
          <li key={name}>
            <Link to="/listes/$name" params={{ name }} className="vigie-sheet">
              <strong>{title}</strong>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
