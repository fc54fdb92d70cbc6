/**
 * Where a search starts. Plain: nodes that know the founding instance, and nothing else. The others lead up to a
 * change of configuration by a script, to the place from which rule 4 can be broken: some node has accepted a value for
 * the instance after the change, at a ballot below that of the change and above the one that comes next.
 */

import type { ModelBounds, ModelSetup, Wish } from './setup.ts';

export interface Scenario {
  readonly setup: ModelSetup;
  readonly script: readonly string[];
}

export interface PlainOptions extends ModelBounds {
  readonly nodes: number;
  /** The first so many nodes campaign; the others never do, and are alike. */
  readonly proposers: number;
  /** The first so many proposers have a value to propose. */
  readonly values: number;
  readonly windowInstances: number;
  readonly unsynced: boolean;
  readonly fresh: boolean;
  readonly talk: ModelSetup['talk'];
}

const ids = (count: number): number[] => Array.from({ length: count }, (_none, index) => index + 1);

export const plainScenario = (options: PlainOptions): Scenario => {
  const { nodes, proposers, values, windowInstances, unsynced, fresh, talk } = options;
  const { instances, ballots, crashes, drops, duplicates, timeouts } = options;
  const candidates = ids(Math.min(proposers, nodes));
  return {
    setup: {
      voters: ids(nodes),
      learners: [],
      campaigns: new Map(candidates.map((nodeId) => [nodeId, ballots])),
      buries: true,
      wishesAgain: true,
      wipes: new Map(),
      duties: 0,
      cleans: new Map(),
      receivers: [],
      gone: [],
      wishes: new Map(candidates.slice(0, values).map((nodeId) => [nodeId, [`v${nodeId}`]])),
      bounds: { instances, ballots, crashes, drops, duplicates, timeouts },
      unsynced,
      talk,
      windowInstances,
      fresh,
    },
    script: ids(nodes).map((nodeId) => `restart ${nodeId}`),
  };
};

/** Two proposers, one value each, one instance, and no trouble but what is `given`. */
export const smallScenario = (given: Partial<PlainOptions> = {}): Scenario =>
  plainScenario({
    nodes: 3,
    proposers: 2,
    values: 1,
    instances: 1,
    ballots: 2,
    crashes: 0,
    drops: 0,
    duplicates: 0,
    timeouts: 0,
    windowInstances: 2,
    unsynced: false,
    fresh: false,
    talk: 'whole',
    ...given,
  });

const restarts = (...nodeIds: readonly number[]): string[] => nodeIds.map((nodeId) => `restart ${nodeId}`);

const leads = (nodeId: number, voter: number): string[] => [
  `elect ${nodeId} asking ${voter}`,
  `deliver Prepare ${nodeId}>${voter}`,
  `deliver PrepareReply ${voter}>${nodeId}`,
];

/**
 * Two values for one instance, at two ballots, before either is chosen: 1 has accepted its own at 2.1, and 2 leads at 3.2
 * with 3. What a third ballot makes of it is left to the search.
 */
export const rivalScenario = (): Scenario => {
  const { setup } = plainScenario({
    nodes: 3,
    proposers: 2,
    values: 1,
    instances: 1,
    ballots: 3,
    crashes: 0,
    drops: 0,
    duplicates: 0,
    timeouts: 0,
    windowInstances: 1,
    unsynced: false,
    fresh: false,
    talk: 'whole',
  });
  return { setup, script: [...restarts(1, 2, 3), ...leads(1, 3), 'drop all', ...leads(2, 3)] };
};

interface ChangeScenario {
  readonly about: string;
  readonly voters: readonly number[];
  readonly learners: readonly number[];
  readonly wishes: readonly (readonly [number, readonly Wish[]])[];
  readonly campaigns: readonly (readonly [number, number])[];
  /** Enough for the one after the change. */
  readonly instances: number;
  /** Of all together, the script's and requests to learn included. */
  readonly ballots: number;
  readonly gone: readonly number[];
  readonly wipes?: readonly (readonly [number, number])[];
  readonly duties?: number;
  readonly script: readonly string[];
}

