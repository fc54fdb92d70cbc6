/** What `state` shows of a node, and what `expect` may ask about it: the same names and the same words. */

import type { Lab, LabNode } from '../lab.ts';
import { ballotText, configurationText, entryText } from './format.ts';

type Aspect = (node: LabNode) => string;

const words = (all: readonly string[]): string => (all.length === 0 ? '-' : all.join());

export const aspects = {
  role: ({ up, replica }) => (up ? replica.view.role : 'down'),
  leader: ({ replica }) => String(replica.view.leader),
  ballot: ({ replica }) => ballotText(replica.view.ballot),
  promised: ({ replica }) => ballotText(replica.view.promised),
  /** The promise on disk. */
  stored: ({ disk }) => ballotText(disk.meta?.promised ?? 0),
  chosen: ({ replica }) => String(replica.view.chosenUpTo),
  executed: ({ executedUpTo }) => String(executedUpTo),
  /** What users' machines executed, in order. */
  values: ({ executed }) => words(executed.map(({ text }) => text)),
  /** Accepted, or learned above a gap, beyond `chosen`. */
  accepted: ({ replica }) =>
    words(
      [...replica.state.acceptor.accepted]
        .toSorted(([a], [b]) => a - b)
        .map(([instanceId, held]) => entryText({ instanceId, ...held })),
    ),
  members: ({ replica }) => configurationText(replica.view.configuration),
  version: ({ replica }) => String(replica.view.configuration.version),
  pending: ({ replica }) => String(replica.view.pending),
  votes: ({ replica }) => (replica.view.votes ? 'yes' : 'no'),
  /** Indexes that reads were given, in the order of the reads. */
  reads: ({ reads }) => words([...reads].toSorted(([a], [b]) => a - b).map(([, index]) => String(index))),
} satisfies Record<string, Aspect>;

export type AspectName = keyof typeof aspects;

const isAspect = (name: string): name is AspectName => Object.hasOwn(aspects, name);

export const stateText = (node: LabNode): string => {
  const { leader, promised, chosen, executed, values, accepted } = aspects;
  const parts = [
    `n${node.nodeId} ${aspects.role(node)}`,
    ...(node.up ? [`leader ${leader(node)}`] : []),
    `promised ${promised(node)}`,
    `chosen..${chosen(node)}`,
    `executed..${executed(node)}: ${values(node)}`,
    ...(accepted(node) === '-' ? [] : [`accepted ${accepted(node)}`]),
  ];
  return parts.join(', ');
};

/** Sentences that say what is not as expected. */
export const unmet = (
  lab: Lab,
  nodeIds: readonly number[],
  wanted: readonly (readonly [string, string])[],
): string[] =>
  nodeIds.flatMap((nodeId) =>
    wanted.flatMap(([name, value]) => {
      if (!isAspect(name)) throw new RangeError(`expect: what is "${name}"?`);
      const actual = aspects[name](lab.node(nodeId));
      return actual === value ? [] : [`n${nodeId}: ${name} is ${actual}, expected ${value}`];
    }),
  );
