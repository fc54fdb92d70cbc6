/**
 * The schedule by which a leader of an older configuration would end a bond (DESIGN 5): five voters, 1 leads. A first change
 * removes 5, and only 1 and 2 hear that it is chosen; a second removes 4, and only 1 does. 3, 4 and 5 lose sight of 1, and 3
 * gets to lead in the configuration of five; its word reaches 2, which is bound to 1.
 */

import { encodeChange, type LeaseOptions } from '@gaios/core';
import { SYSTEM_SM_ID } from '@gaios/sm-base';
import { Lab, type Letter } from '../lab.ts';
import { violated } from '../sim/checkers/violation.ts';

const ALL = [1, 2, 3, 4, 5];
const DURATION_MS = 1_000;

/** Everybody supports everybody, until it is taken back. */
const supportOf = (lab: () => Lab, lost: ReadonlySet<string>, nodeId: number): LeaseOptions => {
  const epochOf = (from: number, to: number): number => (lost.has(`${from}>${to}`) ? 0 : 10 * from + to);
  return {
    support: {
      durationMs: DURATION_MS,
      granted: (peer) => epochOf(nodeId, peer.nodeId),
      held: (peer) => {
        const epoch = epochOf(peer, nodeId);
        if (epoch === 0) return undefined;
        const { storageId, boot } = lab().node(peer);
        return { storageId, boot, epoch, sentMs: 0, untilMs: Infinity };
      },
      restartUntilMs: 0,
    },
    reads: true,
    capMs: Infinity,
  };
};

const along =
  (...paths: readonly string[]) =>
  ({ from, to }: Letter): boolean =>
    paths.includes(`${from.nodeId}>${to}`);

export const oldConfiguration = (): void => {
  const lost = new Set<string>();
  const lab: Lab = new Lab({ voters: ALL, lease: (nodeId) => supportOf(() => lab, lost, nodeId) });
  const shrinkTo = (ids: readonly number[]): void => {
    const { gid, version } = lab.node(1).replica.view.configuration;
    const members = ids.map((nodeId) => ({
      nodeId,
      address: `127.0.0.1:${7000 + nodeId}`,
      role: 'voter' as const,
      storageId: lab.node(nodeId).storageId,
    }));
    lab.proposeBytes(1, encodeChange({ gid, fromVersion: version, members }), SYSTEM_SM_ID);
  };
  lab.elect(1);
  lab.run();
  shrinkTo([1, 2, 3, 4]);
  lab.drop(along('1>4', '1>5'));
  for (const to of [2, 3]) lab.deliver(lab.find('Accept', 1, to));
  lab.run(along('3>1', '2>1'));
  lab.drop(along('1>3', '1>4', '1>5'));
  lab.run(along('1>2', '2>1'));
  lab.drop(() => true);
  shrinkTo([1, 2, 3]);
  for (const to of [2, 4]) lab.deliver(lab.find('Accept', 1, to));
  lab.run(along('2>1', '4>1'));
  lab.drop(() => true);
  for (const id of [3, 4, 5]) {
    lost.add(`${id}>1`);
    lab.peerDown(id, 1);
    lab.peerDown(1, id);
  }
  lab.campaign(3);
  const isApart = ({ from, to }: Letter): boolean => to !== 1 && from.nodeId !== 1;
  lab.run((letter) => isApart(letter) && letter.to !== 2 && letter.from.nodeId !== 2);
  for (let round = 0; round < 3; round++) {
    lab.nowMs += 200;
    lab.tick(3);
    lab.run(isApart);
  }
  const holders = ALL.filter((id) => lab.node(id).replica.holdsLease(lab.nowMs));
  if (holders.join() !== '1')
    violated('leases', `nodes ${holders.join(' and ')} hold the lease, and 1 never lost it`);
};
