/** What an authenticator writes. A map keeps the order in which it was made: CTAP2 wants its keys sorted, and the callers write them so. */
export type CborValue = number | string | Uint8Array | readonly CborValue[] | ReadonlyMap<number | string, CborValue>;

const Major = { Unsigned: 0, Negative: 1, Bytes: 2, Text: 3, List: 4, Pairs: 5 } as const;
type Major = (typeof Major)[keyof typeof Major];

/** CBOR (RFC 8949) of the few types that WebAuthn has: whole numbers below 2^32, texts, bytes, lists and maps. */
export function encodeCbor(value: CborValue): Buffer {
  if (typeof value === "number") return value >= 0 ? head(Major.Unsigned, value) : head(Major.Negative, -1 - value);
  if (typeof value === "string") return withHead(Major.Text, Buffer.from(value));
  if (value instanceof Uint8Array) return withHead(Major.Bytes, Buffer.from(value));
  if (value instanceof Map) return Buffer.concat([head(Major.Pairs, value.size), ...[...value].flat().map(encodeCbor)]);
  const list = value as readonly CborValue[];
  return Buffer.concat([head(Major.List, list.length), ...list.map(encodeCbor)]);
}

function withHead(major: Major, bytes: Buffer): Buffer {
  return Buffer.concat([head(major, bytes.length), bytes]);
}

function head(major: Major, count: number): Buffer {
  const type = major << 5;
  if (count < 24) return Buffer.from([type | count]);
  if (count < 0x100) return Buffer.from([type | 24, count]);
  if (count < 0x10000) return Buffer.from([type | 25, count >> 8, count & 0xff]);
  const bytes = Buffer.alloc(5, type | 26);
  bytes.writeUInt32BE(count, 1);
  return bytes;
}
