/**
 * Schedules against leases that plain random faults seldom amount to, one for each rule or two, at random times. Each is
 * harmless to the sources as they are; it is shown by planting bugs that each would be noticed.
 */

import { ofGroup, ofKind, type Siege } from './siege.ts';
import { LeaseViolation } from './watch.ts';
import type { LeaseNode } from './world.ts';

/** `cast`: the leader that holds the lease, then the others in any order. */
export interface Nemesis {
  readonly voterCount: number;
  readonly attack: (siege: Siege, cast: readonly LeaseNode[]) => void;
}

/** The leader is cut to one supporter, whose fate is sealed; then to none, while a third one, long free of it, stands. */
const besieged = (fate: (siege: Siege, leader: LeaseNode, last: LeaseNode) => void): Nemesis => ({
  voterCount: 3,
  attack: (siege, cast) => {
    const { world, random } = siege;
    const [leader, last, rival] = cast as [LeaseNode, LeaseNode, LeaseNode];
    if (random.chance(0.7)) siege.stretch(leader);
    world.calm = true;
    siege.cutOff(leader, rival);
    siege.wait(random.between(1.4, 2.4));
    fate(siege, leader, last);
    siege.press(random.between(0.9, 1.6), [rival]);
  },
});

const startsAgain = ({ world, random }: Siege, node: LeaseNode, durationMs?: number): void => {
  world.crash(node);
  world.run(random.between(1, 20));
  world.start(node, durationMs);
};

/** Told to stop, and started again as soon as it has. False: it takes its time. */
const stopsCleanly = (siege: Siege, node: LeaseNode): boolean => {
  const { boot } = node;
  siege.world.stopCleanly(node);
  return siege.waitFor(0.1, () => node.boot > boot);
};

/** The leader gives up and comes back at a higher ballot, while its word that it gave up is still under way. */
const returns = (siege: Siege, leader: LeaseNode, last: LeaseNode): (() => void) => {
  const { world } = siege;
  const letGo = world.links.hold(ofKind([leader], [last], 'Release'));
  world.input(leader, (replica) => replica.resign('test'));
  siege.press(1, [leader], () => siege.holder() === leader);
  siege.wait(0.02);
  return letGo;
};

