// The addresses of the application: every list, its day and its filter are in the URL.

import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, Outlet, redirect } from '@tanstack/react-router';
import { z } from 'zod';
import { meQuery, ProblemError } from './api-client.ts';
import { DriftingProjectsPage } from './pages/drifting-projects.tsx';
import { PasswordPage } from './pages/password.tsx';
import { ProjectPage } from './pages/project.tsx';
import { ProjectsPage } from './pages/projects.tsx';
import { SignInPage } from './pages/sign-in.tsx';
import { FailurePanel, NothingHere } from './parts/panels.tsx';
import { Shell } from './shell.tsx';

// A hand-typed address that is not understood is read as if the option were absent.
const day = z.iso.date().optional().catch(undefined);
const severity = z.enum(['rouge', 'orange']).optional().catch(undefined);

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NothingHere,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/connexion',
  validateSearch: z.object({
    lien: z.literal('refuse').optional().catch(undefined),
    vers: z.string().optional().catch(undefined),
  }),
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

const driftingProjects = createRoute({
  getParentRoute: () => inside,
  path: '/',
  validateSearch: z.object({ au: day, gravite: severity }),
  component: DriftingProjectsPage,
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

const password = createRoute({ getParentRoute: () => inside, path: '/mot-de-passe', component: PasswordPage });

const routes = root.addChildren([signIn, inside.addChildren([driftingProjects, projects, project, password])]);

export function makeRouter(queries: QueryClient) {
  return createRouter({ routeTree: routes, context: { queries }, defaultPreload: 'intent', scrollRestoration: true });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
