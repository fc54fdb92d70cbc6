/**
 * What two nodes say to each other about support (DESIGN 5). Who speaks, with which disk and boot, is told by the
 * authenticated connection (`Identity`); what a message says about its receiver's boot stands in the message.
 */

export interface PairMessageMap {
  /** I live, and my storage works. */
  Heartbeat: {
    /** Of the sender's boot, from 1. */
    readonly seq: number;
    /** The highest of these seqs whose answer from the receiver has arrived; 0: none. */
    readonly echo: number;
    /** Nodes that the sender supports. */
    readonly supports: readonly number[];
    /** `LogStorage.commits` of the sender; 0: none, or it does not say. */
    readonly commits: number;
  };
  /** I have received your heartbeat, and support you at this epoch for so long from its receipt. */
  HeartbeatAnswer: {
    /** Boot and seq of the heartbeat. */
    readonly boot: number;
    readonly seq: number;
    /** 0: I do not support you. */
    readonly epoch: number;
    readonly durationMs: number;
  };
  /** I shall stop: count on this epoch of mine no more, and tell me so. */
  DropSupport: { readonly epoch: number };
  SupportDropped: {
    /** Boot of the node that asked. */
    readonly boot: number;
    readonly epoch: number;
  };
}

export type PairMessageKind = keyof PairMessageMap;
export type PairMessageOf<K extends PairMessageKind> = { readonly kind: K } & PairMessageMap[K];
export type PairMessage = { [K in PairMessageKind]: PairMessageOf<K> }[PairMessageKind];
