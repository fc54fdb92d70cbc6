// Checks a whole database in a thread of its own: of a gigabyte it takes seconds, which the event loop cannot spare.
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** What SQLite says of it: `ok`, or the first fault. */
const check = (path) => {
  const database = new Database(path, { timeout: 0, fileMustExist: true });
  try {
    // No file of shared memory beside it.
    database.pragma('locking_mode = exclusive');
    return String(database.pragma('quick_check(1)', { simple: true }));
  } finally {
    database.close();
  }
};

/* oxlint-disable unicorn/require-post-message-target-origin -- this is no window */
try {
  parentPort?.postMessage({ verdict: check(workerData.path) });
} catch (error) {
  parentPort?.postMessage({ code: String(error.code), message: String(error.message) });
}
