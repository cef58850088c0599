import type { Request } from "express";
import { apiText } from "../messages/api/index.js";
import type { AuthenticationMethod } from "../services/assurance/index.js";
import { ApiError } from "../utils/ApiError.js";
import { type ClientInfo, clientInfoOf } from "./clientInfo.js";

/** A request whose body a schema has checked. */
export type RequestWith<Body = unknown> = Request<Record<string, string>, unknown, Body>;

export type SignedInRequest = { [Key in "user" | "auth"]: NonNullable<Request[Key]> };

/** Returns what `verifyJWT` found. A route that forgot to mount it responds 401 instead of acting for nobody. */
export function requireUser({ user, auth }: Pick<Request, "user" | "auth">): SignedInRequest {
  if (user === undefined || auth === undefined) throw new ApiError("ACCESS_TOKEN_MISSING");
  return { user, auth };
}

/** Returns who asks, in which session and from where. Throws as {@link requireUser}. */
export function authenticatedRequest(req: Request): { userId: string; sessionId: string; client: ClientInfo } {
  const { user, auth } = requireUser(req);
  return { userId: user._id, sessionId: auth.sessionId, client: clientInfoOf(req) };
}

interface SensitiveRequest extends ReturnType<typeof authenticatedRequest> {
  readonly methods: readonly AuthenticationMethod[];
  readonly password: string | null;
}

/** The same for a change of what protects the account, with the current password of the body. Throws as {@link requireUser}. */
export function sensitiveRequest(req: Request, password: string | undefined): SensitiveRequest {
  return { ...authenticatedRequest(req), methods: requireUser(req).auth.methods, password: password ?? null };
}

const MAX_KEY_LENGTH = 255;

/** The `Idempotency-Key` of a request, or `null`. An empty one counts as absent. Throws VALIDATION_FAILED if it is too long. */
export function idempotencyKeyOf(req: Request): string | null {
  const key = req.headers["idempotency-key"];
  if (typeof key !== "string" || key === "") return null;
  if (key.length > MAX_KEY_LENGTH) {
    const text = apiText("value.tooLong", { max: String(MAX_KEY_LENGTH) });
    throw new ApiError("VALIDATION_FAILED", { errors: [{ path: "Idempotency-Key", ...text }] });
  }
  return key;
}
