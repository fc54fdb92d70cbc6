/**
 * Tells in one plain line how many tests passed and failed, for anything that reads it off a log: last of all when
 * jest runs by itself; through a file when `npm test` runs it, which has more to count (test.mjs).
 */
import { writeFileSync } from 'node:fs';

export default class SummaryReporter {
  onRunComplete(_contexts, results) {
    const passed = results.numPassedTests;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const file = process.env.GAIOS_TEST_SUMMARY;
    if (file !== undefined) writeFileSync(file, JSON.stringify({ passed, failed, skipped }));
    // Jest's own summary comes after this; the exit comes after that.
    else process.once('exit', () => console.log(`${passed} passed, ${failed} failed`));
  }
}
