// What the firm tells a person: reminders, decisions taken, changes of their plan. To open the page is to read it.

import { Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { client, noticesQuery } from '../api-client.ts';
import { sayCount } from '../../../domain/french.ts';
import { formatMoment } from '../format.ts';
import { PageHead } from '../parts/page-head.tsx';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { useNamed } from '../parts/use-named.ts';

export function NoticesPage() {
  const notices = useQuery(noticesQuery);
  return (
    <>
      <PageHead
        title="Avis"
        lead={
          notices.data === undefined
            ? 'Ce que la société vous fait savoir'
            : notices.data.unread === 0
              ? 'Tout est lu'
              : sayCount(notices.data.unread, 'avis non lu', 'avis non lus')
        }
      />
      {notices.isPending ? (
        <WaitingPanel />
      ) : notices.isError ? (
        <FailurePanel error={notices.error} onRetry={() => void notices.refetch()} />
      ) : notices.data.notices.length === 0 ? (
        <EmptyPanel title="Aucun avis">Les rappels et les décisions qui vous concernent s’afficheront ici.</EmptyPanel>
      ) : (
        <NoticeList notices={notices.data.notices} />
      )}
    </>
  );
}

type Shown = NonNullable<
  ReturnType<typeof useQuery<Awaited<ReturnType<typeof client.notices.list>>>>['data']
>['notices'];

function NoticeList({ notices }: { notices: Shown }) {
  const say = useNamed();
  const queries = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (upTo: number) => client.notices.markRead({ upTo }),
    onSuccess: () => queries.invalidateQueries({ queryKey: noticesQuery.queryKey }),
  });
  const newest = Math.max(...notices.map(({ id }) => id));
  const unread = notices.some(({ read }) => !read);
  useEffect(() => {
    // Leaving the page at once leaves them unread: they were not seen.
    const timer = unread ? setTimeout(() => mutate(newest), SEEN_AFTER_MS) : undefined;
    return () => clearTimeout(timer);
  }, [newest, unread, mutate]);
  return (
    <Stack component="ul" className="vigie-sheet vigie-notices" gap={0}>
      {notices.map((notice) => (
        <li key={notice.id} data-unread={!notice.read || undefined}>
          <Text size="sm">
            {!notice.read && <span className="vigie-hidden">Non lu : </span>}
            {isOurs(notice.link) ? <Link to={notice.link}>{say(notice.text)}</Link> : say(notice.text)}
          </Text>
          <Text size="xs" className="vigie-quiet">
            {formatMoment(notice.createdAt)}
          </Text>
        </li>
      ))}
    </Stack>
  );
}

const SEEN_AFTER_MS = 2_000;

/** Only an address of this application is followed. */
function isOurs(link: string | null): link is string {
  return link !== null && /^\/(?![/\\])/.test(link);
}
