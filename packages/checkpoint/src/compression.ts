/** Compression as a port: on threads in production, in place where a run has to repeat exactly. */

export interface Compression {
  deflate(bytes: Uint8Array): Promise<Uint8Array>;
  /** Rejects if it is no deflate stream, or would give more than `lengthMax`; never holds more than that. */
  inflate(bytes: Uint8Array, lengthMax: number): Promise<Uint8Array>;
}
