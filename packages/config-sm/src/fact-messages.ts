/**
 * How nodes ask each other how far they are (`GroupFacts`). Sent only while a change or a duty is under way: idle groups
 * say nothing. Who speaks, and with which disk, is told by the authenticated connection.
 */

export interface FactMessageMap {
  /** How far are you? `version`: of the newest configuration that is executed at the asking node. */
  AskForFacts: { readonly groupIdx: number; readonly gid: number; readonly version: number };
  Facts: {
    readonly groupIdx: number;
    readonly gid: number;
    /** 0: none known. */
    readonly leader: number;
    readonly chosenUpTo: number;
    readonly executedUpTo: number;
    /** If the sender leads: who has fortified it, itself included. */
    readonly fortifiers: readonly number[];
    /** Encoded; empty if it is not newer than the version asked with. */
    readonly configuration: Uint8Array;
  };
}

export type FactMessageKind = keyof FactMessageMap;
export type FactMessageOf<K extends FactMessageKind> = { readonly kind: K } & FactMessageMap[K];
export type FactMessage = { [K in FactMessageKind]: FactMessageOf<K> }[FactMessageKind];
