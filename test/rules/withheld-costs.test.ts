// What a person costs is shown to direction and DAF alone; who works without costs sees neither them nor a margin.
import { describe, expect, test } from 'vitest';
import type { Effect } from '../../domain/commands/command.ts';
import { withholdCosts, withholdCostsOfEvidence, withholdCostsOfInput } from '../../domain/withheld-costs.ts';

const raise: Effect = {
  sentence: 'Porter le CJM de C001 de 331 à 350 €.',
  rows: [
    { entity: 'costRate', before: null, after: { consultant: 'C001', startsOn: '2026-11-01', dailyCostCents: 35_000 } },
    {
      entity: 'budget',
      before: null,
      after: {
        project: 'P001',
        profile: 'Architecte',
        quarterDays: 4,
        dailyRateCents: 80_000,
        plannedDailyCostCents: 46_000,
      },
    },
  ],
  euros: [
    { label: 'CJM', beforeCents: 33_100, afterCents: 35_000 },
    { label: 'Total HT', beforeCents: null, afterCents: 80_000 },
  ],
  indicators: [
    { label: 'Marge prévue', subject: 'P001', before: null, after: 340, unit: 'EUR' },
    { label: 'Charge', subject: 'C001', before: null, after: 1, unit: 'ratio' },
  ],
};

describe('les coûts d’un effet', () => {
  test.each(['direction', 'daf'] as const)('%s les voit tous', (role) => {
    expect(withholdCosts(raise, [role])).toBe(raise);
  });

  test.each(['commercial', 'responsable'] as const)('%s voit les coûts standard, pas ceux d’une personne', (role) => {
    const shown = withholdCosts(raise, [role]);
    expect(shown.rows.map(({ entity }) => entity)).toEqual(['budget']);
    expect(shown.rows[0]?.after).toMatchObject({ plannedDailyCostCents: 46_000 });
    expect(shown.euros?.map(({ label }) => label)).toEqual(['Total HT']);
    expect(shown.indicators?.map(({ label }) => label)).toEqual(['Marge prévue', 'Charge']);
    expect(shown.withheld).toEqual(['costRate', 'CJM']);
    expect(shown.sentence).not.toMatch(/\d/);
  });

  test.each(['adv', 'consultant', 'admin'] as const)('%s ne voit ni coût ni marge', (role) => {
    const shown = withholdCosts(raise, [role]);
    expect(shown.rows[0]?.after).toMatchObject({ dailyRateCents: 80_000, plannedDailyCostCents: null });
    expect(shown.indicators?.map(({ label }) => label)).toEqual(['Charge']);
    expect(JSON.stringify(shown)).not.toMatch(/331|35000|46000|340/);
  });

  test.each(['adv', 'responsable'] as const)('%s ne voit pas, d’une clôture, ce que le mois a coûté', (role) => {
    const closed = { month: '2026-10-01', state: 'closed', closedAt: '2026-11-10' } as const;
    const closing: Effect = {
      sentence: 'Clore octobre 2026 : production 900 €, coûts 331 €, marge 569 €.',
      rows: [
        {
          entity: 'monthClosing',
          before: null,
          after: { ...closed, closedFigures: { revenue: 900, cost: 331, margin: 569 } },
        },
      ],
    };
    const shown = withholdCosts(closing, [role]);
    expect(shown.rows[0]?.after).toEqual({ ...closed, closedFigures: null });
    expect(shown.withheld).toEqual(['closedFigures']);
    expect(JSON.stringify(shown)).not.toMatch(/331|569/);
    expect(withholdCosts(closing, ['daf'])).toBe(closing);
  });

  test('plusieurs rôles voient ce que voit l’un d’eux', () => {
    expect(withholdCosts(raise, ['adv', 'daf'])).toBe(raise);
  });

  test('un effet sans coût reste tel quel', () => {
    const plain: Effect = { sentence: 'Créer le client CL1.', rows: [] };
    expect(withholdCosts(plain, ['adv'])).toBe(plain);
  });

  test('la demande elle-même tait le coût qu’elle donne', () => {
    expect(
      withholdCostsOfInput({ consultant: 'C001', dailyCost: 350, lines: [{ plannedDailyCost: 460 }] }, ['adv']),
    ).toEqual({
      input: { consultant: 'C001', dailyCost: null, lines: [{ plannedDailyCost: null }] },
      withheld: ['dailyCost', 'plannedDailyCost'],
    });
    expect(withholdCostsOfInput({ dailyCost: 350 }, ['daf'])).toEqual({ input: { dailyCost: 350 }, withheld: [] });
  });
});

describe('ce sur quoi une proposition repose', () => {
  const alternative = {
    kind: 'alternative',
    label: 'Léa Martin, libre le 3 novembre',
    input: { consultant: 'C004', startsOn: '2026-11-03' },
    terms: { days_free: 20, margin: 4_200, cjm: 410, skills: ['Java'] },
    sentence: 'La marge monterait à 4 200 €.',
    source: 'report:margin?as-of=2026-10-31#P003',
  };

  test('se lit en entier par qui voit les coûts réels', () => {
    expect(withholdCostsOfEvidence(alternative, ['daf'])).toBe(alternative);
  });

  test.each(['commercial', 'responsable', 'adv'] as const)(
    '%s garde le choix et sa source, sans ce qu’il coûte ni rapporte',
    (role) => {
      expect(withholdCostsOfEvidence(alternative, [role])).toEqual({
        kind: 'alternative',
        label: 'Léa Martin, libre le 3 novembre',
        input: { consultant: 'C004', startsOn: '2026-11-03' },
        terms: { days_free: 20, skills: ['Java'] },
        source: 'report:margin?as-of=2026-10-31#P003',
      });
    },
  );
});