export const nemeses = {
  /** Support expires, and nothing else. */
  expiry: besieged((siege, leader, last) => siege.cutOff(leader, last)),

  /** What the last supporter answers takes its time. */
  slowAnswers: besieged((siege, leader, last) => {
    siege.world.links.slow(last.nodeId, leader.nodeId, siege.random.between(300, 600));
    siege.wait(siege.random.between(0.6, 0.9));
    siege.cutOff(leader, last, false);
  }),

  /** The last supporter is started again, perhaps to grant for less. */
  restart: besieged((siege, leader, last) => {
    siege.cutOff(leader, last);
    startsAgain(siege, last, siege.random.chance(0.5) ? 300 : undefined);
  }),

  /** It is stopped as it should be; what it asks of the leader may be lost. */
  cleanStop: besieged((siege, leader, last) => {
    if (siege.random.chance(0.5)) siege.world.links.lose(ofKind([last], [leader], 'DropSupport'));
    stopsCleanly(siege, last);
    siege.cutOff(leader, last);
  }),

  /** It is stopped as it should be, soon after it was started as it should not. */
  cleanStopWithinWait: besieged((siege, leader, last) => {
    siege.cutOff(leader, last);
    startsAgain(siege, last);
    // A life that supports nobody has nothing to say at its end.
    siege.waitFor(0.5, () => (last.life?.support.supported.length ?? 0) > 0);
    stopsCleanly(siege, last);
  }),

  /** It is stopped as it should be, and answers of its arrive afterwards. */
  lateAnswers: besieged((siege, leader, last) => {
    const letGo = siege.world.links.hold(ofKind([last], [leader], 'HeartbeatAnswer'));
    siege.wait(siege.random.between(0.15, 0.3));
    stopsCleanly(siege, last);
    siege.cutOff(leader, last);
    letGo();
  }),

  /** It stops supporting the leader, and supports it again, while the leader has not noticed the former. */
  renewal: besieged((siege, leader, last) => {
    const [rival] = siege.others(leader, last);
    const leads = (): boolean => siege.leaders().includes(rival!);
    siege.cutOff(leader, last, false);
    siege.wait(0.8);
    siege.press(0.6, [rival!], leads);
    siege.join(leader, last);
    siege.wait(0.5);
  }),

  /** The word that a ballot is released arrives when its owner leads by a later one, and is not asked about that. */
  lateRelease: besieged((siege, leader, last) => {
    const letGo = returns(siege, leader, last);
    siege.world.links.lose(ofKind([last], [leader], 'RefusedFor'));
    letGo();
  }),

  /** So it does at one who has just been started. */
  lateReleaseAfterRestart: besieged((siege, leader, last) => {
    const letGo = returns(siege, leader, last);
    siege.cutOff(leader, last);
    startsAgain(siege, last);
    letGo();
  }),

  /** A supporter is started again, and its epochs are counted from the beginning; the leader is not heard by the group. */
  reborn: {
    voterCount: 5,
    attack: (siege, cast) => {
      const { world } = siege;
      const [leader, stays, last, deaf, ...rivals] = cast as [LeaseNode, LeaseNode, LeaseNode, LeaseNode];
      world.calm = true;
      startsAgain(siege, last);
      siege.wait(1.4);
      if (siege.holder() !== leader) return;
      for (const rival of rivals) siege.cutOff(leader, rival);
      // One that lives and has not fortified the leader, so that there is a quorum alive, and no more.
      siege.cutOff(leader, deaf, false);
      siege.wait(1.2);
      siege.join(leader, deaf);
      world.links.lose(ofGroup([leader], [deaf, last]));
      siege.wait(0.4);
      startsAgain(siege, last);
      siege.wait(1.4);
      void stays;
      siege.press(0.8, rivals);
    },
  },

  /** Answers to heartbeats of a process that is gone reach the next one, which has sent as many. */
  oldAnswers: {
    voterCount: 3,
    attack: (siege, cast) => {
      const { world, random } = siege;
      const [leader, last, rival] = cast as [LeaseNode, LeaseNode, LeaseNode];
      world.calm = true;
      siege.cutOff(leader, rival);
      startsAgain(siege, leader);
      siege.wait(0.5);
      const letGo = world.links.hold(ofKind([last], [leader], 'HeartbeatAnswer'));
      siege.wait(random.between(0.25, 0.4));
      world.crash(leader);
      siege.wait(random.between(0.05, 0.2));
      world.links.lose(ofKind([leader], [last], 'Heartbeat'));
      world.start(leader);
      // The seqs of those that are held back are used again only now.
      siege.press(0.35, [leader]);
      siege.wait(0.45);
      letGo();
      siege.press(1.2, [rival]);
    },
  },

  /** A candidate is promised something, and dies before it leads. */
  candidateDies: {
    voterCount: 3,
    attack: (siege, cast) => {
      const { world } = siege;
      const [leader, last, candidate] = cast as [LeaseNode, LeaseNode, LeaseNode];
      const voters = [leader, last];
      world.calm = true;
      world.input(leader, (replica) => replica.resign('test'));
      siege.wait(0.1);
      world.links.lose(ofKind(voters, [candidate], 'PrepareReply'));
      const isPromised = (node: LeaseNode): boolean =>
        node.life !== undefined && node.life.replica.view.promised % 65_536 === candidate.nodeId;
      siege.press(0.5, [candidate], () => voters.every(isPromised));
      siege.wait(0.01);
      world.crash(candidate);
      const leads = (): boolean => siege.leaders().some((node) => node !== candidate);
      if (!siege.press(0.6, voters, leads))
        throw new LeaseViolation('nobody leads: a candidate is waited for');
    },
  },

  /** A leader is dropped, and lives on. */
  dropped: {
    voterCount: 3,
    attack: (siege, [leader]) => {
      siege.world.input(leader!, (replica, _support, readingMs) => replica.drop(readingMs + 1_800));
      siege.expectLeader(1.4, leader, 'the last leader lives on, and stands no more');
    },
  },

  /** A leader with a live quorum can neither hold a lease nor have anything chosen, and voters are bound to it. */
  forlorn: {
    voterCount: 4,
    attack: (siege, cast) => {
      const { world, random } = siege;
      const [leader, , ...deaf] = cast as [LeaseNode, ...LeaseNode[]];
      for (const node of deaf) siege.cutOff(leader, node, false);
      siege.wait(random.between(1.2, 1.5));
      for (const node of deaf) siege.join(leader, node);
      world.links.lose(ofGroup([leader], deaf));
      siege.expectLeader(6, leader, 'one is bound to a leader that can do nothing');
    },
  },

  /** A node is heard and hears nobody; its word that it leads no more is lost. */
  oneWay: {
    voterCount: 3,
    attack: (siege, [leader, ...others]) => {
      for (const node of others) siege.cutOff(node, leader!, false);
      siege.world.links.lose(ofGroup([leader!], others));
      siege.expectLeader(6, leader, 'a node that hears nobody is supported');
    },
  },

  /** What was chosen last is not heard of, and then nothing is said in the group. */
  quiet: {
    voterCount: 3,
    attack: (siege, [leader, ...others]) => {
      const { world } = siege;
      const upTo = (node: LeaseNode): number => node.life?.replica.view.chosenUpTo ?? 0;
      const hears = world.links.lose(ofKind([leader!], others, 'ProposerSendSuccess'));
      world.propose(leader!);
      siege.wait(siege.random.between(0.05, 0.3));
      hears();
      if (!siege.waitFor(3, () => others.every((node) => upTo(node) >= upTo(leader!)))) {
        throw new LeaseViolation('a follower never hears what is chosen');
      }
    },
  },

  /** Two changes, of which one of the removed knows nothing: it gets to lead in the first configuration. */
  oldConfiguration: {
    voterCount: 5,
    attack: (siege, cast) => {
      const { world } = siege;
      const [leader, last, rival, third, removed] = cast as [
        LeaseNode,
        LeaseNode,
        LeaseNode,
        LeaseNode,
        LeaseNode,
      ];
      const outside = [rival, third, removed];
      const ids = cast.map(({ nodeId }) => nodeId);
      world.calm = true;
      const configured = (size: number): boolean =>
        leader.life?.replica.view.configuration.members.length === size;
      const known = leader.life?.replica.view.chosenUpTo ?? 0;
      world.links.lose(ofKind(outside, cast, 'AskForLearn'));
      // The rival accepts the first change, the third one the second; neither hears that anything was chosen.
      world.links.lose(
        ({ from, to, isPair, message }) =>
          from === leader.nodeId &&
          outside.some(({ nodeId }) => nodeId === to) &&
          !isPair &&
          !(to === rival.nodeId && 'chosenUpTo' in message && message.chosenUpTo === known) &&
          !(to === third.nodeId && message.kind === 'Accept' && message.chosenUpTo > known),
      );
      // And the last one hears of the first change only.
      world.links.lose(
        ({ from, to, message }) =>
          from === leader.nodeId &&
          to === last.nodeId &&
          'chosenUpTo' in message &&
          message.chosenUpTo > known + 1,
      );
      world.reconfigure(leader, ids.slice(0, 4));
      if (!siege.waitFor(0.2, () => configured(4))) return;
      world.reconfigure(leader, ids.slice(0, 3));
      if (!siege.waitFor(0.2, () => configured(3))) return;
      for (const node of outside) siege.cutOff(leader, node);
      siege.wait(1.4);
      // The one that is bound would refuse it; it hears of it once it leads.
      const unasked = world.links.lose(ofKind([rival], [last], 'PrepareDryRun', 'Prepare'));
      siege.press(1, [rival], () => rival.life?.replica.view.role === 'leader');
      unasked();
      siege.wait(1);
    },
  },

  /** A voter's disk is replaced: the new configuration has its quorum without any of those that support the leader. */
  rebinding: {
    voterCount: 3,
    attack: (siege, cast) => {
      const { world, random } = siege;
      const [former, last, leader] = cast as [LeaseNode, LeaseNode, LeaseNode];
      const known = former.life?.replica.view.chosenUpTo ?? 0;
      const disk = `${last.nodeId}${random.below(1_000_000)}`.padStart(32, 'd');
      world.calm = true;
      siege.cutOff(former, leader);
      siege.wait(1.4);
      // The supporter accepts the change, and does not hear that it is chosen.
      const hears = world.links.lose(
        ({ from, to, message }) =>
          from === former.nodeId &&
          to === last.nodeId &&
          'chosenUpTo' in message &&
          message.chosenUpTo > known,
      );
      const ids = cast.map(({ nodeId }) => nodeId);
      world.reconfigure(former, ids, new Map([[last.nodeId, disk]]));
      if (!siege.waitFor(0.2, () => (former.life?.replica.view.chosenUpTo ?? 0) > known)) return;
      siege.cutOff(former, last);
      siege.wait(1.3);
      // The next leader finds it in phase 1, and what it proposes is not heard to be accepted.
      world.links.lose(ofKind([last], [leader], 'AcceptReply'));
      siege.press(0.8, [leader], () => siege.leaders().includes(leader));
      siege.wait(0.05);
      siege.cutOff(leader, last);
      hears();
      world.crash(last);
      world.replaceDisk(last, disk);
      world.start(last);
      siege.join(former, last);
      siege.press(1, [former]);
    },
  },
} as const satisfies Readonly<Record<string, Nemesis>>;

export type NemesisName = keyof typeof nemeses;
