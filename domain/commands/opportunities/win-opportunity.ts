// A deal is won: the project it becomes is shown, then made with nothing typed twice. Contract, budget and milestones
// come from the signed quote (else from the opportunity), tentative bookings become firm.
import { z } from 'zod';
import { sayCount, sayDays, sayEuros } from '../../french.ts';
import { showEuros, showRate } from '../../money.ts';
import { defineCommand, NOT_FOUND, refuse, type RowChange } from '../command.ts';
import { code, shortText } from '../inputs.ts';
import type { FirmReader } from '../firm-reader.ts';
import type {
  AssignmentRow,
  BudgetRow,
  OpportunityRow,
  ProfileCommandRow,
  ProjectCommandRow,
  QuoteLineRow,
  QuoteRow,
  QuoteVersionRow,
} from '../rows.ts';
import { marginCents, priceQuote } from '../quote-terms.ts';
import { firstOverloadedDay } from '../staffing/load.ts';
import { loadOpportunity, OPPORTUNITY_RIGHTS, ownsFacts, type OpportunityFacts } from './facts.ts';

type SignedQuote = {
  readonly quote: QuoteRow;
  readonly version: QuoteVersionRow;
  readonly lines: readonly QuoteLineRow[];
};

type Facts = OpportunityFacts & {
  readonly signed: SignedQuote | null;
  readonly profiles: readonly ProfileCommandRow[];
  readonly tentative: readonly AssignmentRow[];
  /** Firm bookings of the people tentatively booked. */
  readonly firm: readonly AssignmentRow[];
  readonly existingProject: ProjectCommandRow | null;
  readonly manager: boolean;
  readonly nextCode: string;
};

async function readSigned(opportunity: string, read: FirmReader): Promise<SignedQuote | null> {
  const quotes = await read.find('quote', { opportunity });
  const quote = quotes.filter(({ signedVersion }) => signedVersion !== null).at(-1);
  if (!quote || quote.signedVersion === null) return null;
  const version = await read.get('quoteVersion', { quote: quote.code, version: quote.signedVersion });
  if (!version) throw new Error(`quote ${quote.code} is signed in a version that does not exist`);
  return { quote, version, lines: await read.find('quoteLine', { quote: quote.code, version: quote.signedVersion }) };
}

const input = z.strictObject({
  code,
  /** Given when empty: the next of the series. */
  project: code.optional(),
  title: shortText.optional(),
  manager: code.nullable().default(null),
});

function projectFrom(
  opportunity: OpportunityRow,
  signed: SignedQuote | null,
  asked: z.output<typeof input>,
  nextCode: string,
): ProjectCommandRow {
  const version = signed?.version ?? null;
  return {
    code: asked.project ?? nextCode,
    client: opportunity.client,
    opportunity: opportunity.code,
    title: asked.title ?? opportunity.title,
    contractKind: version?.contractKind ?? opportunity.contractKind ?? 'regie',
    status: 'en_cours',
    startsOn: version?.startsOn ?? opportunity.plannedStartOn,
    endsOn: version?.endsOn ?? opportunity.plannedEndOn,
    fixedPriceCents: version
      ? version.fixedPriceCents
      : opportunity.contractKind === 'forfait'
        ? opportunity.amountCents
        : null,
    ceilingCents: version
      ? version.ceilingCents
      : opportunity.contractKind === 'regie_plafonnee'
        ? opportunity.amountCents
        : null,
    monthlyFeeCents: version?.monthlyFeeCents ?? null,
    includedUnits: version?.includedUnits ?? null,
    unitPriceCents: version?.unitPriceCents ?? null,
    carryOverMonths: version?.carryOverMonths ?? null,
    plannedPurchasesCents: version?.plannedPurchasesCents ?? null,
    manager: asked.manager,
  };
}

function budgetFrom(project: string, facts: Facts): BudgetRow[] {
  if (facts.signed) {
    return facts.signed.lines.map(({ profile, quarterDays, dailyRateCents, plannedDailyCostCents }) => ({
      project,
      profile,
      quarterDays,
      dailyRateCents,
      plannedDailyCostCents,
    }));
  }
  const byProfile = new Map<string, number>();
  for (const need of facts.needs) byProfile.set(need.profile, (byProfile.get(need.profile) ?? 0) + need.quarterDays);
  return [...byProfile].map(([profile, quarterDays]) => ({
    project,
    profile,
    quarterDays,
    dailyRateCents: facts.profiles.find(({ name }) => name === profile)?.targetDailyRateCents ?? null,
    plannedDailyCostCents: null,
  }));
}

