/**
 * The order of one connection's commands within each group. Reads run beside reads and writes beside writes (the log
 * keeps proposals of one node to one group in order), but a read starts only when the writes before it are done, and a
 * write only when the reads before it are. So a GET behind a SET in one pipeline sees it, and a GET before one does not.
 */

/*
 * Time is measured here too. A command has its time from its arrival on, but one that waits behind others in a lane that
 * moves has it from the last success on: a long pipeline on a healthy cluster fails nothing, and on one that has lost its
 * quorum everything that waits fails together with what it waits for.
 */

export type LaneMode = 'read' | 'write';

/** Not a promise with its reactions: there is one for each command. */
export interface LaneTask {
  readonly mode: LaneMode;
  /** Its turn has come. It says once, now or later, that it has `succeeded` or `failed`. Must not throw. */
  start(lane: Lane): void;
}

/** Of one group. */
export class Lane {
  readonly #lanes: Lanes;
  #active = 0;
  #mode: LaneMode = 'read';
  readonly #waiting: LaneTask[] = [];
  #succeededAtMs = Number.NEGATIVE_INFINITY;

  constructor(lanes: Lanes) {
    this.#lanes = lanes;
  }

  /** When something last succeeded here. */
  get succeededAtMs(): number {
    return this.#succeededAtMs;
  }

  run(task: LaneTask): void {
    if (this.#waiting.length > 0 || !this.#mayJoin(task.mode)) this.#waiting.push(task);
    else this.#start(task);
  }

  succeeded(nowMs: number): void {
    this.#succeededAtMs = nowMs;
    this.#lanes.succeededAtMs = nowMs;
    this.#leave();
  }

  failed(): void {
    this.#leave();
  }

  #start(task: LaneTask): void {
    this.#mode = task.mode;
    this.#active++;
    task.start(this);
  }

  #leave(): void {
    this.#active--;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (!this.#mayJoin(next.mode)) return;
      this.#waiting.shift();
      this.#start(next);
    }
  }

  #mayJoin(mode: LaneMode): boolean {
    return this.#active === 0 || this.#mode === mode;
  }
}

export class Lanes {
  readonly #lanes = new Map<number, Lane>();
  /** When something last succeeded in any lane. */
  succeededAtMs = Number.NEGATIVE_INFINITY;

  /** Tasks of one group start in the order in which they were given. */
  run(groupIdx: number, task: LaneTask): void {
    let lane = this.#lanes.get(groupIdx);
    if (lane === undefined) {
      lane = new Lane(this);
      this.#lanes.set(groupIdx, lane);
    }
    lane.run(task);
  }
}
