/** What the tests of the core share: the laboratory of the testkit, and short words for common moves. */

import { encodeChange, type Member, type Message, type MessageKind, type MessageOf } from '@gaios/core';
import { SYSTEM_SM_ID } from '@gaios/sm-base';
import type { Lab, LabNode, Letter } from '../../testkit/src/lab.ts';

export { Lab, labTuning, type LabOptions, type Letter } from '../../testkit/src/lab.ts';
export { LabViolation } from '../../testkit/src/lab-watch.ts';
export { runChaos, type ChaosOptions } from '../../testkit/src/lab-chaos.ts';

/** For what the schedule has put there. */
export const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new RangeError('it is not there');
  return value;
};

export const isKind =
  (...kinds: readonly MessageKind[]) =>
  (letter: Letter): boolean =>
    kinds.includes(letter.message.kind);

export const between =
  (...nodeIds: readonly number[]) =>
  (letter: Letter): boolean =>
    nodeIds.includes(letter.from.nodeId) && nodeIds.includes(letter.to);

export const kindsOnWire = (lab: Lab): string[] =>
  lab.wire.map(({ from, to, message }) => `${from.nodeId}>${to} ${message.kind}`);

/** A message under way, by its kind. */
export const messageOf = <K extends MessageKind>(lab: Lab, kind: K, from: number, to: number): MessageOf<K> =>
  lab.find(kind, from, to).message as unknown as MessageOf<K>;

/** Hands a message that the test made up to a node, in the name of another. */
export const say = (lab: Lab, from: number, to: number, message: Message, gid?: number): void => {
  const speaker = { nodeId: from, storageId: lab.node(from).storageId };
  const life = gid ?? lab.node(to).replica.view.gid;
  lab.input(to, (replica) => replica.receive(speaker, message, life));
};

/** A member bound to the disk that its node has now. */
export const memberAt = (lab: Lab, nodeId: number, role: Member['role'] = 'voter'): Member => ({
  nodeId,
  address: `127.0.0.1:${7000 + nodeId}`,
  role,
  storageId: lab.node(nodeId).storageId,
});

/** Proposes that these become the members. */
export const reconfigure = (
  lab: Lab,
  at: number,
  members: readonly Member[],
  outgoing?: readonly Member[],
): number => {
  const { gid, version } = lab.node(at).replica.view.configuration;
  const change = { gid, fromVersion: version, members, ...(outgoing === undefined ? {} : { outgoing }) };
  return lab.proposeBytes(at, encodeChange(change), SYSTEM_SM_ID);
};

/** What is under way arrives, then time passes, and every node's deadlines come due. */
export const pass = (lab: Lab, rounds = 5, delivers: (letter: Letter) => boolean = () => true): void => {
  lab.run(delivers);
  for (let round = 0; round < rounds; round++) {
    lab.nowMs += 500;
    for (const nodeId of lab.nodes.keys()) lab.tick(nodeId);
    lab.run(delivers);
  }
};

export const view = (lab: Lab, nodeId: number): LabNode['replica']['view'] => lab.node(nodeId).replica.view;

export const eventKinds = (lab: Lab, nodeId: number): string[] =>
  lab.node(nodeId).events.map((event) => event.kind);
