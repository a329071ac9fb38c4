// `node count.mjs REPORT EXIT_CODE`: the counts of a vitest run, from its JSON report and its exit code, printed as
// "PASSED FAILED SKIPPED". A file that could not be loaded, an absent report and an error outside every test are
// failures too. Tests that passed at the second try are named on the error output.

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

function listShaky(report) {
  const tests = (report?.testResults ?? []).flatMap((file) => file.assertionResults);
  return tests.filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0);
}

const [, , path, exitCode] = process.argv;
const report = readReport(path);
for (const { fullName, failureMessages } of listShaky(report)) {
  process.stderr.write(`=== passed at the second try: ${fullName}: ${failureMessages[0].split('\n')[0]}\n`);
}
const { passed, failed, skipped } = countTests(report, Number(exitCode));
process.stdout.write(`${passed} ${failed} ${skipped}\n`);
