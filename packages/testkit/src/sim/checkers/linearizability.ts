/**
 * Linearizability by Wing and Gong's search with Lowe's memory of what was tried: is there one order of the operations,
 * each between its call and its return, in which every result is right? One key at a time, since linearizability is
 * local. An operation without a return may have taken effect at any time after its call, or never.
 */

export interface Model<State, Op> {
  readonly initial: State;
  /** For the memory: equal states, equal texts. */
  key(state: State): string;
  /** The state after the operation, or undefined if it cannot have had its result in this state. */
  step(state: State, operation: Op): State | undefined;
}

export interface HistoryEntry<Op> {
  readonly operation: Op;
  /** Positions on one time line, all different. */
  readonly calledAt: number;
  /** Infinity: never returned. */
  readonly returnedAt: number;
}

export interface Linearizability {
  /** `unknown`: given up after `stepsMax`. */
  readonly verdict: 'linearizable' | 'not-linearizable' | 'unknown';
  readonly steps: number;
}

/** Histories of one key have some dozens of operations; more steps than this are a search gone wild, not an answer. */
const STEPS_MAX = 200_000;

/** A call or a return, in a doubly linked list by time. */
interface Event {
  readonly id: number;
  readonly isCall: boolean;
  previous: Event | undefined;
  next: Event | undefined;
  /** Of a call: its return. */
  match: Event | undefined;
}

const link = <Op>(history: readonly HistoryEntry<Op>[]): Event => {
  const points = history.flatMap(({ calledAt, returnedAt }, id) => {
    const call: Event = { id, isCall: true, previous: undefined, next: undefined, match: undefined };
    const end: Event = { id, isCall: false, previous: undefined, next: undefined, match: undefined };
    call.match = end;
    return [
      { at: calledAt, event: call },
      { at: returnedAt, event: end },
    ];
  });
  const head: Event = { id: -1, isCall: false, previous: undefined, next: undefined, match: undefined };
  let last = head;
  for (const { event } of points.toSorted((a, b) =>
    a.at === b.at ? a.event.id - b.event.id : a.at - b.at,
  )) {
    event.previous = last;
    last.next = event;
    last = event;
  }
  return head;
};

const unlink = (event: Event): void => {
  if (event.previous) event.previous.next = event.next;
  if (event.next) event.next.previous = event.previous;
};

const relink = (event: Event): void => {
  if (event.previous) event.previous.next = event;
  if (event.next) event.next.previous = event;
};

const lift = (call: Event): void => {
  unlink(call);
  if (call.match) unlink(call.match);
};

const unlift = (call: Event): void => {
  if (call.match) relink(call.match);
  relink(call);
};

class Done {
  readonly #words: Uint32Array;

  constructor(size: number) {
    this.#words = new Uint32Array(Math.ceil(size / 32));
  }

  flip(id: number): void {
    this.#words[id >> 5] = (this.#words[id >> 5] ?? 0) ^ (1 << (id & 31));
  }

  get key(): string {
    return this.#words.join(',');
  }
}

export const checkLinearizable = <State, Op>(
  model: Model<State, Op>,
  history: readonly HistoryEntry<Op>[],
  stepsMax: number = STEPS_MAX,
): Linearizability => {
  const head = link(history);
  const done = new Done(history.length);
  const tried = new Set<string>();
  const path: { readonly call: Event; readonly state: State }[] = [];
  let state = model.initial;
  let event = head.next;
  let steps = 0;
  // What never returned may also never have happened: only returns have to be explained.
  let open = history.filter(({ returnedAt }) => returnedAt < Infinity).length;
  const returns = (call: Event): number => ((history[call.id]?.returnedAt ?? 0) < Infinity ? 1 : 0);
  while (open > 0) {
    if (++steps > stepsMax) return { verdict: 'unknown', steps };
    if (event?.isCall === true) {
      const after = model.step(state, (history[event.id] as HistoryEntry<Op>).operation);
      done.flip(event.id);
      const key = after === undefined ? '' : `${done.key} ${model.key(after)}`;
      if (after === undefined || tried.has(key)) {
        done.flip(event.id);
        event = event.next;
        continue;
      }
      tried.add(key);
      path.push({ call: event, state });
      state = after;
      open -= returns(event);
      lift(event);
      event = head.next;
      continue;
    }
    // A return of what is not yet explained, or the end of the list: the last choice was wrong.
    const last = path.pop();
    if (last === undefined) return { verdict: 'not-linearizable', steps };
    state = last.state;
    done.flip(last.call.id);
    open += returns(last.call);
    unlift(last.call);
    event = last.call.next;
  }
  return { verdict: 'linearizable', steps };
};
