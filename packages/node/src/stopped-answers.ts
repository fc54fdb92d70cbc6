/**
 * What a group says whose replica is silent for good: it leads by no ballot and serves no read any more. Who asks it whether it
 * leads is told, so that nobody follows it, or stays bound to it, while its node lives on.
 */

import { ballotNode, type Ballot, type Message } from '@gaios/core';

export const answersOfStopped = (self: number, ballot: Ballot, message: Message): Message[] => {
  if (message.kind === 'RefusedFor' && ballotNode(message.ballot) === self) {
    return [{ kind: 'Release', ballot: message.ballot }];
  }
  if (message.kind === 'AskForReadIndex') {
    const { boot, requestId } = message;
    return [{ kind: 'ReadIndex', boot, requestId, instanceId: 0, ...originOf(message) }];
  }
  if (message.kind !== 'SendNewValue') return [];
  const { boot } = message;
  const word = { verdict: 'not-leader', expected: 0, leader: 0, ballot } as const;
  return [{ kind: 'SendNewValueReply', boot, ...word, ...originOf(message) }];
};

/** The answer to what was relayed goes back the same way. */
const originOf = ({ origin }: { readonly origin?: number | undefined }): { readonly origin?: number } =>
  origin === undefined ? {} : { origin };
