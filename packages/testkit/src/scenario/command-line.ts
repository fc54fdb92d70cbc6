/** The words of a command: its name, plain words, and `name=value` options. Every word has to be used. */

export class CommandLine {
  readonly name: string;
  readonly #words: string[];
  readonly #options = new Map<string, string>();

  constructor(text: string) {
    const [name = '', ...rest] = text.split(/\s+/);
    this.name = name;
    this.#words = rest.filter((word) => !/^\w+=/.test(word));
    for (const option of rest.filter((word) => /^\w+=/.test(word))) {
      const at = option.indexOf('=');
      this.#options.set(option.slice(0, at), option.slice(at + 1));
    }
  }

  /** The next plain word. */
  word(what: string): string {
    const word = this.#words.shift();
    if (word === undefined) throw new RangeError(`${this.name}: ${what} is missing`);
    return word;
  }

  /** The plain words that are left. */
  words(): string[] {
    return this.#words.splice(0);
  }

  get hasWord(): boolean {
    return this.#words.length > 0;
  }

  /** Takes a plain word if it is there. */
  flag(name: string): boolean {
    const at = this.#words.indexOf(name);
    if (at >= 0) this.#words.splice(at, 1);
    return at >= 0;
  }

  number(what: string): number {
    return toNumber(this.word(what), what);
  }

  option(name: string): string | undefined {
    const value = this.#options.get(name);
    this.#options.delete(name);
    return value;
  }

  numberOption(name: string): number | undefined {
    const value = this.option(name);
    return value === undefined ? undefined : toNumber(value, name);
  }

  idsOption(name: string): number[] | undefined {
    const value = this.option(name);
    return value === undefined ? undefined : toIds(value);
  }

  /** The options that are left. */
  options(): [name: string, value: string][] {
    const left = [...this.#options];
    this.#options.clear();
    return left;
  }

  /** @throws if a word was not understood */
  end(): void {
    const left = [...this.#words, ...this.#options.keys()];
    if (left.length > 0) throw new RangeError(`${this.name}: what is "${left.join(' ')}"?`);
  }
}

export const toNumber = (text: string, what: string): number => {
  const value = Number(text);
  if (text === '' || !Number.isSafeInteger(value)) throw new RangeError(`${what}: ${text} is no integer`);
  return value;
};

/** `1,2,4`; nothing: none. */
export const toIds = (text: string): number[] =>
  text === '' ? [] : text.split(',').map((id) => toNumber(id, 'node'));
