/** What peers say, to whom it is for: the pair, the balancer, or the groups that run here, in the life that they are in. */

import type { Channel, Identity } from '@gaios/sm-base';
import { decodePayload, WireError } from '@gaios/proto';
import type { Balancer } from './balancer.ts';
import type { CheckpointHost } from './checkpoints/host.ts';
import { reasonOf } from './driver.ts';
import type { Group } from './group.ts';
import type { GroupTable } from './group-table.ts';
import type { Pairs } from './pairs.ts';
import type { Telemetry } from './telemetry.ts';

export interface InboundParts {
  readonly isPeer: (nodeId: number) => boolean;
  readonly pairs: Pairs;
  readonly balancer: Balancer;
  readonly checkpoints: CheckpointHost;
  readonly groups: GroupTable;
  /** Whether the directory says something of it: then what peers say of it to a node that does not run it is only late. */
  readonly isKnown: (groupIdx: number) => boolean;
  readonly telemetry: Telemetry;
}

export class Inbound {
  readonly #parts: InboundParts;

  constructor(parts: InboundParts) {
    this.#parts = parts;
  }

  receive(from: Identity, payload: Uint8Array, channel: Channel): void {
    // The transport lets nobody else in; what a replica believes must not rest on that alone.
    if (!this.#parts.isPeer(from.nodeId)) return this.#rejected(from, 'not a member');
    try {
      this.#take(from, payload);
    } catch (error) {
      const what = error instanceof WireError ? 'not a payload' : 'cannot be taken in';
      this.#rejected(from, `${payload.length} bytes on ${channel}: ${what}: ${reasonOf(error)}`);
    }
  }

  #take(from: Identity, payload: Uint8Array): void {
    const { pairs, balancer, checkpoints, groups } = this.#parts;
    const decoded = decodePayload(payload);
    if (decoded.kind === 'pair') return pairs.received(from, decoded.message);
    if (decoded.kind === 'lead') return balancer.received(from.nodeId, decoded.message);
    if (decoded.kind === 'checkpoint') return checkpoints.receive(from.nodeId, decoded.message);
    if (decoded.kind === 'facts') {
      const { message } = decoded;
      const group = groups.at(message.groupIdx);
      if (group === undefined) this.#unknown(from, message.groupIdx);
      else if (!group.isStopped) group.membership.receive(from, message);
      if (message.kind === 'Facts') checkpoints.heard(from, message);
      return;
    }
    if (decoded.kind === 'rows') {
      const { message } = decoded;
      groups.at(message.groupIdx)?.rows.receive(from, message);
      return;
    }
    for (const { groupIdx, life = 0, gid, message } of decoded.messages) {
      const group = groups.at(groupIdx);
      if (group === undefined) this.#unknown(from, groupIdx);
      else if (group.birth.life !== life) this.#foreign(from, group, life);
      else group.receive(from, message, gid);
    }
  }

  /** One of the two has not heard yet that the group was destroyed and created anew. */
  #foreign(from: Identity, { groupIdx, birth }: Group, life: number): void {
    this.#parts.telemetry.count('gaios_foreign_lives_total');
    this.#rejected(from, `group ${groupIdx} is in its life ${birth.life} here, not ${life}`);
  }

  #unknown(from: Identity, groupIdx: number): void {
    if (this.#parts.isKnown(groupIdx)) this.#parts.telemetry.count('gaios_foreign_lives_total');
    else this.#rejected(from, `there is no group ${groupIdx} here`);
  }

  #rejected({ nodeId }: Identity, reason: string): void {
    this.#parts.telemetry.tell('messageRejected', { peer: nodeId, reason });
  }
}
