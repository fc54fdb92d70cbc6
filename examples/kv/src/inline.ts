/** Splits an inline command (`SET "a b" 'c'`) into its arguments, by the rules of Redis's sdssplitargs. */

const SPACE = /[ \t\n\v\f\r\0]/;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' };

interface Token {
  readonly text: string;
  readonly end: number;
}

/** The arguments; undefined if a quote is not closed or is followed by something else than a space. */
export const splitInline = (line: Buffer): Buffer[] | undefined => {
  const text = line.toString('latin1');
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && SPACE.test(text.charAt(at))) at++;
    if (at >= text.length) return parts;
    const token = readToken(text, at);
    if (token === undefined) return undefined;
    parts.push(Buffer.from(token.text, 'latin1'));
    at = token.end;
  }
};

const readToken = (text: string, start: number): Token | undefined => {
  let token = '';
  let at = start;
  while (at < text.length && !SPACE.test(text.charAt(at))) {
    const char = text.charAt(at);
    if (char !== '"' && char !== "'") {
      token += char;
      at++;
      continue;
    }
    const quoted = char === '"' ? readDoubleQuoted(text, at + 1) : readSingleQuoted(text, at + 1);
    // A closing quote ends the argument.
    const closed = quoted !== undefined && (quoted.end >= text.length || SPACE.test(text.charAt(quoted.end)));
    return closed ? { text: token + quoted.text, end: quoted.end } : undefined;
  }
  return { text: token, end: at };
};

const readDoubleQuoted = (text: string, start: number): Token | undefined => {
  let token = '';
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') return { text: token, end: at + 1 };
    if (char !== '\\' || at + 1 >= text.length) {
      token += char;
      continue;
    }
    const hex = /^x([0-9a-fA-F]{2})/.exec(text.slice(at + 1, at + 4));
    if (hex?.[1] !== undefined) {
      token += String.fromCharCode(Number.parseInt(hex[1], 16));
      at += 3;
    } else {
      at++;
      token += ESCAPES[text.charAt(at)] ?? text.charAt(at);
    }
  }
  return undefined;
};

const readSingleQuoted = (text: string, start: number): Token | undefined => {
  let token = '';
  for (let at = start; at < text.length; at++) {
    if (text.startsWith("\\'", at)) {
      token += "'";
      at++;
    } else if (text.charAt(at) === "'") {
      return { text: token, end: at + 1 };
    } else token += text.charAt(at);
  }
  return undefined;
};
