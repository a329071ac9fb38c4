// GET /api/look-ups/NAME: what the assistant looks up (projects, opportunities, invoices, CRAs…), read with the
// person's own rights, so that a figure that came of it opens to its rows.

import type { RequestHandler } from 'express';
import { readKeptCatalogue } from '../../db/catalogue.ts';
import { reachOf } from './asker.ts';
import { makeLookUpTools, type LookUpReader } from './look-up-tools.ts';
import { requirePerson } from '../routes/identity.ts';
import { refuse, refuseInput } from '../routes/problems.ts';

export function serveLookUp(reader: LookUpReader): RequestHandler {
  return async (req, res) => {
    const name = String(req.params['name']);
    const person = requirePerson(res);
    const catalogue = await readKeptCatalogue(reader.readerSql, reachOf(person));
    const source = makeLookUpTools(reader, person, reader.today(), catalogue).find((one) => one.name === name);
    if (source === undefined) throw refuse(404, 'list_unknown', `Il n’y a pas de liste « ${name.slice(0, 40)} ».`);
    const asked = source.input.safeParse(req.query);
    if (!asked.success) throw refuseInput(asked.error);
    const read = await source.read(asked.data);
    if (read.state === 'refused') throw refuse(read.rights ? 403 : 404, read.code, read.sentence);
    res.json(read.document);
  };
}
