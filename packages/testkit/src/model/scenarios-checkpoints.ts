/**
 * Where searches with checkpoints start: logs that are cut off, and a node that is behind, has accepted something above what
 * it is going to install, and may promise more meanwhile. Every node that cleans its log sends what it keeps to it.
 */

import type { Scenario } from './scenarios.ts';
import type { ModelBounds, Wish } from './setup.ts';

interface CheckpointScenario {
  readonly about: string;
  readonly wishes: readonly (readonly [number, readonly Wish[]])[];
  readonly campaigns: readonly (readonly [number, number])[];
  readonly cleans: readonly (readonly [number, number])[];
  readonly receivers: readonly number[];
  readonly instances: number;
  readonly ballots: number;
  readonly crashes?: number;
  readonly gone?: readonly number[];
  readonly script: readonly string[];
}

/** 1 leads at 2.1; x is chosen at instance 2 with 2; 3 knows nothing of it, and has accepted its own y at instance 3. */
const behind = [
  'restart 1',
  'restart 2',
  'restart 3',
  '# 1 leads at 2.1 with 2, and gets x chosen at instance 2 with it',
  'elect 1 asking 2',
  'deliver Prepare 1>2',
  'deliver PrepareReply 2>1',
  'deliver Accept 1>2 at 2.1, 2=x',
  'deliver AcceptReply 2>1',
  'drop Accept 1>3 at 2.1, 2=x',
  '# y, of 3, gets into instance 3, and 3 takes it; it does not hear what is at instance 2',
  'deliver ProposerSendSuccess 1>3',
  'drop AskForLearn 3>1',
  'deliver SendNewValue 3>1',
  'deliver Accept 1>3 at 2.1, 3=y',
  '# 2 knows that x is chosen; of what else is under way, all but what concerns y is lost',
  'deliver ProposerSendSuccess 1>2',
  'drop SendNewValue 2>1',
  'drop Prepare 1>3',
] as const;

const values = [
  [1, ['x']],
  [2, ['z']],
  [3, ['y']],
] as const;

const scenarios = {
  'install-behind': {
    about:
      'a node that is behind, with a vote above it, installs a checkpoint, and others lead with its vote',
    wishes: values,
    campaigns: [
      [1, 1],
      [2, 1],
    ],
    cleans: [[1, 1]],
    receivers: [3],
    instances: 2,
    ballots: 2,
    script: behind,
  },
  'install-crash': {
    about:
      'its writes wait, and it crashes before or after any of them; 1, which knows that y is chosen, is gone for good',
    wishes: values,
    campaigns: [
      [1, 1],
      [2, 2],
      [3, 1],
    ],
    cleans: [[2, 1]],
    receivers: [3],
    instances: 2,
    ballots: 3,
    crashes: 2,
    gone: [1],
    script: [...behind, 'deliver AcceptReply 3>1', 'crash 1', 'drop all', 'slow 3'],
  },
  'cut-off': {
    about: 'a node that is behind stands for leader where the others have cut off what it lacks',
    wishes: values,
    campaigns: [
      [1, 1],
      [3, 1],
    ],
    cleans: [
      [1, 1],
      [2, 1],
    ],
    receivers: [3],
    instances: 2,
    ballots: 2,
    script: behind,
  },
  'install-changes': {
    about:
      'the checkpoint brings a change of configuration: 1,2,3 to 1,2,4, with votes of before it under way',
    wishes: [
      [1, ['x', { voters: [1, 2, 4], fromVersion: 1 }, 'y']],
      [2, ['z']],
    ],
    campaigns: [
      [1, 1],
      [2, 1],
    ],
    cleans: [[1, 1]],
    receivers: [4],
    instances: 3,
    ballots: 2,
    gone: [3],
    script: [
      'restart 1',
      'restart 2',
      'restart 3',
      'restart 4',
      '# 1 leads at 2.1 with 2, and gets x and the change chosen with it; 4 hears nothing of either',
      'elect 1 asking 2',
      'deliver Prepare 1>2',
      'deliver PrepareReply 2>1',
      'deliver Accept 1>2 at 2.1, 2=x',
      'deliver AcceptReply 2>1',
      'drop ProposerSendSuccess 1>4',
      'drop SendNewValue 2>1',
      'drop Prepare 1>3',
      'drop Accept 1>3 at 2.1, 2=x',
      'crash 3',
    ],
  },
} as const satisfies Record<string, CheckpointScenario>;

export type CheckpointScenarioName = keyof typeof scenarios;

export const checkpointScenarioNames = Object.keys(scenarios) as CheckpointScenarioName[];

/** For people. */
export const describeCheckpointScenarios = (): string[] =>
  Object.entries(scenarios).map(([name, { about }]) => `${name}: ${about}`);

/** With bounds of its own, but for those given. */
export const checkpointScenario = (
  name: CheckpointScenarioName,
  given: Partial<ModelBounds> = {},
): Scenario => {
  const scenario: CheckpointScenario = scenarios[name];
  const {
    wishes,
    campaigns,
    cleans,
    receivers,
    instances,
    ballots,
    crashes = 0,
    gone = [],
    script,
  } = scenario;
  return {
    setup: {
      voters: [1, 2, 3],
      learners: receivers.filter((nodeId) => nodeId > 3),
      campaigns: new Map(campaigns),
      wishes: new Map(wishes),
      buries: true,
      wishesAgain: false,
      wipes: new Map(),
      duties: 0,
      gone,
      cleans: new Map(cleans),
      receivers,
      bounds: { instances, ballots, crashes, drops: 0, duplicates: 0, timeouts: 0, ...given },
      unsynced: false,
      talk: 'whole',
      windowInstances: 2,
      fresh: false,
    },
    script,
  };
};
