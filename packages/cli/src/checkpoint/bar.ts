/** A progress bar on stderr. Where nobody watches, a line now and then. */

import type { CliIo } from '../io.ts';

const WIDTH = 30;
/** Fast enough for people. */
const DRAW_EVERY_MS = 100;
/** For logs. */
const SAY_EVERY_MS = 10_000;

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export const bytesText = (bytes: number): string => {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
};

export class ProgressBar {
  readonly #io: CliIo;
  readonly #what: string;
  readonly #total: number;
  #done = 0;
  #drawnMs: number;
  #isDrawn = false;

  constructor(io: CliIo, what: string, total: number) {
    this.#io = io;
    this.#what = what;
    this.#total = total;
    this.#drawnMs = performance.now();
  }

  readonly add = (bytes: number): void => {
    this.#done += bytes;
    const nowMs = performance.now();
    if (nowMs - this.#drawnMs < (this.#io.isTerminal ? DRAW_EVERY_MS : SAY_EVERY_MS)) return;
    this.#drawnMs = nowMs;
    this.#draw();
  };

  /** Leaves the line to what comes next. */
  end(): void {
    if (!this.#isDrawn) return;
    this.#draw();
    if (this.#io.isTerminal) this.#io.err('\n');
  }

  #draw(): void {
    this.#isDrawn = true;
    const share = this.#total === 0 ? 1 : Math.min(1, this.#done / this.#total);
    const full = Math.round(share * WIDTH);
    const bar = `[${'#'.repeat(full)}${' '.repeat(WIDTH - full)}]`;
    const line = `${this.#what} ${bar} ${Math.floor(share * 100)} % of ${bytesText(this.#total)}`;
    this.#io.err(this.#io.isTerminal ? `\r${line}` : `${line}\n`);
  }
}
