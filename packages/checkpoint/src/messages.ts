/**
 * What nodes say to each other to ship a checkpoint (DESIGN 8). No replica sees it; it travels on the bulk channel. Who
 * speaks is told by the authenticated connection.
 *
 *   receiver                                       sender
 *   AskForCheckpoint (to all)        ─────────▶
 *                                    ◀─────────    CheckpointOffer
 *   TakeCheckpoint (to one)          ─────────▶
 *                                    ◀─────────    SendFile begin (the manifest)
 *   SendFileAck ok                   ─────────▶
 *                                    ◀─────────    AskForHashes   (only if there is a base)
 *   BlockHashes                      ─────────▶
 *                                    ◀─────────    SendFile ing … end
 *   SendFileAck ok / fail            ─────────▶
 *   InstalledCheckpoint (until caught up) ────▶    its log is held until then
 */

/** Why a transfer ended; `other` is also what a later version may say. */
export type FailReason =
  | 'none'
  /** There is no such transfer (any more): of a process before. */
  | 'unknown-transfer'
  /** The sender does not have that checkpoint (any more). */
  | 'gone'
  /** The sender sends to enough others. */
  | 'busy'
  /** The sender's own files are not what its manifest says, or cannot be read. */
  | 'damaged'
  /** A file was received as it was sent, and is not what the manifest says. */
  | 'hash'
  | 'manifest'
  /** A chunk that no sender of ours would send. */
  | 'chunk'
  /** Too many chunks with a wrong checksum. */
  | 'checksum'
  /** The receiver's disk. */
  | 'full'
  | 'io'
  | 'aborted'
  | 'other';

export interface CheckpointMessageMap {
  AskForCheckpoint: {
    readonly groupIdx: number;
    readonly gid: number;
    /** Returned with the offer, so that late ones are told apart. */
    readonly round: number;
    /** What the asker has; one at or below it does not help. */
    readonly chosenUpTo: number;
  };
  CheckpointOffer: {
    readonly groupIdx: number;
    readonly gid: number;
    readonly round: number;
    /** Empty: none. */
    readonly id: string;
    readonly instanceId: number;
    /** The sender's log begins there. */
    readonly minChosen: number;
    readonly bytes: number;
    /** Transfers that the sender has under way. */
    readonly load: number;
    readonly isLeader: boolean;
  };
  TakeCheckpoint: {
    readonly groupIdx: number;
    readonly gid: number;
    /** Drawn by the receiver; what bears another number belongs to an attempt before. */
    readonly transfer: number;
    readonly id: string;
    /** What the receiver has of it already: all files before that one, and so many bytes of it. */
    readonly fileIdx: number;
    readonly offset: number;
    /** It has another checkpoint to compare with. */
    readonly hasBase: boolean;
  };
  SendFile: {
    readonly groupIdx: number;
    readonly transfer: number;
    /** From 0, which is `begin`; none is left out. */
    readonly seq: number;
    /** `begin`: `data` is the manifest. `ing`: a piece of a file. `end`: that was all. */
    readonly flag: 'begin' | 'ing' | 'end';
    readonly fileIdx: number;
    readonly offset: number;
    /** Bytes of the file that this is for. */
    readonly length: number;
    /** One bit per block, lowest first: 1: as in the receiver's base, and not in `data`. Empty: none is. */
    readonly kept: Uint8Array;
    readonly encoding: 'plain' | 'deflate';
    readonly data: Uint8Array;
    /** CRC-32 of all of the above but the group (chunk.ts). */
    readonly crc: number;
  };
  SendFileAck: {
    readonly groupIdx: number;
    readonly transfer: number;
    readonly verdict: 'ok' | 'fail';
    /** Everything below this seq is written. */
    readonly next: number;
    readonly reason: FailReason;
  };
  AskForHashes: {
    readonly groupIdx: number;
    readonly transfer: number;
    readonly fileIdx: number;
    /** The first block of a page. */
    readonly block: number;
  };
  BlockHashes: {
    readonly groupIdx: number;
    readonly transfer: number;
    readonly fileIdx: number;
    readonly block: number;
    /** Of the blocks of the base from there on, at most a page; empty: there are none. */
    readonly hashes: Uint8Array;
    readonly crc: number;
  };
  RefuseCheckpoint: {
    readonly groupIdx: number;
    readonly transfer: number;
    readonly reason: FailReason;
  };
  /** Sent again and again until it has caught up: hold your log from `chosenUpTo + 1` on. */
  InstalledCheckpoint: {
    readonly groupIdx: number;
    readonly gid: number;
    readonly transfer: number;
    readonly chosenUpTo: number;
    readonly caughtUp: boolean;
  };
}

export type CheckpointMessageKind = keyof CheckpointMessageMap;
export type CheckpointMessageOf<K extends CheckpointMessageKind> = {
  readonly kind: K;
} & CheckpointMessageMap[K];
export type CheckpointMessage = {
  [K in CheckpointMessageKind]: CheckpointMessageOf<K>;
}[CheckpointMessageKind];
