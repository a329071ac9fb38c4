// « Staffing »: who can take an open need and why, the best plans for all of them, what if, and what one person alone
// knows. A choice becomes proposals; nothing is changed here.

import { SegmentedControl, Stack } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import '../staffing.css';
import type { Me } from '../api-client.ts';
import { PageHead } from '../parts/page-head.tsx';
import { NeedsView } from '../staffing/needs-view.tsx';
import { PlansView } from '../staffing/plans-view.tsx';
import { ReplacementView } from '../staffing/replacement-view.tsx';
import { SearchView } from '../staffing/search-view.tsx';
import { SkillsView } from '../staffing/skills-view.tsx';
import { WhatIfView } from '../staffing/what-if-view.tsx';

const route = getRouteApi('/inside/staffing');

type View = 'besoins' | 'recherche' | 'plans' | 'et-si' | 'competences';

/** Whose plan moves people from one's deals to another's (api/routes/staffing.ts). */
const PLANNERS: ReadonlySet<string> = new Set(['direction', 'daf', 'responsable']);

const LEADS: Readonly<Record<View, string>> = {
  besoins: 'Les besoins ouverts, et qui peut les prendre',
  recherche: 'Quelqu’un, par ce qu’il sait, quand il est libre, où il est',
  plans: 'Tous les besoins ensemble : trois plans, ce qu’ils rapportent et qui ils déplacent',
  'et-si': 'Une supposition, et ce qu’elle changerait ; rien n’est enregistré',
  competences: 'Qui sait faire quoi, et ce qu’une seule personne tient',
};

function listViews(me: Me): { value: View; label: string }[] {
  const views: ({ value: View; label: string } | false)[] = [
    { value: 'besoins', label: 'Besoins' },
    { value: 'recherche', label: 'Chercher' },
    me.roles.some((role) => PLANNERS.has(role)) && { value: 'plans', label: 'Plans' },
    me.reports.includes('what_if') && { value: 'et-si', label: 'Et si…' },
    me.reports.includes('skills_map') && { value: 'competences', label: 'Compétences' },
  ];
  return views.filter((view) => view !== false);
}

export function StaffingPage() {
  const { me } = route.useRouteContext();
  const { vue = 'besoins', remplacer, projet, du, besoin } = route.useSearch();
  const navigate = useNavigate();
  return (
    <Stack gap="md">
      <PageHead title="Staffing" lead={LEADS[vue]} />
      <SegmentedControl
        size="xs"
        aria-label="Vue"
        className="vigie-views"
        value={vue}
        data={listViews(me)}
        onChange={(value) =>
          void navigate({
            to: '/staffing',
            search: value === 'besoins' ? {} : { vue: value as Exclude<View, 'besoins'> },
          })
        }
      />
      {vue === 'plans' ? (
        <PlansView />
      ) : vue === 'recherche' ? (
        <SearchView today={me.today} />
      ) : vue === 'et-si' ? (
        <WhatIfView today={me.today} />
      ) : vue === 'competences' ? (
        <SkillsView />
      ) : remplacer !== undefined ? (
        <ReplacementView replaced={remplacer} project={projet} from={du} />
      ) : (
        <NeedsView chosen={besoin} />
      )}
    </Stack>
  );
}
