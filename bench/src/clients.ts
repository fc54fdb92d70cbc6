/** Clients that go on until they are told to stop, while others count what they have done: closed loops, as in load.ts. */

type Call = (at: number) => Promise<unknown>;

/** After a failed call a client waits, so that failing is not the fastest thing to do. */
const AFTER_ERROR_MS = 20;

export class Clients {
  calls = 0;
  errors = 0;
  #isOver = true;
  #running: Promise<unknown> = Promise.resolve();

  /** Client k's n-th call gets k + n × count. */
  begin(count: number, call: Call): void {
    this.#isOver = false;
    this.#running = Promise.all(
      Array.from({ length: count }, (_, index) => this.#client(call, index, count)),
    );
  }

  /** Resolves when all calls are answered. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  async #client(call: Call, index: number, count: number): Promise<void> {
    for (let at = index; !this.#isOver; at += count) {
      try {
        await call(at);
        this.calls++;
      } catch {
        this.errors++;
        await new Promise((resolve) => {
          setTimeout(resolve, AFTER_ERROR_MS);
        });
      }
    }
  }
}
