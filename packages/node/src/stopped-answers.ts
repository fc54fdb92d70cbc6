/**
 * What a group that has stopped still says. Its replica is silent for good, so it leads by no ballot and serves no read any
 * more. Who asks it whether it leads is told, so that nobody follows it, or stays bound to it, while its node lives on.
 */

import type { Identity } from '@gaios/sm-base';
import { ballotNode, type Message, type ReplicaView } from '@gaios/core';

export const stoppedAnswer = (
  self: Identity,
  { ballot }: ReplicaView,
  message: Message,
): Message | undefined => {
  if (message.kind === 'RefusedFor' && ballotNode(message.ballot) === self.nodeId) {
    return { kind: 'Release', ballot: message.ballot };
  }
  if (message.kind === 'AskForReadIndex') {
    const { boot, requestId } = message;
    return { kind: 'ReadIndex', boot, requestId, instanceId: 0, ...originOf(message) };
  }
  if (message.kind !== 'SendNewValue') return undefined;
  const { boot } = message;
  const verdict = { verdict: 'not-leader', expected: 0, leader: 0, ballot } as const;
  return { kind: 'SendNewValueReply', boot, ...verdict, ...originOf(message) };
};

/** The answer to what was relayed goes back the same way. */
const originOf = ({ origin }: { readonly origin?: number | undefined }): { readonly origin?: number } =>
  origin === undefined ? {} : { origin };
