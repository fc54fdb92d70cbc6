/** JSON in ASCII bytes and back: what is stored and proposed here is rare and small, and there is no text encoder. */

export const toBytes = (value: unknown): Uint8Array => {
  const text = JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
};

/** Undefined for bytes that are no JSON object. */
export const fromBytes = (bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  try {
    const value = JSON.parse(text) as unknown;
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