/** Tentative bookings on the new project, firm where the person is free; the others stay tentative and are told. */
function bookingsFrom(project: string, facts: Facts): { rows: RowChange[]; firm: number; kept: string[] } {
  const booked = [...facts.firm];
  const kept: string[] = [];
  const rows = facts.tentative.map((before): RowChange => {
    const after: AssignmentRow = { ...before, project, opportunity: null, status: 'ferme' };
    const others = booked.filter(({ consultant }) => consultant === before.consultant);
    if (firstOverloadedDay(others, after)) {
      kept.push(before.consultant);
      return { entity: 'assignment', before, after: { ...after, status: 'previsionnelle' } };
    }
    booked.push(after);
    return { entity: 'assignment', before, after };
  });
  return { rows, firm: rows.length - kept.length, kept };
}

export const winOpportunity = defineCommand({
  name: 'win_opportunity',
  label: 'Marquer une opportunité gagnée',
  input,
  rights: OPPORTUNITY_RIGHTS,
  tier: 1,
  approvers: [],
  locks: async (asked, read) => {
    const tentative = await read.find('assignment', { opportunity: asked.code });
    return [
      { kind: 'opportunity', key: asked.code },
      { kind: 'firm', key: 'project-codes' },
      ...[...new Set(tentative.map(({ consultant }) => consultant))].map((key) => ({
        kind: 'consultant' as const,
        key,
      })),
    ];
  },
  load: async (asked, read): Promise<Facts> => {
    const tentative = await read.find('assignment', { opportunity: asked.code });
    const people = [...new Set(tentative.map(({ consultant }) => consultant))];
    const bookings = await Promise.all(
      people.map((consultant) => read.find('assignment', { consultant, status: 'ferme' })),
    );
    return {
      ...(await loadOpportunity(asked.code, read)),
      signed: await readSigned(asked.code, read),
      profiles: await read.find('profile', {}),
      tentative,
      firm: bookings.flat(),
      existingProject: asked.project === undefined ? null : await read.get('project', { code: asked.project }),
      manager: asked.manager === null || (await read.get('consultant', { code: asked.manager })) !== null,
      nextCode: await read.nextCode('project', 'P', 3),
    };
  },
  owns: (facts, _asked, asker) => ownsFacts(facts, asker),
  plan: (facts, asked) => {
    const { opportunity, signed } = facts;
    if (!opportunity) return refuse(NOT_FOUND, `Opportunité inconnue : ${asked.code}.`);
    if (opportunity.stage === 'gagnee' || opportunity.stage === 'perdue') {
      return refuse(
        'opportunity_closed',
        `L'opportunité ${asked.code} est déjà ${opportunity.stage === 'gagnee' ? 'gagnée' : 'perdue'}.`,
      );
    }
    if (!facts.manager) return refuse(NOT_FOUND, `Responsable inconnu : ${asked.manager}.`);
    if (facts.existingProject) return refuse('project_exists', `Le projet ${asked.project} existe déjà.`);
    const project = projectFrom(opportunity, signed, asked, facts.nextCode);
    if (project.contractKind === 'tma' && (project.startsOn === null || project.endsOn === null)) {
      return refuse(
        'terms_incomplete',
        'Une TMA a un début et une fin : signez un devis ou complétez les dates prévues.',
      );
    }
    const budget = budgetFrom(project.code, facts);
    const bookings = bookingsFrom(project.code, facts);
    const rows: RowChange[] = [
      {
        entity: 'opportunity',
        before: opportunity,
        after: { ...opportunity, stage: 'gagnee', probabilityPercent: '100' },
      },
      { entity: 'project', before: null, after: project },
      ...budget.map((after): RowChange => ({ entity: 'budget', before: null, after })),
      ...(signed?.version.milestones ?? []).map((milestone): RowChange => ({
        entity: 'milestone',
        before: null,
        after: { project: project.code, ...milestone, acceptedOn: null },
      })),
      ...bookings.rows,
    ];
    const sold = budget.reduce((total, { quarterDays }) => total + quarterDays, 0) / 4;
    const price = signed && priceQuote(signed.version, signed.lines, facts.profiles);
    const worth = price ? ` pour ${sayEuros(showEuros(price.revenue))}` : '';
    const people =
      facts.tentative.length === 0
        ? ''
        : ` ${sayCount(bookings.firm, 'affectation devient ferme', 'affectations deviennent fermes')}.`;
    const told =
      bookings.kept.length === 0
        ? ''
        : ` Restent prévisionnelles faute de disponibilité : ${bookings.kept.join(', ')}.`;
    return {
      effect: {
        sentence: `${opportunity.code} gagnée : ouvrir le projet ${project.code} (${project.contractKind})${worth}, ${sayDays(sold)} au budget.${people}${told}`,
        rows,
        euros: price ? [{ label: 'Marge vendue', beforeCents: null, afterCents: marginCents(price) }] : [],
        indicators: price
          ? [
              {
                label: 'Taux de marge vendu',
                subject: project.code,
                before: null,
                after: showRate(price.marginRate),
                unit: 'ratio',
              },
            ]
          : [],
      },
      result: { code: project.code },
    };
  },
});
