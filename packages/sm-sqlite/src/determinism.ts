/**
 * SQL that would give each replica something else is refused: dice, clocks, and what a connection did before. The date
 * functions stay, for times that are given to them.
 */

import Database from 'better-sqlite3';
import { GaiosError } from '@gaios/sm-base';

const REFUSED = {
  random: 0,
  randomblob: 1,
  current_time: 0,
  current_date: 0,
  current_timestamp: 0,
  // Since this connection was opened, which is not the state.
  total_changes: 0,
} as const;

const DATES = ['date', 'time', 'datetime', 'julianday', 'unixepoch', 'strftime', 'timediff'] as const;

/** Where in its arguments a date function looks for a time; without one it takes the clock's. */
const firstTime = (name: string): number => (name === 'strftime' ? 1 : 0);

export const refuseChance = (database: Database.Database): void => {
  for (const name of Object.keys(REFUSED)) {
    database.function(name, { varargs: true }, () => {
      throw notDeterministic(name);
    });
  }
  const plain = new PlainFunctions();
  for (const name of DATES) {
    database.function(name, { varargs: true, deterministic: true, safeIntegers: true }, (...args) => {
      const [first, ...others] = args.slice(firstTime(name));
      if (first === undefined || isOneOf(CLOCK, first) || others.some((each) => isOneOf(LOCAL, each)))
        throw notDeterministic(`${name} of now, or of this machine's time zone`);
      return plain.call(name, args);
    });
  }
};

/** In the place of a time: the clock's. */
const CLOCK = new Set(['now', 'subsec', 'subsecond']);
/** Behind a time: the time zone of the machine, or the second time of `timediff`. */
const LOCAL = new Set(['now', 'localtime', 'utc']);

const isOneOf = (words: ReadonlySet<string>, arg: unknown): boolean =>
  typeof arg === 'string' && words.has(arg.trim().toLowerCase());

const notDeterministic = (called: string): GaiosError =>
  new GaiosError('NOT_DETERMINISTIC', `SQL calls ${called}, which every replica answers otherwise`, {
    facts: { reason: 'called', called },
  });

/** SQLite's own functions, out of reach behind ours of the same name: a database in memory still has them. */
class PlainFunctions {
  #memory: Database.Database | undefined;
  readonly #statements = new Map<string, Database.Statement>();

  call(name: string, args: readonly unknown[]): unknown {
    const sql = `SELECT ${name}(${args.map(() => '?').join(', ')})`;
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      this.#memory ??= new Database(':memory:');
      statement = this.#memory.prepare(sql).pluck().safeIntegers();
      this.#statements.set(sql, statement);
    }
    return statement.get(...args);
  }
}
