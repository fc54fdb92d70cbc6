/**
 * What the journal holds and the tables do not, in memory, as places in the very bytes that were written: made from
 * frames only, the same way when they have become durable as when they are read back at an opening.
 *
 * Records lie in two layers. `fresh` takes what comes; `frozen` is what a fold is moving into the tables, and stays until
 * all of it is there. A read sees the first of fresh, frozen and table that has the instance.
 */

import type { ChosenValue, GroupMeta, LogRecord, ReadRange, StoredGroup } from '@gaios/sm-base';
import { GaiosError } from '@gaios/sm-base';
import { valueDamaged, valueDamageOf } from './errors.ts';
import type { ValueDamage } from './errors.ts';
import { metaAt, visitFrame } from './journal-frame.ts';
import type { Frame, FrameVisitor, MetaTail } from './journal-frame.ts';
import { RecordLayer } from './record-layer.ts';
import { valueChecksum } from './rows.ts';
import { instanceMax } from './schema.ts';
import type { Tables } from './tables.ts';

export interface GroupOverlay {
  readonly groupIdx: number;
  /** As it was frozen, or dropped. What has come since is still in its frame, and read only when it is wanted. */
  meta: GroupMeta | undefined;
  freshMeta: Buffer | undefined;
  freshMetaAt: number;
  /** Of the fresh one. */
  tail: MetaTail;
  /** It was dropped since the tables got theirs: what they have as its meta counts no more. */
  dropped: boolean;
  /** Rows of the table below this are deleted; records here are not. Of each layer its own: see `release`. */
  freshBelow: number;
  frozenBelow: number;
  fresh: RecordLayer;
  frozen: RecordLayer;
  /** Since it was frozen. */
  touched: boolean;
}

/** One page of votes that are checked: bounds the memory of an opening. */
const voteBytesMax = 2 ** 22;

const noTail: MetaTail = { promisedTo: '', configuration: new Uint8Array(0) };

