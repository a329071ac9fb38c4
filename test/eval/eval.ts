// `npm run eval`: how well Vigie answers, measured; like the bench it prints what it found and judges nothing.
//   npm run eval                                    everything, in a few minutes
//   npm run eval -- assistant --firm random:7       unseen questions on one firm (example, demo, random:SEED)
//   npm run eval -- assistant --failures            says each wrong answer, and why
//   npm run eval -- assistant --each 8 --first 100  more questions of each family, and others than the usual ones
//   npm run eval -- anomalies                       CRA faults planted in demo firms: recall and precision a rule
// With AI_BASE_URL and AI_MODEL (and AI_API_KEY) the questions are put to that model.

import { parseArgs } from 'node:util';
import { evaluateAnomalies } from './anomalies.ts';
import { evaluateAssistant } from './assistant.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    firm: { type: 'string', multiple: true, default: [] },
    each: { type: 'string', default: '2' },
    first: { type: 'string', default: '1' },
    family: { type: 'string', default: '' },
    failures: { type: 'boolean', default: false },
  },
});

/** A suite a word: what is evaluated, each with its own tables. */
const SUITES: Readonly<Record<string, () => Promise<void>>> = {
  assistant: () =>
    evaluateAssistant({
      firms: values.firm,
      each: Number(values.each),
      first: Number(values.first),
      family: values.family,
      failures: values.failures,
    }),
  anomalies: () => evaluateAnomalies({ failures: values.failures }),
};

const wanted = positionals.length === 0 ? Object.keys(SUITES) : positionals;
const unknown = wanted.find((name) => SUITES[name] === undefined);
if (unknown !== undefined) throw new RangeError(`npm run eval takes ${Object.keys(SUITES).join(', ')}: not ${unknown}`);
for (const name of wanted) await SUITES[name]?.();
