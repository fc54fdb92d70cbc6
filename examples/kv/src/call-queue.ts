/** The calls of a connection, in order: linked, since an array that becomes empty all the time is made anew all the time. */

import type { SessionCall } from './session-call.ts';

export class CallQueue {
  first: SessionCall | undefined;
  #last: SessionCall | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(call: SessionCall): void {
    if (this.#last === undefined) this.first = call;
    else this.#last.next = call;
    this.#last = call;
    this.#length++;
  }

  shift(): SessionCall | undefined {
    const call = this.first;
    if (call === undefined) return undefined;
    this.first = call.next;
    if (this.first === undefined) this.#last = undefined;
    // A call that V8 has promoted would keep all that came behind it.
    call.next = undefined;
    this.#length--;
    return call;
  }

  clear(): void {
    this.first = undefined;
    this.#last = undefined;
    this.#length = 0;
  }
}
