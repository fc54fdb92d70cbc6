/** Writes down what happens in the laboratory, one line each: `n1 -> n2 Accept 1.1 3=a, chosen..2`. */

import {
  decodeConcluded,
  type Message,
  type ReplicaEvent,
  type Send,
  type Speaker,
  type Write,
} from '@gaios/core';
import type { GroupMeta } from '@gaios/sm-base';
import type { LabObserver } from '../lab-observer.ts';
import {
  ballotText,
  configurationText,
  entryText,
  eventText,
  forMachines,
  messageText,
  valueText,
} from './format.ts';

export class Trace implements LabObserver {
  #lines: string[] = [];
  /** The meta row that each node handed over last. */
  readonly #metas = new Map<number, GroupMeta>();
  readonly #onDisk = new Map<number, GroupMeta>();
  /** Whether there is time between a write and its being durable. */
  readonly #syncsByHand: () => boolean;

  readonly #members: () => Pick<LabObserver, 'executed' | 'restarted'>;

  constructor(syncsByHand: () => boolean, members: () => Pick<LabObserver, 'executed' | 'restarted'>) {
    this.#syncsByHand = syncsByHand;
    this.#members = members;
  }

  /** What happened since it was last taken. */
  take(): string[] {
    return this.#lines.splice(0);
  }

  say(line: string): void {
    this.#lines.push(line);
  }

  received(nodeId: number, from: Speaker, message: Message): void {
    this.#add(nodeId, `<- n${from.nodeId} ${messageText(message)}`);
  }

  sent(nodeId: number, { to, message }: Send): void {
    this.#add(nodeId, `-> ${to === nodeId ? 'self' : `n${to}`} ${messageText(message)}`);
  }

  wrote(nodeId: number, write: Write): void {
    const parts = [
      ...this.#changesOf(nodeId, write.meta),
      ...write.records.map((record) => entryText(record)),
    ];
    this.#add(nodeId, `writes #${write.seq} ${parts.length === 0 ? 'nothing new' : parts.join(', ')}`);
  }

  durable(nodeId: number, { seq, meta }: Write): void {
    if (meta !== undefined) this.#onDisk.set(nodeId, meta);
    if (this.#syncsByHand()) this.#add(nodeId, `has #${seq} on disk`);
  }

  executed(nodeId: number, instanceId: number, value: Uint8Array, ran: readonly string[]): void {
    const runs = ran.length === 0 ? 'nothing' : ran.join('+');
    const note = ran.length === forMachines(value) ? '' : `, runs ${runs}`;
    this.#add(nodeId, `executes ${instanceId}=${valueText(value)}${note}`);
    this.#members().executed(nodeId, instanceId, value, ran);
  }

  event(nodeId: number, event: ReplicaEvent): void {
    this.#add(nodeId, `* ${eventText(event)}`);
  }

  readAnswered(nodeId: number, readId: number, instanceId: number): void {
    this.#add(nodeId, `read ${readId} ${instanceId === 0 ? 'fails' : `at ${instanceId}`}`);
  }

  restarted(nodeId: number): void {
    this.#members().restarted(nodeId);
    const meta = this.#onDisk.get(nodeId);
    if (meta === undefined) this.#metas.delete(nodeId);
    else this.#metas.set(nodeId, meta);
  }

  /** A disk is gone. */
  forget(nodeId: number): void {
    this.#onDisk.delete(nodeId);
  }

  #changesOf(nodeId: number, meta: GroupMeta | undefined): string[] {
    if (meta === undefined) return [];
    const before = this.#metas.get(nodeId);
    this.#metas.set(nodeId, meta);
    const changes: string[] = [];
    if (meta.promised !== before?.promised) changes.push(`promised ${ballotText(meta.promised)}`);
    if (meta.chosenUpTo !== (before?.chosenUpTo ?? 0)) changes.push(`chosen..${meta.chosenUpTo}`);
    const concluded = decodeConcluded(meta.configuration);
    const version = decodeConcluded(before?.configuration ?? new Uint8Array())?.configuration.version;
    if (concluded !== undefined && concluded.configuration.version !== version) {
      changes.push(
        `configuration ${configurationText(concluded.configuration)} chosen at ${ballotText(concluded.ballot)}`,
      );
    }
    return changes;
  }

  #add(nodeId: number, what: string): void {
    this.#lines.push(`n${nodeId} ${what}`);
  }
}
