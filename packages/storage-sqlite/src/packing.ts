/**
 * Writes and records as two flat buffers, for the hop to a worker and back. A structured clone would copy the whole
 * buffer behind each value that is a view, often a network frame; here each value is copied once, into memory that is
 * then handed over.
 */

import type { GroupMeta, GroupWrite, LogRecord } from '@gaios/sm-base';

export interface Packed {
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const flags = { meta: 1, deleteBelow: 2, drop: 4 } as const;

export function packWrites(writes: readonly GroupWrite[]): Packed {
  const packer = new Packer();
  for (const { groupIdx, drop, meta, records = [], deleteBelow } of writes) {
    const has =
      (meta ? flags.meta : 0) | (deleteBelow === undefined ? 0 : flags.deleteBelow) | (drop ? flags.drop : 0);
    packer.numbers.push(groupIdx, has, records.length);
    if (meta) packMeta(packer, meta);
    if (deleteBelow !== undefined) packer.numbers.push(deleteBelow);
    for (const record of records) packRecord(packer, record);
  }
  return packer.packed();
}

export function unpackWrites(packed: Packed): GroupWrite[] {
  const unpacker = new Unpacker(packed);
  const writes: GroupWrite[] = [];
  while (!unpacker.done) {
    const groupIdx = unpacker.number();
    const has = unpacker.number();
    const recordCount = unpacker.number();
    writes.push({
      groupIdx,
      ...(has & flags.drop ? { drop: true as const } : {}),
      ...(has & flags.meta ? { meta: unpackMeta(unpacker) } : {}),
      ...(has & flags.deleteBelow ? { deleteBelow: unpacker.number() } : {}),
      records: Array.from({ length: recordCount }, () => unpackRecord(unpacker)),
    });
  }
  return writes;
}

export function packRecords(records: readonly LogRecord[]): Packed {
  const packer = new Packer();
  for (const record of records) packRecord(packer, record);
  return packer.packed();
}

export function unpackRecords(packed: Packed): LogRecord[] {
  const unpacker = new Unpacker(packed);
  const records: LogRecord[] = [];
  while (!unpacker.done) records.push(unpackRecord(unpacker));
  return records;
}

/** To hand over rather than copy. */
export function transferOf(packed: Packed): ArrayBuffer[] {
  return [packed.numbers.buffer, packed.bytes.buffer];
}

function packRecord(packer: Packer, { instanceId, ballot, chosen, value }: LogRecord): void {
  packer.numbers.push(instanceId, ballot, chosen ? 1 : 0);
  packer.bytes(value);
}

function unpackRecord(unpacker: Unpacker): LogRecord {
  const instanceId = unpacker.number();
  const ballot = unpacker.number();
  const chosen = unpacker.number() === 1;
  return { instanceId, ballot, chosen, value: unpacker.bytes() };
}

function packMeta(packer: Packer, meta: GroupMeta): void {
  packer.numbers.push(meta.promised, meta.chosenUpTo, meta.checksum, meta.minChosen);
  packer.bytes(Buffer.from(meta.promisedTo));
  packer.bytes(meta.configuration);
}

function unpackMeta(unpacker: Unpacker): GroupMeta {
  const promised = unpacker.number();
  const chosenUpTo = unpacker.number();
  const checksum = unpacker.number();
  const minChosen = unpacker.number();
  const promisedTo = new TextDecoder().decode(unpacker.bytes());
  return { promised, promisedTo, chosenUpTo, checksum, minChosen, configuration: unpacker.bytes() };
}

class Packer {
  readonly numbers: number[] = [];
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  bytes(part: Uint8Array): void {
    this.numbers.push(part.length);
    this.#parts.push(part);
    this.#length += part.length;
  }

  packed(): Packed {
    const bytes = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return { numbers: Float64Array.from(this.numbers), bytes };
  }
}

class Unpacker {
  readonly #packed: Packed;
  #numberAt = 0;
  #byteAt = 0;

  constructor(packed: Packed) {
    this.#packed = packed;
  }

  get done(): boolean {
    return this.#numberAt >= this.#packed.numbers.length;
  }

  number(): number {
    return this.#packed.numbers[this.#numberAt++]!;
  }

  /** A view. */
  bytes(): Uint8Array {
    const from = this.#byteAt;
    this.#byteAt += this.number();
    return this.#packed.bytes.subarray(from, this.#byteAt);
  }
}
