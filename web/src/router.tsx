// The addresses of the application: every list, its day and its filter are in the URL. Pages that carry heavy
// libraries (the chat, its charts) come when they are opened.

import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { z } from 'zod';
import { meQuery, ProblemError } from './api-client.ts';
import type { FollowChat } from './chat-live.ts';
import { HomePage } from './pages/home.tsx';
import { PasswordPage } from './pages/password.tsx';
import { ProjectPage } from './pages/project.tsx';
import { ProjectsPage } from './pages/projects.tsx';
import { SignInPage } from './pages/sign-in.tsx';
import { FailurePanel, NothingHere } from './parts/panels.tsx';
import { Shell } from './shell.tsx';

// A hand-typed address that is not understood is read as if the option were absent.
const day = z.iso.date().optional().catch(undefined);
const severity = z.enum(['rouge', 'orange']).optional().catch(undefined);
const text = z.string().max(10_000).optional().catch(undefined);
/** A code, an amount: what looks like a number in an address is a word here. */
const word = z.coerce.string().max(200).optional().catch(undefined);

/** What every page may use. */
type Context = { queries: QueryClient; follow: FollowChat };

const root = createRootRouteWithContext<Context>()({
  component: Outlet,
  notFoundComponent: NothingHere,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/connexion',
  validateSearch: z.object({ lien: z.literal('refuse').optional().catch(undefined), vers: text }),
  component: SignInPage,
});

/** Everything else is for somebody known: a stranger is sent to the door, and back to where they were going. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ context, location }) => {
    try {
      return { me: await context.queries.ensureQueryData(meQuery) };
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401) {
        throw redirect({ to: '/connexion', search: location.href === '/' ? {} : { vers: location.href } });
      }
      throw error;
    }
  },
  component: Shell,
  errorComponent: ({ error, reset }) => <FailurePanel error={error} onRetry={reset} />,
});

const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  validateSearch: z.object({ au: day, gravite: severity }),
  component: HomePage,
});

const projects = createRoute({
  getParentRoute: () => inside,
  path: '/projets',
  validateSearch: z.object({ au: day }),
  component: ProjectsPage,
});

const project = createRoute({
  getParentRoute: () => inside,
  path: '/projets/$code',
  validateSearch: z.object({ au: day }),
  component: ProjectPage,
});

const decisions = createRoute({
  getParentRoute: () => inside,
  path: '/a-decider',
  validateSearch: z.object({
    etat: z.enum(['attente', 'demandees', 'decidees']).optional().catch(undefined),
    p: text,
  }),
  component: lazyRouteComponent(() => import('./pages/decisions.tsx'), 'DecisionsPage'),
});

const delegations = createRoute({
  getParentRoute: () => inside,
  path: '/delegations',
  component: lazyRouteComponent(() => import('./pages/delegations.tsx'), 'DelegationsPage'),
});

const decision = createRoute({
  getParentRoute: () => inside,
  path: '/a-decider/$id',
  component: lazyRouteComponent(() => import('./pages/decision.tsx'), 'DecisionPage'),
});

const reports = createRoute({
  getParentRoute: () => inside,
  path: '/rapports',
  component: lazyRouteComponent(() => import('./pages/reports.tsx'), 'ReportsPage'),
});

const report = createRoute({
  getParentRoute: () => inside,
  path: '/rapports/$name',
  // The report's own options, as its contract names them; refused by the report, and told, when they are not.
  validateSearch: z.record(z.string(), z.coerce.string().optional()),
  component: lazyRouteComponent(() => import('./pages/report.tsx'), 'ReportPage'),
});

const list = createRoute({
  getParentRoute: () => inside,
  path: '/listes/$name',
  validateSearch: z.record(z.string(), z.coerce.string().optional()),
  component: lazyRouteComponent(() => import('./pages/list.tsx'), 'ListPage'),
});

const newChat = createRoute({
  getParentRoute: () => inside,
  path: '/assistant',
  validateSearch: z.object({ question: text }),
  component: lazyRouteComponent(() => import('./pages/assistant.tsx'), 'NewChatPage'),
});

const chat = createRoute({
  getParentRoute: () => inside,
  path: '/assistant/$chat',
  component: lazyRouteComponent(() => import('./pages/assistant.tsx'), 'ChatPage'),
});

const assistantSettings = createRoute({
  getParentRoute: () => inside,
  path: '/reglages/assistant',
  component: lazyRouteComponent(() => import('./pages/assistant-settings.tsx'), 'AssistantSettingsPage'),
});

const opportunity = createRoute({
  getParentRoute: () => inside,
  path: '/opportunites/$code',
  component: lazyRouteComponent(() => import('./pages/where.tsx'), 'WherePage'),
});

const invoice = createRoute({
  getParentRoute: () => inside,
  path: '/factures/$code',
  component: lazyRouteComponent(() => import('./pages/where.tsx'), 'WherePage'),
});

/** The address that notices give to a proposal. */
const proposal = createRoute({
  getParentRoute: () => inside,
  path: '/propositions/$id',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/a-decider/$id', params, replace: true });
  },
});

