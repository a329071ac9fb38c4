// The checks of the CRAs on a demo firm: every fault that is planted is found, little else is said, and a firm in order is
// left alone. `npm run eval -- anomalies` measures more of them.
import { afterAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { measureClean, measurePlanted } from './anomalies.ts';

const SEED = 1;
const opened: TestDatabase[] = [];
afterAll(async () => {
  for (const database of opened) await database.drop();
});

async function openGround(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  opened.push(database);
  return database;
}

describe('les contrôles de CRA, sur une firme de 80 personnes', () => {
  test('les fautes semées sont trouvées, et une firme en ordre est laissée tranquille', async () => {
    const clean = await measureClean(await openGround(), SEED);
    expect(clean.months).toBeGreaterThan(150);
    expect(clean.findings.length / clean.months).toBeLessThan(1);

    const { scores, unplanted } = await measurePlanted(await openGround(), SEED, clean.findings);
    expect(scores.filter(({ planted }) => planted > 0).length).toBeGreaterThan(20);
    expect(scores.filter(({ planted, found }) => found < planted)).toEqual([]);
    expect(unplanted.map(({ code, sentence }) => `${code}: ${sentence}`)).toEqual([]);
  });
});
