/**
 * Key → group. Redis Cluster's rule (CRC16 of the key, or of what stands between the first braces), so that `{tags}`
 * keep keys together as its users know it, and MSET or DEL over them is atomic.
 */

const SLOTS = 16_384;

/** CRC-16/XMODEM, as in the Redis Cluster specification. */
const CRC_TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc & 0xffff;
});

const OPEN = 0x7b;
const CLOSE = 0x7d;

export const crc16 = (bytes: Buffer): number => {
  let crc = 0;
  for (let at = 0; at < bytes.length; at++) {
    crc = ((crc << 8) & 0xffff) ^ (CRC_TABLE[(crc >> 8) ^ (bytes[at] ?? 0)] ?? 0);
  }
  return crc;
};

const hashedPart = (key: Buffer): Buffer => {
  const open = key.indexOf(OPEN);
  const close = open === -1 ? -1 : key.indexOf(CLOSE, open + 1);
  return close > open + 1 ? key.subarray(open + 1, close) : key;
};

export const groupOf = (key: Buffer, groupCount: number): number =>
  (crc16(hashedPart(key)) % SLOTS) % groupCount;
