/** The other end of child.ts: answers what the benchmark asks, and leaves when it is gone. */

interface Request {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

export type Handlers = Readonly<Record<string, (argument: never) => unknown>>;

/** `leave`: what there is to close when the benchmark lets go of this process. */
export const serveChild = (
  handlers: Handlers,
  leave: () => Promise<void> = () => Promise.resolve(),
): void => {
  process.on('message', ({ id, name, argument }: Request) => {
    void answer(handlers, name, argument).then(
      (value) => process.send?.({ id, value }),
      (error: unknown) =>
        process.send?.({
          id,
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
    );
  });
  process.on('disconnect', () => {
    void leave().finally(() => process.exit(0));
  });
  // A terminal's Ctrl-C reaches parent and child; the parent has the say.
  process.on('SIGINT', () => {});
};

/** A handler that throws is an answer too. */
const answer = (handlers: Handlers, name: string, argument: unknown): Promise<unknown> =>
  new Promise((resolve) => {
    const handler = handlers[name];
    if (handler === undefined) throw new RangeError(`nothing here is called ${name}`);
    resolve(handler(argument as never));
  });
