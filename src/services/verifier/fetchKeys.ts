import { createPublicKey, type KeyObject } from "node:crypto";
import { SECOND } from "../../utils/duration.js";

const TIMEOUT = 5 * SECOND;
const MAX_BYTES = 65_536;

/** The keys of ES256 by `kid`. Rejects with whatever stood in the way; the caller says what that means. */
export async function fetchKeys(url: URL): Promise<Map<string, KeyObject>> {
  // A redirect could lead to a host that nobody has chosen to trust.
  const response = await fetch(url, {
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT),
    headers: { accept: "application/json" },
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`The key set was answered with status ${response.status}.`);
  }
  return keysOf(JSON.parse(await boundedText(response)));
}

/** The timeout bounds the time, and this the memory, of an answer without end. */
async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new Error(`The key set is larger than ${MAX_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function keysOf(document: unknown): Map<string, KeyObject> {
  const listed = isRecord(document) ? document["keys"] : undefined;
  if (!Array.isArray(listed)) throw new Error("The answer is no key set.");
  return new Map(listed.flatMap((jwk) => readKey(jwk) ?? []).map(({ kid, key }) => [kid, key]));
}

/** RFC 7517 §5: keys of kinds that are not understood are passed over. Only public members are read. */
function readKey(jwk: unknown): { kid: string; key: KeyObject } | null {
  if (!isRecord(jwk)) return null;
  const { kty, crv, x, y, kid, alg, use } = jwk;
  if (kty !== "EC" || crv !== "P-256" || alg !== "ES256" || use !== "sig") return null;
  if (typeof x !== "string" || typeof y !== "string" || typeof kid !== "string") return null;
  return { kid, key: createPublicKey({ key: { kty, crv, x, y }, format: "jwk" }) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
