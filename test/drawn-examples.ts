// The gate answers the same to the same code: properties draw from one seed there. `npm run test:long` draws anew,
// and prints the seed of what it finds.
import fc from 'fast-check';

const GATE_SEED = 20_261_122;

if (process.env['VIGIE_TEST_LONG'] !== '1') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: GATE_SEED });
