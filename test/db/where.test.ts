// "Where does it stand?", answered from the facts by the reports' reader, whether or not a workflow ever ran.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readWhere } from '../../db/where.ts';
import { writeWait } from '../../db/waits.ts';
import { run as runWhere } from '../../api/cli/where.ts';
import type { CommandContext } from '../../api/cli/command-context.ts';
import { change, createFirm, createInvoice, createOpportunity, createProject } from '../workflows/firm-in-progress.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const TODAY = '2026-10-30';

describe('vigie where', () => {
  let database: TestDatabase;
  const where = (code: string) => readWhere(database.reader, code, TODAY);

  beforeAll(async () => {
    database = await createTestDatabase();
    const { app } = database;
    await createFirm(app);
    await createOpportunity(app, 'O1', '2026-10-12');
    await createOpportunity(app, 'O2', '2025-11-01');
    await createProject(app, 'P1', { kind: 'regie', startsOn: '2026-01-01', endsOn: '2026-09-30' });
    await createProject(app, 'P2', { kind: 'forfait', startsOn: '2026-12-01', endsOn: null, status: 'prevu' });
    await change(
      app,
      (tx) => tx`
      update projects set opportunity_id = (select id from opportunities where code = 'O2') where code = 'P2'`,
    );
    await createInvoice(app, 'F1', '2026-09-01', '2026-10-10');
  });
  afterAll(() => database.drop());

  test('une opportunité, un projet, une facture : l’étape, qui, depuis quand, la suite et sa date', async () => {
    expect(await where('O1')).toMatchObject({
      kind: 'opportunity',
      workflow: 'deal:opp:O1',
      step: 'follow_up',
      blockedOn: 'claire@esn.example',
      since: '2026-10-12',
      done: false,
    });
    expect(await where('P1')).toMatchObject({
      kind: 'project',
      workflow: 'deal:proj:P1',
      step: 'closing',
      label: 'Clôture',
      blockedOn: 'Mehdi Aziz',
      since: '2026-09-30',
    });
    expect(await where('F1')).toMatchObject({
      kind: 'invoice',
      workflow: 'invoice:F1',
      step: 'dunning',
      blockedOn: 'ACME',
      since: '2026-10-10',
      next: 'Lettre de relance de niveau 2 le 09/11/2026.',
      nextOn: '2026-11-09',
    });
  });

  test('une opportunité dont le projet est ouvert en est à l’étape du projet, dans la même affaire', async () => {
    expect(await where('O2')).toMatchObject({ workflow: 'deal:opp:O2', step: 'staffing', nextOn: '2026-11-17' });
    expect(await where('P2')).toMatchObject({ workflow: 'deal:opp:O2', step: 'staffing' });
  });

  test('ce que les faits ne datent pas l’est par la dernière attente', async () => {
    expect((await where('P2'))?.since).toBeNull();
    const wait = { step: 'staffing', blockedOn: 'Mehdi Aziz', next: null, waitsUntil: null };
    await writeWait(database.app, 'deal:opp:O2', { ...wait, now: '2026-10-05T09:00:00Z' });
    await writeWait(database.app, 'deal:opp:O2', { ...wait, now: '2026-10-20T09:00:00Z' });
    expect((await where('P2'))?.since).toBe('2026-10-05');
    await writeWait(database.app, 'deal:opp:O2', { ...wait, blockedOn: 'une autre', now: '2026-10-21T09:00:00Z' });
    expect((await where('P2'))?.since).toBeNull();
  });

  test('sur la ligne de commande : lisible, en JSON, et un code inconnu se dit', async () => {
    const printed: string[] = [];
    const told: string[] = [];
    const context = {
      print: (text: string) => printed.push(text),
      tell: (text: string) => told.push(text),
      today: TODAY,
      openInstance: async () => ({ reader: database.reader }),
    } as unknown as CommandContext;
    expect(await runWhere(['F1'], context)).toBe(0);
    expect(printed[0]).toBe(
      [
        'Facture F1 : Relance',
        '  Attend : ACME, depuis le 10/10/2026',
        '  Ensuite : Lettre de relance de niveau 2 le 09/11/2026.',
        '  Prochain rendez-vous : le 09/11/2026',
      ].join('\n'),
    );
    expect(await runWhere(['F1', '--json'], context)).toBe(0);
    expect(JSON.parse(printed[1] ?? '')).toEqual(await where('F1'));
    expect(await runWhere(['X9'], context)).toBe(1);
    expect(told[0]).toContain('« X9 » n’est ni une opportunité');
    await expect(runWhere([], context)).rejects.toMatchObject({ code: 'usage' });
  });
});
