/**
 * Does a node that gets a checkpoint under load need a second one (DESIGN 8)? First it is measured how fast a node learns, on the
 * network and the disks of the seed; then the groups are under half of that load while an empty node joins, whose log nobody has any more.
 */

import { SnapshotStateMachine, type Node, type NodeOptions, type Snapshot } from 'gaios';
import { TestCluster } from '../cluster.ts';
import { SeededRandom } from '../seeded-random.ts';

export interface CatchUpReport {
  readonly seed: number;
  readonly groups: number;
  /** Instances a second that a node learns of each group. */
  readonly learnedPerSecond: number;
  /** Bytes of a checkpoint of one group. */
  readonly bytes: number;
  /** From the start of the empty node until it was as far as the others in all groups, ms. */
  readonly joinedMs: number;
  /** Instances of all groups that were chosen in that time. */
  readonly chosenMeanwhile: number;
  /** Installed by the new node, of each group. */
  readonly installed: readonly number[];
}

const SM_ID = 1;
/** Instances that are learned to measure the rate. */
const MEASURED = 150;
/** Before the empty node comes: so many that logs are cut off several times. */
const EVERY = 25;
const LIMIT_MS = 120_000;
const LOOK_MS = 5;
/** The load goes on for so long after the node has caught up, ms. */
const AFTER_MS = 1_500;
const LEARNER = 4;
const JOINER = 5;

/** Counts; its checkpoint is as large as it is told. */
class Counter extends SnapshotStateMachine<number> {
  readonly smId = SM_ID;
  readonly #padding: Uint8Array;
  count = 0;

  constructor(padding: Uint8Array) {
    super();
    this.#padding = padding;
  }

  execute(): number {
    return ++this.count;
  }

  override beginSnapshot(): Snapshot {
    const { count } = this;
    const padding = this.#padding;
    // oxlint-disable-next-line typescript/require-await -- what is read piece by piece need not wait
    const bytes = (async function* (): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode(`${count}\n`);
      yield padding;
    })();
    return { bytes, abort() {} };
  }

  override async loadSnapshot(_groupIdx: number, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    let head: Uint8Array | undefined;
    for await (const piece of bytes) head ??= piece;
    this.count = Number.parseInt(new TextDecoder().decode(head), 10);
  }
}

/** What a seed draws: every rate that matters is small, so that virtual seconds are few. */
const draw = (
  random: SeededRandom,
): {
  groups: number;
  padBytes: number;
  delayMs: [number, number];
  diskMs: [number, number];
  tuning: NonNullable<NodeOptions['tuning']>;
} => ({
  groups: 1 + random.below(3),
  padBytes: random.pick([0, 60_000, 150_000]),
  delayMs: random.pick([
    [2, 6],
    [4, 12],
    [8, 16],
  ]),
  diskMs: random.pick([
    [0.2, 1],
    [2, 8],
  ]),
  tuning: {
    batchCount: 1,
    pageBytes: 1_024,
    learnWindowBytes: random.pick([1_024, 2_048]),
    checkpointEveryInstances: EVERY,
    checkpointRestMs: 0,
    checkpointSendBytes: random.pick([100_000, 200_000]),
    checkpointSendsMax: random.pick([1, 3]),
    checkpointReceivesMax: random.pick([1, 4]),
    holdLogCount: random.pick([0, 10]),
    cleanIntervalMs: 20,
    cleanSettleMs: 0,
    cleanLagMax: random.pick([30, 60, 100]),
  },
});

/** @throws Error if something does not come to its end */
export const catchUp = async (seed: number): Promise<CatchUpReport> => {
  const drawn = draw(new SeededRandom(seed));
  const padding = new SeededRandom(seed).bytes(drawn.padBytes);
  const cluster = await TestCluster.start({
    seed,
    voters: 3,
    groupCount: drawn.groups,
    diskMs: drawn.diskMs,
    stateMachines: () => [new Counter(padding)],
    node: { tuning: drawn.tuning },
  });
  cluster.network.setBehaviour({ delayMs: drawn.delayMs });
  const trial = new Trial(cluster, drawn.groups);
  const learnedPerSecond = await trial.measure();
  return { seed, groups: drawn.groups, learnedPerSecond, ...(await trial.join(learnedPerSecond / 2)) };
};

class Trial {
  readonly #cluster: TestCluster;
  readonly #groups: readonly number[];
  readonly #installed: number[];

  constructor(cluster: TestCluster, groups: number) {
    this.#cluster = cluster;
    this.#groups = Array.from({ length: groups }, (_, groupIdx) => groupIdx);
    this.#installed = this.#groups.map(() => 0);
  }

