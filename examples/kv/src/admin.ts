/** The admin port: GET /healthz, /metrics (Prometheus) and /status (JSON). It changes nothing. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import type { GroupStatus, NodeApi } from 'gaios';

import { listen } from './listen.ts';

export interface AdminOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly node: NodeApi;
  /** Prometheus's text format. */
  readonly metrics: { readonly contentType: string; metrics(): Promise<string> };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const json = (value: unknown, status = 200): Answer => ({
  status,
  type: 'application/json; charset=utf-8',
  body: `${JSON.stringify(value)}\n`,
});

const groupStatus = (group: GroupStatus): Record<string, unknown> => ({
  groupIdx: group.groupIdx,
  leader: group.leader,
  nowInstanceId: group.nowInstanceId,
  chosenUpTo: group.chosenUpTo,
  executedUpTo: group.executedUpTo,
  minChosen: group.minChosen,
  members: group.members,
  pendingProposals: group.pendingProposals,
  checksum: group.checksum,
});

const statusOf = (node: NodeApi): Answer => {
  const { nodeId, boot, version, peers, groups } = node.status();
  return json({
    nodeId,
    boot,
    version,
    peers: peers.map((peer) => ({ nodeId: peer.nodeId, address: peer.address, state: peer.state })),
    groups: groups.map(groupStatus),
  });
};

/** 200: the node and every group run, and a leader is known, so commands can be served. 503 names what is missing. */
const healthOf = (node: NodeApi): Answer => {
  const status = node.status();
  const problems = status.state === 'running' ? [] : [`the node is ${status.state}`];
  for (const { groupIdx, state, reason, leader } of status.groups) {
    const because = reason === undefined ? '' : `: ${reason}`;
    if (state !== 'running') problems.push(`group ${groupIdx} is ${state}${because}`);
    else if (leader === 0) problems.push(`group ${groupIdx} knows no leader`);
  }
  return problems.length === 0 ? json({ status: 'ok' }) : json({ status: 'unavailable', problems }, 503);
};

export class AdminServer {
  readonly #options: AdminOptions;
  readonly #server: Server;

  constructor(options: AdminOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      void this.#respond(request, response);
    });
  }

  /** Resolves with the port. Rejects with StartupError. */
  listen(): Promise<number> {
    return listen(this.#server, this.#options.port, 'admin');
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let answer: Answer;
    try {
      answer = await this.#answer(request);
    } catch (error) {
      answer = json({ error: String(error) }, 500);
    }
    response.writeHead(answer.status, { 'content-type': answer.type, 'cache-control': 'no-store' });
    response.end(request.method === 'HEAD' ? undefined : answer.body);
  }

  async #answer({ method, url }: IncomingMessage): Promise<Answer> {
    if (method !== 'GET' && method !== 'HEAD') return json({ error: 'only GET is answered here' }, 405);
    const { node, metrics } = this.#options;
    const [path = '/'] = (url ?? '/').split('?');
    switch (path) {
      case '/healthz':
        return healthOf(node);
      case '/status':
        return statusOf(node);
      case '/metrics':
        return { status: 200, type: metrics.contentType, body: await metrics.metrics() };
      default:
        return json({ error: 'not found; try /healthz, /metrics, /status' }, 404);
    }
  }
}