const choosesWith = (nodeId: number, voter: number): string[] => [
  `deliver Accept ${nodeId}>${voter}`,
  `deliver AcceptReply ${voter}>${nodeId}`,
];

const learnsFrom = (nodeId: number, server: number): string[] => [
  `deliver AskForLearn ${nodeId}>${server}`,
  `deliver SendLearnValue ${server}>${nodeId}`,
];

/** It loses its leadership and what it wanted to propose; its disk stays. */
const startsAnew = (nodeId: number): string[] => [`crash ${nodeId}`, `restart ${nodeId}`];

/** 3 leads at 2.3 with 4, which takes v at instance 3 and nothing at instance 2; 3 forgets what it did not write down. */
const replaceOne = {
  voters: [2, 3, 4],
  learners: [1],
  wishes: [
    [2, ['v']],
    [3, ['x']],
    [4, [{ voters: [1, 2, 4], fromVersion: 1 }]],
  ],
  campaigns: [
    [1, 1],
    [3, 1],
    [4, 2],
  ],
  instances: 2,
  ballots: 5,
  script: [
    ...restarts(1, 3, 4),
    '# 3 leads at 2.3 with 4, and is slow to write down what it accepts itself',
    ...leads(3, 4).slice(0, 2),
    'slow 3',
    ...leads(3, 4).slice(2),
    '# v, from 2, gets into instance 3; only 4 takes it, and nobody takes x at instance 2',
    'restart 2',
    'deliver ProposerSendSuccess 3>2',
    'deliver SendNewValue 2>3',
    'deliver Accept 3>4 at 2.3, 3=v',
    ...startsAnew(3),
    'drop all',
  ],
} as const satisfies Partial<ChangeScenario>;

/** 1 leads at 2.1 with 3, and x is under way. */
const wipeOne = {
  voters: [1, 2, 3],
  learners: [],
  wishes: [[1, ['x']]],
  campaigns: [
    [1, 1],
    [2, 1],
  ],
  instances: 2,
  gone: [],
  wipes: [[3, 1]],
  duties: 1,
  script: [...restarts(1, 2, 3), '# 1 leads at 2.1 with 3; x is under way', ...leads(1, 3)],
} as const satisfies Partial<ChangeScenario>;

/**
 * It asks around, as one does that may not campaign. A leader's word would name its ballot, and a restart would raise the
 * promise to that of the change: either would keep 1 above it, with the sentence of rule 4 or without.
 */
const asksAround = (nodeId: number, server: number): string[] => [
  `elect ${nodeId}`,
  `deliver AskForLearn ${nodeId}>${server}`,
  ...learnsFrom(nodeId, server),
];

/** 4 leads at 2.4, and the joint configuration of 2,3,4 and 1,3,4 is executed everywhere; 3, of both sides, may lose its disk. */
const wipeJoint = {
  voters: [2, 3, 4],
  learners: [1],
  wishes: [[4, [{ voters: [1, 3, 4], outgoing: [2, 3, 4], fromVersion: 1 }]]],
  campaigns: [
    [1, 1],
    [4, 1],
  ],
  instances: 3,
  gone: [],
  wipes: [[3, 1]],
  duties: 2,
  script: [
    ...restarts(1, 2, 3, 4),
    '# 4 leads at 2.4 and gets the joint configuration chosen with 2; everybody hears of it',
    ...leads(4, 2),
    ...choosesWith(4, 2),
    'deliver ProposerSendSuccess 4>2 at 2.4, chosenUpTo 2',
    'deliver ProposerSendSuccess 4>1 at 2.4, chosenUpTo 2',
    ...learnsFrom(1, 4),
    'deliver ProposerSendSuccess 4>3 at 2.4, chosenUpTo 2',
    ...learnsFrom(3, 4),
    '# 1 has promised for what is to come; what is still under way is meant for the disk of 3',
    'deliver Prepare 4>1 at 2.4, from 3',
    'deliver PrepareReply 1>4',
    'drop ProposerSendSuccess 4>1',
  ],
} as const satisfies Partial<ChangeScenario>;

