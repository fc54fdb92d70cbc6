/** Who is master of what, printed by each of three processes; and two commands that change it. */

import { Node } from 'gaios';

export const GROUPS = 3;
const NODE_IDS = [1, 2, 3];

export interface ElectionOptions {
  readonly nodeId: number;
  /** Of node 1; nodes 2 and 3 have the next two. */
  readonly firstPort: number;
  readonly dataDir: string;
  readonly say: (line: string) => void;
}

/** Groups have masters by default, and that is all they are used for here: there is no state machine of our own. */
export const startNode = ({ nodeId, firstPort, dataDir, say }: ElectionOptions): Promise<Node> =>
  Node.run({
    nodeId,
    nodes: NODE_IDS.map((id) => ({ nodeId: id, address: `127.0.0.1:${firstPort + id - 1}` })),
    dataDir,
    clusterName: 'election',
    groupCount: GROUPS,
    // Each node its share, also after it was away. (Five seconds would be the default.)
    balanceMasters: true,
    tuning: { balanceAfterMs: 500 },
    onMasterChange: (groupIdx, master, version) => {
      say(`* group ${groupIdx}: node ${master} is master, version ${version}`);
    },
  });

const masterOf = (node: Node, groupIdx: number): string => {
  const master = node.getMaster(groupIdx);
  if (master === 0) return 'nobody';
  // The hint says who; only `isMaster` may be acted upon.
  return node.isMaster(groupIdx) ? `node ${master}, that is me` : `node ${master}`;
};

/** One line of input. */
export const obey = async (node: Node, line: string, say: (line: string) => void): Promise<void> => {
  const [command, group, to] = line.trim().split(/\s+/);
  try {
    if (command === 'who') {
      const groups = Array.from({ length: GROUPS }, (_, groupIdx) => groupIdx);
      say(groups.map((groupIdx) => `group ${groupIdx}: ${masterOf(node, groupIdx)}`).join('; '));
    } else if (command === 'drop') {
      node.dropMaster(Number(group));
      say('dropped');
    } else if (command === 'give') {
      await node.transferMaster(Number(group), Number(to));
      say('given');
    } else if (command !== '') say('who, drop <group>, or give <group> <node>');
  } catch (error) {
    say(String(error));
  }
};
