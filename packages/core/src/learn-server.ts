/**
 * Serves the log to peers that lag: a stream per peer with a window of unacknowledged bytes, so that one slow learner
 * holds up nobody (DESIGN 3.5). What it sends it first reads back from the log, as `Load` effects.
 */

import type { LogRecord } from '@gaios/sm-base';
import type { Load } from './effects.ts';
import { gidAt } from './eras.ts';
import type { Outbox } from './outbox.ts';
import type { ReplicaTuning } from './replica-api.ts';
import type { LearnStream, ReplicaState } from './state.ts';

/** Instances asked of the log at once; the page's bytes are the real bound. */
const INSTANCES_PER_LOAD = 1000;

export class LearnServer {
  readonly #state: ReplicaState;
  readonly #out: Outbox;
  readonly #tuning: ReplicaTuning;

  constructor(state: ReplicaState, out: Outbox, tuning: ReplicaTuning) {
    this.#state = state;
    this.#out = out;
    this.#tuning = tuning;
  }

  /** It has everything below `from`. */
  askForLearn(peer: number, from: number): void {
    this.#note(peer, from);
    this.#tell(peer, from);
  }

  /** The log was cut off: who is served what is gone, is told so. */
  truncated(before: number): void {
    const { streams, asked, minChosen } = this.#state.learner;
    for (const [peer, from] of asked) {
      if (from >= before && from < minChosen) this.#out.event({ kind: 'peerNeedsCheckpoint', peer, from });
    }
    for (const [peer, stream] of streams) {
      if (stream.next >= minChosen) continue;
      streams.delete(peer);
      this.#tell(peer, stream.next);
    }
  }

  #tell(peer: number, from: number): void {
    const { chosenUpTo, minChosen } = this.#state.learner;
    const { leader, alive } = this.#state;
    const followed = alive.has(leader.nodeId) ? { leader: leader.nodeId } : {};
    const gid = gidAt(this.#state.configuration, from);
    this.#out.send(peer, { kind: 'SendNowInstanceId', chosenUpTo, minChosen, ...followed }, gid);
  }

  confirmAskForLearn(peer: number, from: number): void {
    this.#note(peer, from);
    if (from < this.#state.learner.minChosen) return this.#tell(peer, from);
    const stream: LearnStream = { next: from, loading: false, unacked: [] };
    this.#state.learner.streams.set(peer, stream);
    this.#pump(peer, stream);
  }

  loaded(load: Load, records: readonly LogRecord[]): void {
    const stream = this.#state.learner.streams.get(load.peer);
    if (stream === undefined || !stream.loading || stream.next !== load.from) return;
    stream.loading = false;
    const last = records.at(-1);
    if (last === undefined || records[0]?.instanceId !== load.from) {
      this.#state.learner.streams.delete(load.peer);
      // It was deleted while it was read.
      if (load.from < this.#state.learner.minChosen) this.#tell(load.peer, load.from);
      return;
    }
    const entries = records.map(({ instanceId, ballot, value }) => ({ instanceId, ballot, value }));
    const bytes = entries.reduce((sum, entry) => sum + entry.value.length, 0);
    stream.next = last.instanceId + 1;
    stream.unacked.push({ upTo: last.instanceId, bytes });
    const { chosenUpTo } = this.#state.learner;
    const gid = gidAt(this.#state.configuration, load.from);
    this.#out.send(load.peer, { kind: 'SendLearnValue', entries, chosenUpTo }, gid);
    this.#pump(load.peer, stream);
  }

  sendLearnValueAck(peer: number, upTo: number): void {
    const stream = this.#state.learner.streams.get(peer);
    if (stream === undefined) return;
    stream.unacked = stream.unacked.filter((page) => page.upTo > upTo);
    this.#note(peer, upTo + 1);
    if (stream.unacked.length === 0 && !stream.loading && stream.next > this.#state.learner.chosenUpTo) {
      this.#state.learner.streams.delete(peer);
    } else {
      this.#pump(peer, stream);
    }
  }

  peerDown(nodeId: number): void {
    this.#state.learner.streams.delete(nodeId);
    this.#state.learner.asked.delete(nodeId);
  }

  /** Live peers that need what is truncated here, as far as they have asked. */
  get stranded(): number[] {
    const { asked, minChosen } = this.#state.learner;
    return [...asked].filter(([, from]) => from < minChosen).map(([peer]) => peer);
  }

  #note(peer: number, from: number): void {
    const { asked, chosenUpTo, minChosen } = this.#state.learner;
    const before = asked.get(peer);
    if (from > chosenUpTo) asked.delete(peer);
    else asked.set(peer, from);
    const isNews = before === undefined || before >= minChosen;
    if (from < minChosen && isNews) this.#out.event({ kind: 'peerNeedsCheckpoint', peer, from });
  }

  #pump(peer: number, stream: LearnStream): void {
    const { chosenUpTo } = this.#state.learner;
    const unacked = stream.unacked.reduce((sum, page) => sum + page.bytes, 0);
    if (stream.loading || stream.next > chosenUpTo || unacked >= this.#tuning.learnWindowBytes) return;
    stream.loading = true;
    const to = Math.min(chosenUpTo, stream.next + INSTANCES_PER_LOAD - 1);
    this.#out.load({ peer, from: stream.next, to, bytesMax: this.#tuning.pageBytes });
  }
}
