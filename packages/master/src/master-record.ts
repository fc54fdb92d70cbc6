/**
 * What a leader says of itself in the log, as bytes. The ballot is inside the value: whoever proposes it again, under
 * whatever ballot, proposes the word of the leader that made it.
 *
 *     version u8 = 1 | nodeId u16 | boot u32 | ballot f64 | reign f64 | leaseMs f64
 *
 * All little-endian. Fields may be added behind these, and are not looked at.
 */

import { GaiosError } from '@gaios/sm-base';
import type { Ballot } from '@gaios/core';

export interface MasterRecord {
  readonly nodeId: number;
  /** With the node, the process. */
  readonly boot: number;
  /** At which it led when it proposed this. */
  readonly ballot: Ballot;
  /**
   * At which it began to lead without a break: below `ballot` if it went above the promise of a voter while it held the
   * lease.
   */
  readonly reign: Ballot;
  /** How long, at most, each voter's support counts for it. */
  readonly leaseMs: number;
}

const VERSION = 1;
export const RECORD_BYTES = 31;

export const encodeMasterRecord = ({ nodeId, boot, ballot, reign, leaseMs }: MasterRecord): Uint8Array => {
  const bytes = new Uint8Array(RECORD_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint16(1, nodeId, true);
  view.setUint32(3, boot, true);
  view.setFloat64(7, ballot, true);
  view.setFloat64(15, reign, true);
  view.setFloat64(23, leaseMs, true);
  return bytes;
};

/** @throws GaiosError STORAGE_DAMAGED */
export const decodeMasterRecord = (bytes: Uint8Array): MasterRecord => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < RECORD_BYTES || view.getUint8(0) !== VERSION) throw notARecord(bytes.length);
  const record = {
    nodeId: view.getUint16(1, true),
    boot: view.getUint32(3, true),
    ballot: view.getFloat64(7, true),
    reign: view.getFloat64(15, true),
    leaseMs: view.getFloat64(23, true),
  };
  const isSound =
    Number.isSafeInteger(record.ballot) &&
    Number.isSafeInteger(record.reign) &&
    record.reign <= record.ballot;
  if (!isSound) throw notARecord(bytes.length);
  return record;
};

const notARecord = (length: number): GaiosError =>
  new GaiosError('STORAGE_DAMAGED', 'not a record of a master', { facts: { bytes: length } });
