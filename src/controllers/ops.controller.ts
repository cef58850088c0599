import type { Request, Response } from "express";
import type { ResponseData } from "../openapi/index.js";
import type { SigningKeys } from "../services/keys/index.js";
import { ApiError } from "../utils/ApiError.js";

export type OpsController = ReturnType<typeof createOpsController>;

/** Far less than the day for which a key is published before it signs. */
const MAX_AGE_SECONDS = 600;

export function createOpsController(
  deps: { isReady: () => Promise<void>; isStopping: () => boolean } & KeySetDeps & RelatedOriginsDeps,
) {
  return {
    /** The process responds. It touches no store, so an outage of the database restarts nothing. */
    live: (): ResponseData<"health"> => ({ status: "live" }),

    /** Whether to send requests here: not while the store takes no writes, and not once the process is about to stop. */
    ready: async (): Promise<ResponseData<"health">> => {
      if (deps.isStopping()) throw new ApiError("SHUTTING_DOWN");
      await deps.isReady();
      return { status: "ready" };
    },

    jwks: (_req: Request, res: Response) => sendKeySet(deps, res),

    relatedOrigins: (_req: Request, res: Response) => sendRelatedOrigins(deps, res),
  };
}

interface KeySetDeps {
  /** `null` without ES256. */
  readonly keySet: Pick<SigningKeys, "jwks"> | null;
}

/** Sends the public keys, which caches may keep. Throws NOT_FOUND without ES256: an empty set would look like lost keys. */
export function sendKeySet(deps: KeySetDeps, res: Response): undefined {
  if (deps.keySet === null) throw new ApiError("NOT_FOUND");
  const { body, etag } = deps.keySet.jwks();
  res.set({
    "Cache-Control": `public, max-age=${MAX_AGE_SECONDS}`,
    ETag: etag,
    "Access-Control-Allow-Origin": "*",
  });
  res.type("json").send(body);
}

interface RelatedOriginsDeps {
  readonly config: { readonly passkeyOrigins: readonly string[] };
}

/** Sends the origins whose pages may use the passkeys of this site. Throws NOT_FOUND without any. An Android app is none to a browser. */
export function sendRelatedOrigins({ config }: RelatedOriginsDeps, res: Response): undefined {
  const origins = config.passkeyOrigins.filter((origin) => !origin.startsWith("android:"));
  if (origins.length === 0) throw new ApiError("NOT_FOUND");
  const body = JSON.stringify({ origins });
  res.set({
    "Cache-Control": `public, max-age=${MAX_AGE_SECONDS}`,
    // The content itself names it: it is short.
    ETag: `"${Buffer.from(body).toString("base64url")}"`,
    "Access-Control-Allow-Origin": "*",
  });
  res.type("json").send(body);
}
