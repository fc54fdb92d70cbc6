/** Bytes that are no payload. What fails here came from outside, so it is refused and never a bug of the reader. */
export class WireError extends Error {
  /** What was wrong, for people and for `messageRejected`; names fields and numbers, never payload bytes. */
  readonly reason: string;

  constructor(reason: string) {
    super(`not a payload: ${reason}`);
    this.name = 'WireError';
    this.reason = reason;
  }
}
