// `node count.mjs REPORT EXIT_CODE`: the counts of a vitest run, from its JSON report and its exit code, printed as
// "PASSED FAILED SKIPPED". A file that could not be loaded, an absent report and an error outside every test are
// failures too.

import { readFileSync } from 'node:fs';

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // The run ended before it could write: counted as a failure below.
    return null;
  }
}

function countTests(report, exitCode) {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const passed = report.numPassedTests;
  const failed = report.numFailedTests + unloaded.length;
  // vitest says that something went wrong and no test carries it: an unhandled error, or no test at all.
  const unexplained = failed === 0 && (exitCode !== 0 || !report.success || passed === 0) ? 1 : 0;
  return { passed, failed: failed + unexplained, skipped: report.numPendingTests + report.numTodoTests };
}

const [, , path, exitCode] = process.argv;
const { passed, failed, skipped } = countTests(readReport(path), Number(exitCode));
process.stdout.write(`${passed} ${failed} ${skipped}\n`);
