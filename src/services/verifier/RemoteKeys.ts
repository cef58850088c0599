import {
  createRemoteJWKSet,
  customFetch,
  type FetchImplementation,
  type JWTVerifyGetKey,
  type RemoteJWKSet,
} from "jose";
import { systemClock } from "../../utils/clock.js";
import { MINUTE, SECOND } from "../../utils/duration.js";
import { codeOf } from "../../utils/errorFacts.js";
import { VerifierError } from "./VerifierError.js";

/** After this long the keys are fetched again, while the ones at hand still count. */
const FRESH = 10 * MINUTE;

/** After this long they count no more: a key that was revoked must not be believed because its server cannot be reached. */
const USABLE = 60 * MINUTE;

/** Tokens of keys that do not exist, and a server that is down, must not cause a fetch each. */
const COOLDOWN = 30 * SECOND;

const TIMEOUT = 5 * SECOND;
const MAX_BYTES = 65_536;

/** The public keys of a Latchkey server: the remote key set of jose, with bounds for the time in which its server is down. */
export class RemoteKeys {
  readonly #set: RemoteJWKSet;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #triedAt = Number.NEGATIVE_INFINITY;
  #failure: unknown;

  constructor(url: URL) {
    this.#set = createRemoteJWKSet(url, {
      cacheMaxAge: USABLE,
      cooldownDuration: COOLDOWN,
      timeoutDuration: TIMEOUT,
      [customFetch]: this.#fetch,
    });
  }

  /**
   * The key that a token's header names.
   * @throws VerifierError ACCESS_TOKEN_INVALID when the server publishes no such key, KEYS_UNAVAILABLE when that is not known
   */
  readonly get: JWTVerifyGetKey = async (header, token) => {
    if (typeof header.kid !== "string") throw new VerifierError("ACCESS_TOKEN_INVALID");
    this.#refreshInBackground();
    try {
      return await this.#set(header, token);
    } catch (error) {
      if (codeOf(error) === "ERR_JWKS_NO_MATCHING_KEY") throw new VerifierError("ACCESS_TOKEN_INVALID");
      throw new VerifierError("KEYS_UNAVAILABLE", { cause: this.#failure ?? error });
    }
  };

  /** A token of a known key does not wait for it, and is not refused when it fails. */
  #refreshInBackground(): void {
    const now = systemClock.now();
    if (!this.#set.fresh || now - this.#fetchedAt < FRESH || now - this.#triedAt < COOLDOWN) return;
    // The failure is kept in #failure.
    this.#set.reload().catch(() => undefined);
  }

  readonly #fetch: FetchImplementation = async (url, options) => {
    const now = systemClock.now();
    if (now - this.#triedAt < COOLDOWN) throw new Error("The key set was asked for a moment ago.");
    this.#triedAt = now;
    try {
      const keys = await fetchKeys(url, options);
      this.#fetchedAt = now;
      this.#failure = undefined;
      return Response.json({ keys });
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  };
}

/** A key set is small, and its server is trusted; but a redirect could lead to a host that nobody has chosen to trust. */
async function fetchKeys(url: string, { headers, signal }: { headers: Headers; signal: AbortSignal }) {
  const response = await fetch(url, { headers, signal, redirect: "error" });
  if (response.status === 200) return usableKeys(JSON.parse(await boundedText(response)));
  await response.body?.cancel();
  throw new Error(`The key set was answered with status ${response.status}.`);
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

/** RFC 7517 §5: keys that are not understood are ignored, here all but the named keys for ES256. */
function usableKeys(document: unknown): unknown[] {
  const { keys } = fieldsOf(document);
  if (!Array.isArray(keys)) throw new Error("The answer is no key set.");
  return keys.filter((key) => {
    const { alg, use, kid } = fieldsOf(key);
    return alg === "ES256" && use === "sig" && typeof kid === "string";
  });
}

function fieldsOf(value: unknown): { alg?: unknown; use?: unknown; kid?: unknown; keys?: unknown } {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
