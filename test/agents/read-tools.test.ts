// The read tools on the example firm: each answers in the shape that the contract tells, by the person's rights.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { flattenReport } from '../../agents/tools/flatten-report.ts';
import { makeLookUpTools } from '../../api/assistant/look-up-tools.ts';
import { makeReportTools } from '../../api/assistant/report-tools.ts';
import { namesWithin } from '../../api/routes/names.ts';
import { lookUps, type LookUpName } from '../../api/contract/look-ups.ts';
import type { ReadDocument } from '../../agents/tools/tool-sources.ts';
import type { ToolRefusal } from '../../agents/turn.ts';
import { readCatalogue } from '../../db/catalogue.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { findPersonByEmail, type Person } from '../../db/users.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { addPerson } from '../db/people.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

const AS_OF = '2026-10-31';
const NAMES = Object.keys(lookUps) as LookUpName[];

describe('les outils de lecture', () => {
  let database: TestDatabase;
  const people = new Map<string, Person>();

  beforeAll(async () => {
    database = await createTestDatabase();
    await loadFirm(database.app, readExample());
    const [consultant] = await database.app<{ email: string }[]>`
      select lower(email) as email from consultants where code = 'C002'`;
    const seats: Record<string, string> = {
      direction: 'direction@esn.fr',
      adv: 'adv@esn.fr',
      admin: 'admin@esn.fr',
      commercial: 'commercial@esn.fr',
      consultant: consultant?.email ?? '',
    };
    for (const [role, email] of Object.entries(seats)) {
      await addPerson(database.app, email, [role]);
      const person = await findPersonByEmail(database.app, email);
      if (person) people.set(role, person);
    }
  });
  afterAll(() => database.drop());

  const personOf = (role: string): Person => {
    const person = people.get(role);
    if (!person) throw new Error(`no ${role}`);
    return person;
  };

  const lookUp = async (
    role: string,
    name: LookUpName,
    options: Record<string, string> = {},
  ): Promise<ReadDocument | ToolRefusal> => {
    const person = personOf(role);
    const catalogue = await readCatalogue(database.reader, namesWithin(person));
    const reader = { appSql: database.app, readerSql: database.reader, today: () => AS_OF };
    const tool = makeLookUpTools(reader, person, AS_OF, catalogue).find((one) => one.name === name);
    if (!tool) throw new Error(`no ${name}`);
    return tool.read(options);
  };

  const rowsOf = async (role: string, name: LookUpName, options: Record<string, string> = {}) => {
    const read = await lookUp(role, name, options);
    if (read.state === 'refused') throw new Error(read.sentence);
    return flattenReport(read.document, []).rows;
  };

  test.each(NAMES)('%s répond à la direction dans la forme que le contrat dit', async (name) => {
    const asked = name === 'where_is' ? { code: 'P003' } : name === 'list_cra_days' ? { consultant: 'C002' } : {};
    const read = await lookUp('direction', name, asked);
    if (read.state === 'refused') throw new Error(read.sentence);
    const output: z.ZodType = lookUps[name].output;
    expect(output.parse(read.document)).toEqual(read.document);
    const [list] = Object.values(read.document).filter((value) => Array.isArray(value));
    // The example has no proposal, document or expense yet.
    if (!['list_proposals', 'search_documents', 'list_expenses'].includes(name)) expect(list).not.toEqual([]);
  });

  test.each(NAMES)('%s ne montre rien de la firme à l’administrateur', async (name) => {
    const asked = name === 'where_is' ? { code: 'P003' } : name === 'list_cra_days' ? { consultant: 'C002' } : {};
    const read = await lookUp('admin', name, asked);
    const lists = read.state === 'refused' ? [] : Object.values(read.document).filter((value) => Array.isArray(value));
    expect(lists.flat()).toEqual([]);
  });

  test('un consultant voit ses projets, ses absences et ses CRA, et ceux de personne d’autre', async () => {
    const absences = await rowsOf('consultant', 'list_absences');
    expect(new Set(absences.map(({ subject }) => subject))).toEqual(new Set(['C002']));
    const timesheets = await rowsOf('consultant', 'list_timesheets', { month: '2026-10' });
    expect(timesheets.filter(({ kind }) => kind === 'consultant').map(({ subject }) => subject)).toEqual(['C002']);
    const projects = await rowsOf('consultant', 'list_projects');
    expect(projects.length).toBeLessThan((await rowsOf('direction', 'list_projects')).length);
    for (const name of ['list_invoices', 'list_opportunities', 'list_budgets', 'list_orders', 'list_profiles'] as const)
      expect(await lookUp('consultant', name)).toMatchObject({ state: 'refused', rights: true });
  });

  test('les opportunités sont celles du commercial ou de personne', async () => {
    const [owned] = await database.app<{ code: string }[]>`
      select o.code from opportunities o join clients c on c.id = o.client_id
      where coalesce(o.owner_email, c.owner_email) is not null limit 1`;
    const seen = await rowsOf('commercial', 'list_opportunities');
    expect(seen.map(({ subject }) => subject)).not.toContain(owned?.code);
    const all = await rowsOf('direction', 'list_opportunities');
    expect(all.map(({ subject }) => subject)).toContain(owned?.code);
  });

  test('un rapport aux coûts standard ne porte aucun coût réel, d’aucune personne', async () => {
    const reader = { appSql: database.app, readerSql: database.reader, readReport, today: () => AS_OF };
    const read = async (role: string, name: string, options: Record<string, string>) =>
      makeReportTools(reader, personOf(role), AS_OF)
        .find((tool) => tool.name === name)
        ?.read(options);
    const [real, standard] = await Promise.all([
      read('direction', 'report_margin', {}),
      read('commercial', 'report_margin', {}),
    ]);
    expect(real).toMatchObject({ state: 'ok' });
    expect(standard).toMatchObject({ state: 'ok', document: { costs: 'standard' } });
    expect(await read('commercial', 'report_margin', { costs: 'real' })).toMatchObject({
      state: 'refused',
      rights: true,
    });
    expect(await read('commercial', 'report_margin', { by: 'consultant' })).toMatchObject({
      state: 'refused',
      rights: true,
    });
    const rates = await read('commercial', 'report_rates', { by: 'consultant' });
    expect(JSON.stringify(rates)).toContain('"withheld":["cjm","gap"]');
    expect(JSON.stringify(rates)).not.toMatch(/"cjm":\d/);
  });

  test('l’opérateur lit tout', async () => {
    const catalogue = await readCatalogue(database.reader, { all: true, ownerEmail: null, consultantId: null });
    const reader = { appSql: database.app, readerSql: database.reader, readReport, today: () => AS_OF };
    for (const tool of makeLookUpTools(reader, 'operator', AS_OF, catalogue)) {
      const read = await tool.read(tool.name === 'where_is' ? { code: 'P003' } : {});
      expect([tool.name, read.state]).toEqual([tool.name, 'ok']);
    }
    for (const tool of makeReportTools(reader, 'operator', AS_OF)) {
      if (tool.name === 'report_changes') continue;
      const read = await tool.read(tool.name === 'report_staffing' ? { project: 'P001' } : {});
      expect([tool.name, read.state]).toEqual([tool.name, 'ok']);
    }
  });
});
