/**
 * phxpaxos's echo: what is written to any of three nodes goes through the log, every node executes it, and the node that
 * proposed it finds the result in its `SMCtx`. All three run in this one process, each with its own folder and port.
 */

import { join } from 'node:path';

import { Node, SMCtx, StateMachine, type ExecuteContext } from 'gaios';

const ECHO_SM_ID = 1;

/** What the proposer hands to its own `execute`; no other node ever sees it. */
export interface EchoContext {
  readonly askedAtMs: number;
  executedAtMs?: number;
}

export class EchoMachine extends StateMachine<string> {
  readonly smId = ECHO_SM_ID;
  readonly #nodeId: number;
  readonly #say: (line: string) => void;

  constructor(nodeId: number, say: (line: string) => void) {
    super();
    this.#nodeId = nodeId;
    this.#say = say;
  }

  override execute(value: Uint8Array, context: ExecuteContext): string {
    const text = Buffer.from(value).toString('utf8');
    const mine = context.smCtx as SMCtx<EchoContext, string> | undefined;
    this.#say(
      `  node ${this.#nodeId} executes instance ${context.instanceId}: ${text}${mine ? ' (mine)' : ''}`,
    );
    if (mine !== undefined) mine.ctx.executedAtMs = performance.now();
    return text;
  }
}

/** Sends a text through a node and returns what came back in the context. */
export const echo = async (node: Node, text: string): Promise<SMCtx<EchoContext, string>> => {
  const context = new SMCtx<EchoContext, string>(ECHO_SM_ID, { askedAtMs: performance.now() });
  await node.propose(0, Buffer.from(text, 'utf8'), context);
  return context;
};

export interface EchoOptions {
  /** Of node 1; nodes 2 and 3 have the next two. */
  readonly firstPort: number;
  /** Each node gets a folder in it. */
  readonly dataDir: string;
  readonly say: (line: string) => void;
}

/** Three nodes of one group, ready to be written to. */
export const startNodes = async ({ firstPort, dataDir, say }: EchoOptions): Promise<Node[]> => {
  const nodes = [1, 2, 3].map((nodeId) => ({ nodeId, address: `127.0.0.1:${firstPort + nodeId - 1}` }));
  const started = await Promise.all(
    nodes.map(({ nodeId }) =>
      Node.run({
        nodeId,
        nodes,
        dataDir: join(dataDir, `node-${nodeId}`),
        clusterName: 'echo',
        stateMachines: () => [new EchoMachine(nodeId, say)],
      }),
    ),
  );
  await Promise.all(started.map((node) => node.waitFor({ groupIdx: 0, leader: true })));
  return started;
};
