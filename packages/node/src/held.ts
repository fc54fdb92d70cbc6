/**
 * What one group may not let out yet: each item waits for the write that it is tied to (rule 1, rule 6). The writes of
 * a group become durable in order, so one number tells them all.
 */

import type { ChosenInstance, InstalledCheckpoint, Load, Send, WriteSeq } from '@gaios/core';

/** Where things go once they may. */
export interface Released {
  send(send: Send): void;
  chosen(instances: readonly ChosenInstance[]): void;
  load(load: Load): void;
  /** A checkpoint stands for everything up to there. */
  installed(instanceId: number): void;
}

interface HeldChosen {
  readonly after: WriteSeq;
  readonly instances: readonly ChosenInstance[];
}

export class Held {
  readonly #to: Released;
  #durable: WriteSeq = 0;
  #sends: Send[] = [];
  #loads: Load[] = [];
  #chosen: HeldChosen[] = [];
  #installed: InstalledCheckpoint[] = [];

  constructor(to: Released) {
    this.#to = to;
  }

  send(send: Send): void {
    if (send.after <= this.#durable) this.#to.send(send);
    else this.#sends.push(send);
  }

  load(load: Load): void {
    if (load.after <= this.#durable) this.#to.load(load);
    else this.#loads.push(load);
  }

  /** In instance order, so nothing passes what is held already. */
  chosen(instances: readonly ChosenInstance[], after: WriteSeq): void {
    if (instances.length === 0) return;
    if (after <= this.#durable && this.#chosen.length === 0) this.#to.chosen(instances);
    else this.#chosen.push({ after, instances });
  }

  installed(installed: InstalledCheckpoint): void {
    if (installed.after <= this.#durable) this.#to.installed(installed.instanceId);
    else this.#installed.push(installed);
  }

  /** The group's writes up to `upTo` are durable. */
  persisted(upTo: WriteSeq): void {
    this.#durable = upTo;
    const sends = this.#sends;
    this.#sends = [];
    for (const send of sends) this.send(send);
    const loads = this.#loads;
    this.#loads = [];
    for (const load of loads) this.load(load);
    const installed = this.#installed;
    this.#installed = [];
    for (const each of installed) this.installed(each);
    for (let first = this.#chosen[0]; first !== undefined && first.after <= upTo; first = this.#chosen[0]) {
      this.#chosen.shift();
      this.#to.chosen(first.instances);
    }
  }

  /** Nothing of it leaves any more: the group has stopped. */
  clear(): void {
    this.#sends = [];
    this.#loads = [];
    this.#chosen = [];
    this.#installed = [];
  }
}
