/**
 * What people and machines get to see: typed events to listeners, the same to the logger at a level each, counts to
 * the metrics. Nothing here may fail the node: a listener that throws is logged, and that is all.
 */

import type { EventEmitter } from 'eventemitter3';
import type { Logger, LogLevel, Metrics } from '@gaios/sm-base';
import type { NodeEvents } from './api.ts';
import type { MetricName } from './metric-rows.ts';

export type EventName = keyof NodeEvents;

interface EventRow {
  readonly message: string;
  /** Not logged without one: those that come with every proposal. */
  readonly level?: LogLevel;
  readonly counter?: MetricName;
}

const eventRows: { readonly [K in EventName]: EventRow } = {
  leaderChange: { message: 'leader changed', level: 'info', counter: 'gaios_leader_changes_total' },
  masterChange: { message: 'master changed', level: 'info', counter: 'gaios_master_changes_total' },
  membershipChange: { message: 'membership changed', level: 'info' },
  membershipProgress: { message: 'membership is being changed', level: 'info' },
  membershipDuty: { message: 'the leader sees to the membership', level: 'info' },
  groupChange: { message: 'group changed', level: 'info', counter: 'gaios_group_changes_total' },
  groupProgress: { message: 'group waits for its voters', level: 'info' },
  peerUp: { message: 'peer is up', level: 'info' },
  peerRefused: { message: 'a peer refuses this node', level: 'warn' },
  copyRefused: { message: 'a peer comes with an older copy of its disk, and is refused', level: 'error' },
  diskReplaced: { message: 'the disk counts as lost', level: 'error' },
  diskStep: { message: 'the disk of this node', level: 'warn' },
  peerDown: { message: 'peer is down', level: 'warn' },
  chosen: { message: 'chosen' },
  executed: { message: 'executed' },
  learned: { message: 'learned', level: 'debug' },
  campaign: { message: 'campaign', level: 'debug', counter: 'gaios_campaigns_total' },
  steppedDown: { message: 'stepped down', level: 'info' },
  stalled: { message: 'state machine cannot execute', level: 'error', counter: 'gaios_stalls_total' },
  resumed: { message: 'state machine executes again', level: 'info' },
  notVoting: { message: 'not voting', level: 'warn' },
  divergence: { message: 'replica differs from the others', level: 'error' },
  groupStopped: { message: 'group stopped', level: 'error' },
  storageError: { message: 'storage failed', level: 'error' },
  commit: { message: 'commit' },
  messageRejected: { message: 'message rejected', level: 'warn', counter: 'gaios_rejected_messages_total' },
  overload: { message: 'overload', level: 'warn' },
  needsCheckpoint: { message: 'the log that is missing is gone: a checkpoint is needed', level: 'warn' },
  checkpointMade: {
    message: 'checkpoint made',
    level: 'info',
    counter: 'gaios_checkpoints_made_total',
  },
  checkpointFailed: {
    message: 'checkpoint failed',
    level: 'warn',
    counter: 'gaios_checkpoints_failed_total',
  },
  checkpointProgress: { message: 'checkpoint is being shipped', level: 'debug' },
  checkpointSent: { message: 'checkpoint sent', level: 'info', counter: 'gaios_checkpoints_sent_total' },
  checkpointInstalled: {
    message: 'checkpoint installed',
    level: 'info',
    counter: 'gaios_checkpoints_installed_total',
  },
  checkpointCaughtUp: { message: 'caught up after a checkpoint', level: 'info' },
  checkpointRemoved: { message: 'a checkpoint was removed', level: 'warn' },
  checkpointDivergence: { message: 'checkpoints of one instance differ', level: 'error' },
  checkpointNotOffered: {
    message: 'the log is never cleaned: a machine offers no checkpoint',
    level: 'info',
  },
  machineSetAside: { message: 'a state that is ahead of its log was put away', level: 'error' },
  logCleaned: { message: 'log cleaned', level: 'debug' },
  logRepaired: { message: 'damaged values of the log were put back from a peer', level: 'warn' },
  logDamaged: { message: 'a value of the log is damaged', level: 'error' },
  paused: { message: 'this process stood still', level: 'warn', counter: 'gaios_pauses_total' },
};

export class Telemetry {
  readonly #emitter: EventEmitter<NodeEvents>;
  readonly #logger: Logger | undefined;
  readonly #metrics: Metrics | undefined;

  constructor(emitter: EventEmitter<NodeEvents>, logger?: Logger, metrics?: Metrics) {
    this.#emitter = emitter;
    this.#logger = logger;
    this.#metrics = metrics;
  }

  /** Whether anybody listens: the events of every proposal are not even made otherwise. */
  wants(name: EventName): boolean {
    return this.#emitter.listenerCount(name) > 0;
  }

  tell<K extends EventName>(name: K, ...event: NodeEvents[K]): void {
    const { level, message, counter } = eventRows[name];
    if (level !== undefined) this.#logger?.log(level, message, { ...event[0] });
    if (counter !== undefined) this.#metrics?.count(counter);
    if (!this.wants(name)) return;
    try {
      // eventemitter3 types the arguments by a conditional type that a generic K does not resolve.
      (this.#emitter.emit as (name: EventName, ...args: unknown[]) => boolean).call(
        this.#emitter,
        name,
        ...event,
      );
    } catch (error) {
      this.#logger?.log('error', 'an event listener threw', { event: name, error });
    }
  }

  log(level: LogLevel, message: string, facts?: Readonly<Record<string, unknown>>): void {
    this.#logger?.log(level, message, facts);
  }

  get measures(): boolean {
    return this.#metrics !== undefined;
  }

  count(name: MetricName, by?: number, labels?: Readonly<Record<string, string>>): void {
    this.#metrics?.count(name, by, labels);
  }

  gauge(name: MetricName, value: number): void {
    this.#metrics?.gauge(name, value);
  }

  observe(name: MetricName, value: number): void {
    this.#metrics?.observe(name, value);
  }
}
