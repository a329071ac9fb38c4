// What the assistant and programs look up beside the reports: the firm's things and where they stand, as lists. Named and
// shaped as reports are; a row out of reach is as if absent.

import { z } from 'zod';
import { CONTRACT_KINDS } from '../../domain/contract/kinds.ts';
import { ABSENCE_KINDS } from '../../domain/presence.ts';
import { OPPORTUNITY_STAGES } from '../../domain/pipeline.ts';
import { PROPOSAL_STATES } from '../../domain/proposals.ts';
import { craLookUps } from './cra-look-ups.ts';
import { asOf, monthOption } from './look-up-options.ts';
import { proofLookUps } from './proof-look-ups.ts';
import { skillLookUps } from './skill-look-ups.ts';

const euros = z.number().describe('Euros, to the cent.');
const days = z.number().describe('Days.');
const day = z.string().describe('YYYY-MM-DD');
const month = z.string().describe('YYYY-MM');
const code = z.string();

export const lookUps = {
  list_projects: {
    fr: 'Liste des projets : nom, client, contrat, statut (prevu, en_cours, clos), responsable, début, fin.',
    en: 'Projects: name, client, contract, status, manager, start, end.',
    input: z.strictObject({ ...asOf }),
    output: z.object({
      projects: z.array(
        z.object({
          code,
          client: code.nullable(),
          contract: z.enum(CONTRACT_KINDS),
          status: z.string(),
          manager: code.nullable(),
          starts_on: day.nullable(),
          ends_on: day.nullable(),
        }),
      ),
    }),
  },
  list_clients: {
    fr: 'Liste des clients : nom, commercial, délai de paiement, bon de commande obligatoire.',
    en: 'Clients: name, owner, payment terms, whether an order is required.',
    input: z.strictObject({ ...asOf }),
    output: z.object({
      clients: z.array(
        z.object({
          code,
          owner: z.string().nullable(),
          payment_days: z.int().nullable(),
          order_required: z.boolean().nullable(),
          open_projects: z.int(),
        }),
      ),
    }),
  },
  list_consultants: {
    fr: 'Liste des consultants : nom, profil, responsable hiérarchique, équipe, entrée, sortie, présent ou non.',
    en: 'People: name, profile, manager, team, entry, exit, present or not.',
    input: z.strictObject({ ...asOf }),
    output: z.object({
      consultants: z.array(
        z.object({
          code,
          profile: z.string(),
          manager: code.nullable(),
          team: z.string().nullable(),
          employment: z.string().nullable(),
          entered_on: day.nullable(),
          left_on: day.nullable(),
          present: z.boolean(),
        }),
      ),
    }),
  },
  list_opportunities: {
    fr: 'Liste des opportunités : client, étape (piste, qualifiee, proposition, negociation, gagnee, perdue), montant, probabilité, pondéré, clôture prévue, commercial, besoins.',
    en: 'Opportunities: client, stage, amount, probability, weighted, expected close, owner, needs.',
    input: z.strictObject({ ...asOf }),
    output: z.object({
      opportunities: z.array(
        z.object({
          code,
          client: code,
          stage: z.enum(OPPORTUNITY_STAGES),
          amount: euros.nullable(),
          probability: z.number().nullable().describe('Fraction (0.1234), null when undefined.'),
          weighted: euros.nullable(),
          expected_close: day.nullable(),
          created_on: day.nullable(),
          planned_start: day.nullable(),
          planned_end: day.nullable(),
          owner: z.string().nullable(),
          open: z.boolean(),
          overdue: z.boolean(),
          needs: z.array(z.object({ profile: z.string(), days })),
        }),
      ),
    }),
  },
  list_orders: {
    fr: 'Liste des bons de commande : client, projet, montant, début, fin.',
    en: 'Purchase orders: client, project, amount, start, end.',
    input: z.strictObject({ ...asOf }),
    output: z.object({
      orders: z.array(
        z.object({
          number: z.string(),
          client: code,
          project: code.nullable(),
          amount: euros,
          starts_on: day.nullable(),
          ends_on: day.nullable(),
        }),
      ),
    }),
  },
  list_invoices: {
    fr: 'Liste des factures, avoirs et acomptes émis : client, projet, date, échéance, HT, TTC, reste dû, retard en jours, relances envoyées.',
    en: 'Invoices, credit notes and deposits: client, project, date, due date, net, gross, left to pay, days late, reminders sent.',
    input: z.strictObject({ ...asOf }),
    output: z.object({
      invoices: z.array(
        z.object({
          number: z.string(),
          kind: z.enum(['facture', 'avoir', 'acompte']),
          client: code,
          project: code.nullable(),
          issued_on: day,
          due_on: day,
          net: euros,
          gross: euros,
          left: euros.describe('Euros left to pay, taxes included.'),
          late_days: z.int(),
          dunning_level: z.int().describe('The highest letter sent, 0 to 3.'),
        }),
      ),
    }),
  },
  list_absences: {
    fr: 'Liste des absences et congés : personne, type, du, au, statut (demandee, validee, refusee) ; avec son id pour en décider.',
    en: 'Leave and absences: person, kind, from, to, status (demandee = waiting); with the id to decide on.',
    input: z.strictObject({
      ...asOf,
      from: z.iso.date().optional().describe('Only those that touch the period; all by default.'),
      to: z.iso.date().optional(),
    }),
    output: z.object({
      absences: z.array(
        z.object({
          id: z.int(),
          consultant: code,
          kind: z.enum(ABSENCE_KINDS),
          starts_on: day,
          ends_on: day,
          starts_afternoon: z.boolean(),
          ends_morning: z.boolean(),
          status: z.enum(['demandee', 'validee', 'refusee']),
        }),
      ),
    }),
  },
  list_timesheets: {
    fr: 'État des CRA d’un mois par personne (absent, brouillon, soumis, valide) et par projet : jours saisis, soumis, validés.',
    en: 'State of the timesheets of a month by person (absent = nothing handed in) and project: days entered, submitted, validated.',
    input: z.strictObject({ ...asOf, month: monthOption }),
    output: z.object({
      month,
      consultants: z.array(
        z.object({
          code,
          state: z.enum(['absent', 'brouillon', 'soumis', 'valide']),
          days,
          draft_days: days,
          submitted_days: days,
          validated_days: days,
          timesheets: z.array(
            z.object({ project: code, draft_days: days, submitted_days: days, validated_days: days }),
          ),
        }),
      ),
    }),
  },
  ...craLookUps,
  ...proofLookUps,
  ...skillLookUps,
  list_assignments: {
    fr: 'Liste des affectations : qui travaille sur quel projet ou opportunité, de quand à quand, à quelle quotité, ferme ou prévisionnelle.',
    en: 'Assignments: who works on which project or opportunity, from when to when, at which share, firm or tentative.',
    input: z.strictObject({ ...asOf }),
    output: z.object({
      assignments: z.array(
        z.object({
          code,
          consultant: code,
          project: code.nullable(),
          opportunity: code.nullable(),
          client: code.nullable(),
          assigned_profile: z.string().nullable(),
          starts_on: day,
          ends_on: day.nullable(),
          quota: z.number().describe('Fraction (0.1234), null when undefined.'),
          daily_rate: euros.nullable(),
          firm: z.boolean(),
          current: z.boolean().describe('On the day.'),
        }),
      ),
    }),
  },
  list_milestones: {
    fr: 'Liste des jalons et livrables des projets : prévu le, montant, recetté (accepté) le, en retard.',
    en: 'Milestones and deliverables: planned on, amount, accepted on, late.',
    input: z.strictObject({ ...asOf }),
    output: z.object({
      milestones: z.array(
        z.object({
          code,
          project: code,
          client: code.nullable(),
          title: z.string().nullable(),
          planned_on: day.nullable(),
          amount: euros,
          accepted_on: day.nullable(),
          accepted: z.boolean(),
          late: z.boolean(),
        }),
      ),
    }),
  },
  list_budgets: {
    fr: 'Budget d’un projet par profil : jours vendus, TJM, reste à faire (RAF) déclaré et quand.',
    en: 'Budget of a project by profile: days sold, daily rate, remaining days declared and when.',
    input: z.strictObject({ ...asOf, project: code.max(100).optional().describe('All the projects by default.') }),
    output: z.object({
      budgets: z.array(
        z.object({
          project: code,
          profile: z.string(),
          days,
          daily_rate: euros.nullable(),
          raf_days: days.nullable(),
          raf_declared_on: day.nullable(),
        }),
      ),
    }),
  },
  list_profiles: {
    fr: 'Profils : TJM cible, et TJM plancher (le plus bas, minimum) qui tient un taux de marge donné au coût standard.',
    en: 'Profiles: target daily rate, and the lowest daily rate that keeps a margin at standard cost.',
    input: z.strictObject({
      ...asOf,
      margin: z
        .string()
        .regex(/^0?[.,]\d{1,4}$|^0$/, { error: 'doit être une fraction, 0.3 pour 30 %' })
        .optional()
        .describe('Margin rate to keep, as a fraction: 0.3.'),
    }),
    output: z.object({
      profiles: z.array(z.object({ profile: z.string(), target_tjm: euros.nullable(), lowest_tjm: euros.nullable() })),
    }),
  },
  search_documents: {
    fr: 'Cherche dans les documents (contrats, bons de commande, CV) : passages qui répondent, avec leur titre et leur page.',
    en: 'Searches the documents (contracts, orders, CVs): passages that answer, with their title and page.',
    input: z.strictObject({
      ...asOf,
      words: z.string().trim().min(2).max(300).describe('What is looked for; « or » between two words: either.'),
      about: z.string().min(1).max(100).optional().describe('A client, a project or a person: their documents alone.'),
    }),
    output: z.object({
      passages: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          page: z.int(),
          passage: z.string(),
          client: code.nullable(),
          consultant: code.nullable(),
          project: code.nullable(),
        }),
      ),
    }),
  },
  list_proposals: {
    fr: 'Liste des propositions : changements qui attendent une décision ou l’ont eue, demandés par qui, jusqu’à quand.',
    en: 'Proposals: changes that wait for a decision or had one, asked by whom, until when.',
    input: z.strictObject({ ...asOf, state: z.enum(PROPOSAL_STATES).optional().describe('pending = waiting.') }),
    output: z.object({
      proposals: z.array(
        z.object({
          id: z.string(),
          command: z.string(),
          title: z.string(),
          state: z.enum(PROPOSAL_STATES),
          effect: z.string(),
          asked_by: z.string(),
          created_on: day,
          expires_on: day,
          may_decide: z.boolean().describe('The person may decide on it.'),
        }),
      ),
    }),
  },
  where_is: {
    fr: 'Où en est une opportunité, un projet ou une facture : étape, bloqué par qui, depuis quand, et la suite.',
    en: 'Where an opportunity, a project or an invoice stands: step, blocked on whom, since when, what next.',
    input: z.strictObject({
      ...asOf,
      code: code.min(1).max(500).describe('Code of an opportunity or a project, number of an invoice.'),
    }),
    output: z.object({
      deals: z.array(
        z.object({
          code,
          kind: z.enum(['opportunity', 'project', 'invoice']),
          step: z.string(),
          step_label: z.string(),
          blocked_on: z.string().nullable(),
          since: day.nullable(),
          next: z.string().nullable(),
          next_on: day.nullable(),
          done: z.boolean(),
        }),
      ),
    }),
  },
} as const;

export type LookUpName = keyof typeof lookUps;
