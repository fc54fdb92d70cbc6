/** Carries the proposer's own object to `execute` on the proposing node, and the result back (phxpaxos SMCtx). */
export class SMCtx<C = unknown, R = unknown> {
  readonly smId: number;
  ctx: C;
  result?: R;

  /** `ctx` is handed over untouched and by reference. */
  constructor(smId: number, ctx?: C) {
    this.smId = smId;
    this.ctx = ctx as C;
  }
}
