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

interface Task {
  readonly mode: LaneMode;
  start(): void;
}

interface Lane {
  active: number;
  mode: LaneMode;
  readonly waiting: Task[];
  succeededAtMs: number;
}

export class Lanes {
  readonly #now: () => number;
  readonly #lanes = new Map<number, Lane>();
  #succeededAtMs = Number.NEGATIVE_INFINITY;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** When something last succeeded in any lane. */
  get succeededAtMs(): number {
    return this.#succeededAtMs;
  }

  /**
   * Starts `work` in its turn, with the time of the lane's last success. Calls for one group start in the order in which
   * they were made.
   */
  run<T>(groupIdx: number, mode: LaneMode, work: (succeededAtMs: number) => Promise<T>): Promise<T> {
    const lane = this.#laneOf(groupIdx);
    if (lane.waiting.length === 0 && mayJoin(lane, mode)) return this.#start(lane, mode, work);
    return new Promise<T>((resolve, reject) => {
      lane.waiting.push({ mode, start: () => void this.#start(lane, mode, work).then(resolve, reject) });
    });
  }

  #start<T>(lane: Lane, mode: LaneMode, work: (succeededAtMs: number) => Promise<T>): Promise<T> {
    lane.mode = mode;
    lane.active++;
    return work(lane.succeededAtMs).then(
      (result) => {
        this.#succeededAtMs = this.#now();
        lane.succeededAtMs = this.#succeededAtMs;
        leave(lane);
        return result;
      },
      (error: unknown) => {
        leave(lane);
        throw error;
      },
    );
  }

  #laneOf(groupIdx: number): Lane {
    let lane = this.#lanes.get(groupIdx);
    if (lane === undefined) {
      lane = { active: 0, mode: 'read', waiting: [], succeededAtMs: Number.NEGATIVE_INFINITY };
      this.#lanes.set(groupIdx, lane);
    }
    return lane;
  }
}

const mayJoin = (lane: Lane, mode: LaneMode): boolean => lane.active === 0 || lane.mode === mode;

const leave = (lane: Lane): void => {
  lane.active--;
  for (let next = lane.waiting[0]; next !== undefined; next = lane.waiting[0]) {
    if (!mayJoin(lane, next.mode)) return;
    lane.waiting.shift();
    next.start();
  }
};
