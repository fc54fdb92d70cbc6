/** What the laboratory tells whoever writes down what happens in it (scenario/trace.ts). It is told, and changes nothing. */

import type { ReplicaEvent, Send, Speaker, Message, Write } from '@gaios/core';

export interface LabObserver {
  /** A node takes in a message of another. */
  received(nodeId: number, from: Speaker, message: Message): void;
  /** A write is handed to the disk. */
  wrote(nodeId: number, write: Write): void;
  /** The disk holds it. */
  durable(nodeId: number, write: Write): void;
  /** A message leaves, to the own node too. */
  sent(nodeId: number, send: Send): void;
  /** `ran`: what users' machines executed of it. */
  executed(nodeId: number, instanceId: number, value: Uint8Array, ran: readonly string[]): void;
  event(nodeId: number, event: ReplicaEvent): void;
  readAnswered(nodeId: number, readId: number, instanceId: number): void;
  restarted(nodeId: number): void;
}