const month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
  .optional()
  .catch(undefined);

const cra = createRoute({
  getParentRoute: () => inside,
  path: '/cra',
  validateSearch: z.object({ mois: month, personne: text }),
  component: lazyRouteComponent(() => import('./pages/cra.tsx'), 'CraPage'),
});

const craTeam = createRoute({
  getParentRoute: () => inside,
  path: '/cra/equipe',
  validateSearch: z.object({ mois: month }),
  component: lazyRouteComponent(() => import('./pages/cra-team.tsx'), 'CraTeamPage'),
});

const monthEnd = createRoute({
  getParentRoute: () => inside,
  path: '/fin-de-mois',
  component: lazyRouteComponent(() => import('./pages/month-end.tsx'), 'MonthEndPage'),
});

const monthEndOf = createRoute({
  getParentRoute: () => inside,
  path: '/fin-de-mois/$month',
  component: lazyRouteComponent(() => import('./pages/month-end.tsx'), 'MonthEndPage'),
});

const documents = createRoute({
  getParentRoute: () => inside,
  path: '/documents',
  validateSearch: z.object({ q: text }),
  component: lazyRouteComponent(() => import('./pages/documents.tsx'), 'DocumentsPage'),
});

const planning = createRoute({
  getParentRoute: () => inside,
  path: '/planning',
  validateSearch: z.object({
    du: day,
    semaines: z.literal([13, 17, 26]).optional().catch(undefined),
    profil: word,
    responsable: word,
    competence: word,
    libres: z.literal('oui').optional().catch(undefined),
    qui: word,
    semaine: day,
    affectation: word,
  }),
  component: lazyRouteComponent(() => import('./pages/planning.tsx'), 'PlanningPage'),
});

const staffing = createRoute({
  getParentRoute: () => inside,
  path: '/staffing',
  validateSearch: z.object({
    vue: z.enum(['recherche', 'plans', 'et-si', 'competences']).optional().catch(undefined),
    besoin: word,
    remplacer: word,
    projet: word,
    du: day,
    si: z.enum(['depart', 'glissement', 'tjm', 'gain']).optional().catch(undefined),
    qui: word,
    client: word,
    affaire: word,
    mois: word,
    taux: word,
    semaines: z.literal([13, 26, 52]).optional().catch(undefined),
    profil: word,
    competences: word,
    au: day,
    lieu: word,
    tjm: word,
    mots: word,
  }),
  component: lazyRouteComponent(() => import('./pages/staffing.tsx'), 'StaffingPage'),
});

const mails = createRoute({
  getParentRoute: () => inside,
  path: '/courriers',
  component: lazyRouteComponent(() => import('./pages/mails.tsx'), 'MailsPage'),
});

const pipeline = createRoute({
  getParentRoute: () => inside,
  path: '/pipeline',
  component: lazyRouteComponent(() => import('./pages/pipeline.tsx'), 'PipelinePage'),
});

const quotes = createRoute({
  getParentRoute: () => inside,
  path: '/devis',
  validateSearch: z.object({ etat: z.enum(['signes', 'tous']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./pages/quotes.tsx'), 'QuotesPage'),
});

const bank = createRoute({
  getParentRoute: () => inside,
  path: '/banque',
  validateSearch: z.object({ voir: z.enum(['sorties', 'reglees']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./pages/bank.tsx'), 'BankPage'),
});

const bookFiles = createRoute({
  getParentRoute: () => inside,
  path: '/exports',
  component: lazyRouteComponent(() => import('./pages/exports.tsx'), 'ExportsPage'),
});

const notices = createRoute({
  getParentRoute: () => inside,
  path: '/avis',
  component: lazyRouteComponent(() => import('./pages/notices.tsx'), 'NoticesPage'),
});

const password = createRoute({ getParentRoute: () => inside, path: '/mot-de-passe', component: PasswordPage });

/** Whatever else: said within the pages one knows. */
const elsewhere = createRoute({ getParentRoute: () => inside, path: '$', component: NothingHere });

const routes = root.addChildren([
  signIn,
  inside.addChildren([
    home,
    projects,
    project,
    decisions,
    decision,
    delegations,
    reports,
    report,
    list,
    newChat,
    chat,
    assistantSettings,
    opportunity,
    invoice,
    proposal,
    notices,
    password,
    cra,
    craTeam,
    monthEnd,
    monthEndOf,
    documents,
    mails,
    bank,
    bookFiles,
    pipeline,
    quotes,
    planning,
    staffing,
    elsewhere,
  ]),
]);

/** @param follow the live channel of the assistant's turns. */
export function makeRouter(queries: QueryClient, follow: FollowChat) {
  return createRouter({
    routeTree: routes,
    context: { queries, follow },
    defaultPreload: 'intent',
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