  /** A learner that was down for a while learns the log, all of which the others have; instances a second of each group. */
  async measure(): Promise<number> {
    const cluster = this.#cluster;
    await this.#add(LEARNER);
    await this.#until('the learner to be as far', () => this.#isAsFar(LEARNER));
    for (const node of cluster.nodes) node.pauseLogCleaner();
    cluster.crash(LEARNER);
    await cluster.complete(
      Promise.all(
        this.#groups.flatMap((groupIdx) => Array.from({ length: MEASURED }, () => this.#propose(groupIdx))),
      ),
      LIMIT_MS,
    );
    await cluster.complete(cluster.boot(LEARNER));
    const startMs = cluster.clock.monotonicMs();
    await this.#until('the learner to have learned', () => this.#isAsFar(LEARNER));
    const perSecond = (MEASURED * 1_000) / (cluster.clock.monotonicMs() - startMs);
    for (const node of cluster.nodes) node.continueLogCleaner();
    return perSecond;
  }

  /** An empty node, under a load of so many instances a second of each group. */
  async join(perSecond: number): Promise<Omit<CatchUpReport, 'seed' | 'groups' | 'learnedPerSecond'>> {
    const cluster = this.#cluster;
    const isCut = (groupIdx: number): boolean =>
      cluster.nodes.every((node) => node.getMinChosenInstanceId(groupIdx) > EVERY);
    await this.#until('all logs to be cut off', () => this.#groups.every(isCut));
    const bytes = cluster.node(1).listCheckpoints(0).at(-1)?.bytes ?? 0;
    const stop = this.#load(perSecond);
    const startMs = cluster.clock.monotonicMs();
    const before = this.#chosen();
    await this.#add(JOINER);
    await this.#until('the new node to be as far', () => this.#isAsFar(JOINER));
    const joinedMs = cluster.clock.monotonicMs() - startMs;
    const chosenMeanwhile = this.#chosen() - before;
    await cluster.advance(AFTER_MS);
    stop();
    await this.#until('all to be equal', () => cluster.hasConverged());
    return { bytes, joinedMs, chosenMeanwhile, installed: this.#installed };
  }

  async #add(nodeId: number): Promise<void> {
    const cluster = this.#cluster;
    const node = await cluster.addNode(nodeId);
    node.on('checkpointInstalled', ({ groupIdx }) => {
      if (nodeId === JOINER) this.#installed[groupIdx] = (this.#installed[groupIdx] ?? 0) + 1;
    });
    const added = this.#groups.map((groupIdx) =>
      this.#leader(groupIdx).addLearner(groupIdx, nodeId, cluster.addressOf(nodeId), { timeoutMs: 60_000 }),
    );
    await cluster.complete(Promise.all(added), LIMIT_MS);
  }

  /** As one of the cluster would see it: all that was chosen a moment ago. */
  #isAsFar(nodeId: number): boolean {
    const behind = (groupIdx: number): number => {
      const at = (node: Node): number =>
        node.status().groups.find((group) => group.groupIdx === groupIdx)?.executedUpTo ?? 0;
      return at(this.#leader(groupIdx)) - at(this.#cluster.node(nodeId));
    };
    return this.#groups.every((groupIdx) => behind(groupIdx) <= NEAR);
  }

  #chosen(): number {
    const chosen = this.#groups.map((groupIdx) => this.#leader(groupIdx).getNowInstanceId(groupIdx));
    return chosen.reduce((sum, each) => sum + each, 0);
  }

  #leader(groupIdx: number): Node {
    return this.#cluster.leaderOf(groupIdx) ?? this.#cluster.node(1);
  }

  #propose(groupIdx: number, leader: Node = this.#leader(groupIdx)): Promise<unknown> {
    return leader.propose(groupIdx, new Uint8Array(VALUE_BYTES), SM_ID, {
      timeoutMs: 60_000,
      waitForRoom: true,
    });
  }

  /** Looked at now and then: what nodes say of themselves takes longer than what they do. */
  async #until(what: string, condition: () => boolean): Promise<void> {
    const endMs = this.#cluster.clock.monotonicMs() + LIMIT_MS;
    while (!condition()) {
      if (this.#cluster.clock.monotonicMs() > endMs) {
        throw new Error(`not within ${LIMIT_MS} ms: ${what}\n${JSON.stringify(this.#cluster.status())}`);
      }
      await this.#cluster.advance(LOOK_MS);
    }
  }

  /** Evenly, whatever becomes of each. */
  #load(perSecond: number): () => void {
    let isOver = false;
    const leaders = this.#groups.map((groupIdx) => this.#leader(groupIdx));
    const next = (): void => {
      if (isOver) return;
      for (const [groupIdx, leader] of leaders.entries()) this.#propose(groupIdx, leader).catch(() => {});
      this.#cluster.clock.setTimer(1_000 / perSecond, next);
    };
    next();
    return () => {
      isOver = true;
    };
  }
}

/** So large that few fit into a window: rates are small, and so are runs. */
const VALUE_BYTES = 400;
/** What is under way between two nodes at any moment. */
const NEAR = 20;
