import type { Credentials, Identity } from "../middlewares/auth.middleware.js";
import type { UserView } from "../services/account/index.js";
import { type AuthenticatableRequest, credentialsOf } from "./credentialsOf.js";
import { withPublicErrors } from "./withPublicErrors.js";

/** Who sends a request, and in which session. */
export interface Authenticated {
  readonly user: UserView;
  readonly session: {
    readonly _id: string;
    /** The generation of the session at which the access token was issued. */
    readonly generation: number;
  };
}

interface AuthenticateDeps {
  readonly open: () => Promise<void>;
  readonly identifyOrNull: (credentials: Credentials) => Promise<Identity | null>;
}

/** Authenticates requests that pass no Express middleware. */
export function createAuthenticate({ open, identifyOrNull }: AuthenticateDeps) {
  return (request: AuthenticatableRequest): Promise<Authenticated | null> =>
    withPublicErrors(async () => {
      const credentials = credentialsOf(request);
      await open();
      const identity = await identifyOrNull(credentials);
      if (identity === null) return null;
      const { user, auth } = identity;
      return Object.freeze({ user, session: Object.freeze({ _id: auth.sessionId, generation: auth.generation }) });
    });
}