const changes = {
  replace: {
    about: 'one of three replaced: 2,3,4 to 1,2,4',
    ...replaceOne,
    instances: 4,
    gone: [3],
    script: [
      ...replaceOne.script,
      '# 4 leads at 3.4 with 3; instance 2 is a gap, so that its change waits for instance 4',
      ...leads(4, 3),
      ...choosesWith(4, 3).map((line) => line.replace('Accept 4>3', 'Accept 4>3 at 3.4, 2=no-op')),
      ...choosesWith(4, 3).map((line) => line.replace('Accept 4>3', 'Accept 4>3 at 3.4, 4')),
      '# 1 learns it from 4, and may now campaign in the new configuration',
      ...asksAround(1, 4),
      '# 3 goes down for good; 4 leads no more, and may campaign again',
      'crash 3',
      ...startsAnew(4),
      'drop all',
    ],
  },
  'replace-in-gap': {
    about: 'the same, with the change in the gap, which by rule 3 cannot be (own-value-in-gap makes it so)',
    ...replaceOne,
    gone: [3],
    script: [
      ...replaceOne.script,
      '# 4 leads at 3.4 and gets the change chosen at instance 2 with 3',
      ...leads(4, 3),
      ...choosesWith(4, 3),
      'drop all',
      '# 1 learns it from 4, and may now campaign in the new configuration',
      ...asksAround(1, 4),
      'crash 3',
      ...startsAnew(4),
      'drop all',
    ],
  },
  add: {
    about: 'one added to three: 2,3,4 to 1,2,3,4',
    voters: [2, 3, 4],
    learners: [1],
    wishes: [
      [3, [{ voters: [1, 2, 3, 4], fromVersion: 1 }]],
      [4, ['x', 'y']],
    ],
    campaigns: [
      [1, 1],
      [3, 1],
      [4, 2],
    ],
    instances: 2,
    ballots: 5,
    gone: [3],
    script: [
      ...restarts(1, 2, 3, 4),
      '# 4 leads at 2.4, and accepts x and y itself; nobody else hears of them',
      ...leads(4, 2),
      'drop all',
      '# 3 leads at 3.3 and gets the change chosen with 2',
      ...leads(3, 2),
      ...choosesWith(3, 2),
      '# 1 learns it from 3, and may now campaign in the new configuration',
      ...asksAround(1, 3),
      ...startsAnew(3),
      ...startsAnew(4),
      'drop all',
      '# 3 goes down for good; the others are a quorum of the new configuration',
      'crash 3',
    ],
  },
  'replace-two': {
    about: 'two of three replaced at once: 3,4,5 to 1,2,5, with quorums that do not meet',
    voters: [3, 4, 5],
    learners: [1, 2],
    wishes: [
      [5, ['x', 'y']],
      [4, [{ voters: [1, 2, 5], fromVersion: 1 }]],
    ],
    campaigns: [
      [5, 2],
      [4, 1],
      [1, 1],
    ],
    instances: 3,
    ballots: 5,
    gone: [3, 4],
    script: [
      ...restarts(1, 2, 3, 4, 5),
      '# 5 leads at 2.5, and accepts x and y itself; nobody else hears of them',
      ...leads(5, 3),
      'drop all',
      '# 4 leads at 3.4 and gets the change chosen with 3',
      ...leads(4, 3),
      ...choosesWith(4, 3),
      'drop all',
      '# 1 learns it from 4, and may now campaign in the new configuration',
      ...asksAround(1, 4),
      '# the replaced nodes are stopped; 5 starts anew, with what its disk holds and nothing to propose',
      'crash 3',
      'crash 4',
      ...startsAnew(5),
      'drop all',
    ],
  },
  wipe: {
    about: 'one of three loses its disk at any moment of a reign, which binds the new one',
    ...wipeOne,
    ballots: 1,
    script: [...wipeOne.script, 'drop Prepare 1>2'],
  },
  'wipe-voted': {
    about:
      'the vote that got a value chosen is on the disk that is lost, and nobody knows yet that it is chosen',
    ...wipeOne,
    campaigns: [
      [1, 2],
      [2, 1],
    ],
    ballots: 2,
    script: [
      ...wipeOne.script,
      '# 3 takes x, so that it is chosen; 1 does not hear of it, and leads no more',
      'deliver Accept 1>3',
      ...startsAnew(1),
      'drop all',
    ],
  },
  joint: {
    about: 'two of three replaced through a joint configuration: 3,4,5 to 1,2,5',
    voters: [3, 4, 5],
    learners: [1, 2],
    wishes: [
      [4, [{ voters: [1, 2, 5], outgoing: [3, 4, 5], fromVersion: 1 }]],
      [5, ['x', 'y', { voters: [1, 2, 5], fromVersion: 2 }]],
    ],
    campaigns: [
      [1, 1],
      [4, 1],
      [5, 2],
    ],
    instances: 2,
    ballots: 5,
    gone: [2],
    script: [
      ...restarts(1, 2, 3, 4, 5),
      '# 5 leads at 2.5, and accepts x and y itself; nobody else hears of them',
      ...leads(5, 3),
      'drop all',
      '# 4 leads at 3.4 and gets the joint configuration chosen with 3',
      ...leads(4, 3),
      ...choosesWith(4, 3),
      '# 1 and 5 learn it from 4; 5 is to leave the joint configuration',
      ...asksAround(1, 4),
      'deliver ProposerSendSuccess 4>5',
      ...learnsFrom(5, 4),
      ...startsAnew(4),
      'drop all',
      '# 2 goes down for good; the others have quorums of both sides',
      'crash 2',
    ],
  },
  'wipe-leader': {
    about:
      'a leader loses its disk, is bound anew and stands again, with messages of and to its former disk under way',
    voters: [1, 2, 3],
    learners: [],
    wishes: [[3, ['y']]],
    campaigns: [
      [1, 1],
      [3, 2],
    ],
    instances: 3,
    ballots: 3,
    gone: [],
    wipes: [[3, 1]],
    duties: 1,
    script: [
      ...restarts(1, 2, 3),
      '# 3 leads at 2.3 with 2, and y is chosen, as it would hear from 2',
      ...leads(3, 2),
      'deliver Accept 3>2',
      '# its disk is lost; 1 leads at 3.1 with 2, and hears of y',
      'wipe 3',
      ...leads(1, 2),
    ],
  },
  'wipe-joint': {
    about: 'the same in the middle of a joint configuration, 2,3,4 to 1,3,4, which is left as well',
    ...wipeJoint,
    ballots: 1,
  },
} as const satisfies Record<string, ChangeScenario>;

export type ChangeName = keyof typeof changes;
/** For people. */
export const describeChanges = (): string[] =>
  Object.entries(changes).map(([name, { about }]) => `${name}: ${about}`);

export const changeNames = Object.keys(changes) as ChangeName[];

/** With bounds of its own, but for those given. What the script does counts as campaigns, and as nothing else. */
export const changeScenario = (name: ChangeName, given: Partial<ModelBounds> = {}): Scenario => {
  const scenario: ChangeScenario = changes[name];
  const { voters, learners, wishes, campaigns, instances, ballots, gone, wipes = [], duties = 0 } = scenario;
  return {
    setup: {
      voters,
      learners,
      campaigns: new Map(campaigns),
      wishes: new Map(wishes),
      buries: true,
      wishesAgain: false,
      wipes: new Map(wipes),
      duties,
      cleans: new Map(),
      receivers: [],
      gone,
      bounds: { instances, ballots, crashes: 0, drops: 0, duplicates: 0, timeouts: 0, ...given },
      unsynced: false,
      talk: 'whole',
      windowInstances: 2,
      fresh: false,
    },
    script: scenario.script,
  };
};
