/**
 * What happened in a run, in order. Always as a hash, so that two runs can be compared; as text only if somebody reads
 * it. The hash is made of integer arithmetic alone, so that every version of Node gives the same.
 */

/** A name of its own: looking up a global is slow where tests run, and this is called for every byte. */
const { imul } = Math;

const lines = { max: 2_000_000 };
const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

/** 53 bits over words and bytes, in the manner of cyrb53: two lanes, multiplied and rotated. Not cryptographic. */
export class Hash53 {
  #a = 0xdeadbeef;
  #b = 0x41c6ce57;

  word(value: number): void {
    this.#a = imul(this.#a ^ value, 0x9e3779b1);
    this.#a = (this.#a << 13) | (this.#a >>> 19);
    this.#b = imul(this.#b ^ value, 0x5f356495);
    this.#b = (this.#b << 17) | (this.#b >>> 15);
  }

  /** All 64 bits of a double. */
  number(value: number): void {
    float[0] = value;
    this.word(words[0] ?? 0);
    this.word(words[1] ?? 0);
  }

  text(value: string): void {
    for (let i = 0; i < value.length; i++) this.word(value.charCodeAt(i));
    this.word(value.length);
  }

  bytes(value: Uint8Array): void {
    for (const byte of value) this.word(byte);
    this.word(value.length);
  }

  /** A safe integer. */
  get value(): number {
    const a = imul(this.#a ^ (this.#a >>> 16), 0x85ebca6b) ^ (this.#b >>> 13);
    const b = imul(this.#b ^ (this.#b >>> 16), 0xc2b2ae35) ^ (this.#a >>> 13);
    return (b & 0x1fffff) * 2 ** 32 + (a >>> 0);
  }
}

export const hashOf = (bytes: Uint8Array): number => {
  const hash = new Hash53();
  hash.bytes(bytes);
  return hash.value;
};

export class Trace {
  readonly #hash = new Hash53();
  readonly #nowMs: () => number;
  readonly #print: ((line: string) => void) | undefined;
  #printed = 0;

  /** `print` gets every event as a line; without it only the hash is kept. */
  constructor(nowMs: () => number, print?: (line: string) => void) {
    this.#nowMs = nowMs;
    this.#print = print;
  }

  get hash(): number {
    return this.#hash.value;
  }

  /** `nodeId` 0: of no node. */
  event(nodeId: number, text: string): void {
    this.#hash.number(this.#nowMs());
    this.#hash.word(nodeId);
    this.#hash.text(text);
    this.#write(nodeId, text);
  }

  /** A payload; its text is made only if somebody reads it. */
  payload(nodeId: number, payload: Uint8Array, describe: () => string): void {
    this.#hash.number(this.#nowMs());
    this.#hash.word(nodeId);
    this.#hash.bytes(payload);
    if (this.#print !== undefined) this.#write(nodeId, describe());
  }

  #write(nodeId: number, text: string): void {
    if (this.#print === undefined || ++this.#printed > lines.max) return;
    const who = nodeId === 0 ? '  ' : `n${nodeId}`;
    this.#print(`${this.#nowMs().toFixed(3).padStart(12)} ${who} ${text}`);
  }
}
