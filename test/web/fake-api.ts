// An API for the screens' tests: answers by address, what was asked is kept. Answers are checked against the
// contract, so that a screen is never tested on data that the API does not send.

import { me } from '../../api/contract/contract.ts';
import { reportOutputs } from '../../api/contract/report-outputs.ts';

export type Answer = { status: number; body: unknown; headers?: Record<string, string> } | 'never' | 'away';

export type FakeApi = {
  /** 'GET /api/me' → its answer; changed by a test at will. */
  answers: Map<string, Answer | Promise<Answer>>;
  asked: { call: string; query: string; body: unknown }[];
  fetch: typeof fetch;
};

export const DIRECTION = {
  email: 'direction@esn.fr',
  roles: ['direction'],
  consultant: null,
  has_password: true,
  today: '2026-10-31',
  reports: ['drift', 'margin'],
};

const projet = { code: 'P003', client: 'CL003', contract: 'forfait' } as const;

export const DRIFT = {
  projects: [
    {
      code: 'P003',
      client: 'CL003',
      manager: 'C001',
      severity: 'red',
      impact: 17_713.09,
      planned_rate: 0.2665,
      eac_rate: -0.0153,
      drift_points: 28.18,
      signals: [
        { code: 'loss', detail: 'Perte à terminaison de 638 €.' },
        { code: 'budget', detail: '98 j à terminaison pour 70 j vendus.' },
      ],
    },
    {
      code: 'P001',
      client: 'CL001',
      manager: null,
      severity: 'amber',
      impact: -3706.25,
      planned_rate: 0.4262,
      eac_rate: 0.4125,
      drift_points: 1.37,
      signals: [{ code: 'po', detail: 'Bons de commande dépassés de 1 200 €.' }],
    },
    {
      code: 'P008',
      client: 'CL002',
      manager: 'C001',
      severity: 'blind',
      impact: null,
      planned_rate: null,
      eac_rate: 0.4706,
      drift_points: null,
      signals: [{ code: 'no_budget', detail: 'Aucun budget saisi : la marge vendue est inconnue.' }],
    },
  ],
};

export const MARGIN = {
  projects: [
    {
      ...projet,
      days: 80.25,
      revenue: 34_000,
      cost: 36_500.5,
      margin: -2500.5,
      margin_rate: -0.0735,
      planned_revenue: 41_833.33,
      planned_cost: 30_684,
      planned_margin: 11_149.33,
      planned_rate: 0.2665,
      remaining_days: 17.75,
      eac_days: 98,
      eac_revenue: 41_833.33,
      eac_cost: 42_473.38,
      eac_margin: -640.05,
      eac_rate: -0.0153,
    },
  ],
  total: { revenue: 230_490.06, cost: 176_792.59, margin: 53_697.47, margin_rate: 0.233 },
};

const NAMES = {
  projects: { P001: 'Portail client', P003: 'Refonte du SI paie', P008: 'Renfort réseau' },
  clients: { CL001: 'Banque Rhodanienne', CL002: 'Hélios', CL003: 'Mutuelle Atlantique' },
  consultants: { C001: 'Nadège Fontaine' },
  opportunities: { O0003: 'Socle de données', O0014: 'Portail partenaires' },
};

export const NOT_SIGNED_IN: Answer = {
  status: 401,
  body: {
    type: 'about:blank',
    title: 'Unauthorized',
    status: 401,
    code: 'not_signed_in',
    detail: 'Connectez-vous, ou présentez une clé d’API.',
  },
};

export function refused(status: number, code: string, detail: string): Answer {
  return { status, body: { type: 'about:blank', title: 'Refused', status, code, detail } };
}

export function makeFakeApi(): FakeApi {
  const answers = new Map<string, Answer | Promise<Answer>>([
    ['GET /api/me', { status: 200, body: me.parse(DIRECTION) }],
    ['GET /api/names', { status: 200, body: NAMES }],
    ['GET /api/notices', { status: 200, body: { notices: [], unread: 0 } }],
    ['GET /api/proposals', { status: 200, body: { proposals: [] } }],
    ['GET /api/delegations', { status: 200, body: { given: [], received: [], people: [] } }],
    ['GET /api/reports/drift', { status: 200, body: reportOutputs.drift.parse(DRIFT) }],
    ['GET /api/reports/margin', { status: 200, body: reportOutputs.margin.parse(MARGIN) }],
  ]);
  const asked: FakeApi['asked'] = [];
  return {
    answers,
    asked,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { pathname, search } = new URL(request.url);
      const call = `${request.method} ${pathname}`;
      const text = await request.text();
      asked.push({ call, query: search, body: text === '' ? null : JSON.parse(text) });
      const answer = await answers.get(call);
      if (answer === undefined) throw new Error(`a screen asked ${call}, which no test answers`);
      if (answer === 'never') return new Promise(() => {});
      if (answer === 'away') throw new TypeError('fetch failed');
      const headers = { 'content-type': answer.status < 400 ? 'application/json' : 'application/problem+json' };
      return new Response(answer.body === null ? null : JSON.stringify(answer.body), {
        status: answer.status,
        headers: { ...headers, ...answer.headers },
      });
    },
  };
}