export class Overlay implements FrameVisitor {
  readonly #tables: Tables;
  readonly #groups = new Map<number, GroupOverlay>();
  #node: Uint8Array | undefined;
  /** Of the frame that is being applied, and the group in it; undefined if the tables have it already. */
  #commit = 0;
  #group: GroupOverlay | undefined;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  get isEmpty(): boolean {
    return this.#groups.size === 0 && this.#node === undefined;
  }

  /** Groups of which something is here. */
  get groupCount(): number {
    return this.#groups.size;
  }

  /** In order of the commits. */
  apply(frame: Frame): void {
    this.#commit = frame.commit;
    visitFrame(frame, this);
  }

  group(groupIdx: number): void {
    const isFolded = this.#commit <= this.#tables.group(groupIdx).lastCommit;
    this.#group = isFolded ? undefined : (this.#groups.get(groupIdx) ?? this.#add(groupIdx));
    if (this.#group) this.#group.touched = true;
  }

  /** The records of its next life may come at once, so that only those are removed that are here by now. */
  drop(): void {
    if (!this.#group) return;
    this.#group.meta = undefined;
    this.#group.freshMeta = undefined;
    this.#group.dropped = true;
    this.deleteBelow(instanceMax + 1);
  }

  meta(bytes: Buffer, at: number, tail: MetaTail | undefined): void {
    const group = this.#group;
    if (!group) return;
    group.tail = tail ?? this.tailOf(group.groupIdx) ?? noTail;
    group.freshMeta = bytes;
    group.freshMetaAt = at;
  }

  record(instanceId: number, bytes: Buffer, at: number): void {
    this.#group?.fresh.put(instanceId, bytes, at);
  }

  deleteBelow(instanceId: number): void {
    const group = this.#group;
    if (!group) return;
    group.freshBelow = Math.max(group.freshBelow, instanceId);
    group.fresh.removeBelow(instanceId);
    group.frozen.removeBelow(instanceId);
  }

  node(record: Uint8Array): void {
    this.#node = record;
  }

  get nodeRecord(): Uint8Array | undefined {
    return this.#node;
  }

  metaOf(groupIdx: number): GroupMeta | undefined {
    const group = this.#groups.get(groupIdx);
    return (group && metaHere(group)) ?? this.#metaBelow(groupIdx, group);
  }

  /** What of its meta hardly ever changes. */
  tailOf(groupIdx: number): MetaTail | undefined {
    const group = this.#groups.get(groupIdx);
    return group?.freshMeta ? group.tail : (group?.meta ?? this.#metaBelow(groupIdx, group));
  }

  #metaBelow(groupIdx: number, group: GroupOverlay | undefined): GroupMeta | undefined {
    return group?.dropped === true ? undefined : this.#tables.group(groupIdx).meta;
  }

  /** Rows of the table below this are deleted already, though they may still be there. */
  hiddenBelow(groupIdx: number): number {
    const group = this.#groups.get(groupIdx);
    return group ? Math.max(group.freshBelow, group.frozenBelow) : 0;
  }

  groups(): StoredGroup[] {
    const metas = new Map(this.#tables.groups().map(({ groupIdx, meta }) => [groupIdx, meta]));
    for (const group of this.#groups.values()) {
      const meta = metaHere(group);
      if (meta) metas.set(group.groupIdx, meta);
      else if (group.dropped) metas.delete(group.groupIdx);
    }
    return [...metas]
      .map(([groupIdx, meta]) => ({ groupIdx, meta }))
      .toSorted((a, b) => a.groupIdx - b.groupIdx);
  }

  /** See `LogStorage.read`. Throws STORAGE_DAMAGED. */
  read(range: ReadRange): LogRecord[] {
    const { groupIdx, to, bytesMax } = range;
    const ends = this.#tables.group(groupIdx);
    const group = this.#groups.get(groupIdx);
    if (!group) return this.#tables.log.read(range, ends);
    const isHere = (id: number): boolean => group.fresh.has(id) || group.frozen.has(id);
    const found: LogRecord[] = [];
    let bytes = 0;
    for (let from = Math.max(1, range.from); from <= to;) {
      const visible = { ...range, from: Math.max(from, this.hiddenBelow(groupIdx)) };
      const stored = this.#tables.log.read(visible, ends, isHere);
      // What the table left out for its size may lie in front of what is here.
      const all = bytesOf(stored) <= bytesMax;
      const upTo = all ? to : stored.at(-1)!.instanceId;
      for (const record of this.#merge(group, stored, from, upTo)) {
        found.push(record);
        bytes += record.value.length;
        if (bytes > bytesMax) return found;
      }
      if (all) break;
      from = upTo + 1;
    }
    return found;
  }

  /**
   * Reads all that may be a vote: what stands above `chosenUpTo`, or in a group that says of nothing that it is chosen. Of the
   * rest a value that is lost can be had from peers. Throws STORAGE_DAMAGED.
   */
  checkVotes(): void {
    const groups = [...this.#groups.keys()];
    for (const { groupIdx } of this.#tables.groupRows()) groups.push(groupIdx);
    for (const groupIdx of new Set(groups)) {
      const chosenUpTo = this.metaOf(groupIdx)?.chosenUpTo ?? 0;
      for (let from = chosenUpTo + 1; ;) {
        const last = this.read({ groupIdx, from, to: instanceMax, bytesMax: voteBytesMax }).at(-1);
        if (last === undefined) break;
        from = last.instanceId + 1;
      }
    }
  }

  /** Whether what was thrown by `read` tells of a value that peers have too. */
  isRepairable(error: GaiosError): boolean {
    const row = valueDamageOf(error);
    return row !== undefined && row.instanceId <= (this.metaOf(row.groupIdx)?.chosenUpTo ?? 0);
  }

  /** Of what is offered that which fits into rows whose values are damaged. */
  mend(groupIdx: number, offered: readonly ChosenValue[]): LogRecord[] {
    return offered.flatMap(({ instanceId, value }) => {
      const row = this.#damageAt(groupIdx, instanceId);
      if (row === undefined || valueChecksum(value) !== row.valueChecksum) return [];
      const { ballot, chosen } = row;
      return [{ instanceId, ballot, chosen, value }];
    });
  }

  #damageAt(groupIdx: number, instanceId: number): ValueDamage | undefined {
    try {
      this.read({ groupIdx, from: instanceId, to: instanceId, bytesMax: 0 });
      return undefined;
    } catch (error) {
      const isHere = error instanceof GaiosError && error.facts['instanceId'] === instanceId;
      return isHere && this.isRepairable(error) ? valueDamageOf(error) : undefined;
    }
  }

  /** Makes room for what comes, and tells what is to be moved into the tables until `release`. */
  freeze(): GroupOverlay[] {
    const groups = [...this.#groups.values()];
    for (const group of groups) {
      // What is not wanted soon must not keep its frame.
      group.meta = metaHere(group);
      group.freshMeta = undefined;
      group.frozen = group.fresh;
      group.fresh = new RecordLayer();
      group.frozenBelow = group.freshBelow;
      group.freshBelow = 0;
      group.touched = false;
    }
    return groups;
  }

  /**
   * All that was frozen is in the tables. What was deleted since then is still to be deleted there, but no more than that: a
   * row that was put below an earlier deletion is there now, and stays.
   */
  release(groups: Iterable<GroupOverlay>): void {
    for (const group of groups) {
      group.frozenBelow = 0;
      if (group.touched) group.frozen = new RecordLayer();
      else this.#groups.delete(group.groupIdx);
    }
  }

  /** `record` is in its table, unless a newer one has come. */
  releaseNode(record: Uint8Array | undefined): void {
    if (this.#node === record) this.#node = undefined;
  }

  #add(groupIdx: number): GroupOverlay {
    const group = {
      groupIdx,
      meta: undefined,
      freshMeta: undefined,
      freshMetaAt: 0,
      tail: noTail,
      dropped: false,
      freshBelow: 0,
      frozenBelow: 0,
      fresh: new RecordLayer(),
      frozen: new RecordLayer(),
      touched: true,
    };
    this.#groups.set(groupIdx, group);
    return group;
  }

  *#merge(group: GroupOverlay, stored: readonly LogRecord[], from: number, to: number): Generator<LogRecord> {
    let next = 0;
    for (const id of idsWithin(group, from, to)) {
      while (next < stored.length && stored[next]!.instanceId < id) yield stored[next++]!;
      if (stored[next]?.instanceId === id) next++;
      yield this.#recordOf(group, id);
    }
    yield* stored.slice(next);
  }

  /** A copy: who keeps the value must not keep all that was written with it. */
  #recordOf({ groupIdx, fresh, frozen }: GroupOverlay, id: number): LogRecord {
    const layer = fresh.has(id) ? fresh : frozen;
    const placed = layer.recordAt(layer.indexFrom(id));
    const { instanceId, ballot, chosen } = placed;
    const value = placed.large ? this.#tables.log.largeValue(groupIdx, placed) : placed.value.slice();
    if (valueChecksum(value) !== placed.valueChecksum) {
      throw valueDamaged('a record of the journal is damaged', { groupIdx, ...placed });
    }
    return { instanceId, ballot, chosen, value };
  }
}

function metaHere({ meta, freshMeta, freshMetaAt, tail }: GroupOverlay): GroupMeta | undefined {
  return freshMeta ? metaAt(freshMeta, freshMetaAt, tail) : meta;
}

/** In order, each once. */
function* idsWithin({ fresh, frozen }: GroupOverlay, from: number, to: number): Generator<number> {
  let nextFresh = fresh.indexFrom(from);
  let nextFrozen = frozen.indexFrom(from);
  for (;;) {
    const [one = Infinity, other = Infinity] = [fresh.idAt(nextFresh), frozen.idAt(nextFrozen)];
    const id = Math.min(one, other);
    if (id === Infinity || id > to) return;
    yield id;
    if (one === id) nextFresh++;
    if (other === id) nextFrozen++;
  }
}

function bytesOf(records: readonly LogRecord[]): number {
  let bytes = 0;
  for (const { value } of records) bytes += value.length;
  return bytes;
}
