import type { RequestHandler } from "express";
import type { Jwks } from "../services/keys/index.js";
import { ApiError } from "../utils/ApiError.js";

/** Far less than the day for which a key is published before it signs. */
const MAX_AGE_SECONDS = 600;

export function createKeysController(deps: { jwks: (() => Jwks) | null }) {
  /**
   * The public keys, for everybody: they hold no secret, and an answer that anybody may keep takes load off the server. Without
   * ES256 there is no key set, and NOT_FOUND says so at once; an empty one would look like keys that got lost.
   */
  const jwks: RequestHandler = (_req, res) => {
    if (deps.jwks === null) throw new ApiError("NOT_FOUND");
    const { body, etag } = deps.jwks();
    res.set({
      "Cache-Control": `public, max-age=${MAX_AGE_SECONDS}`,
      ETag: etag,
      "Access-Control-Allow-Origin": "*",
    });
    res.type("json").send(body);
  };

  return { jwks };
}
