import type { UserView } from "../services/account/index.js";

/** Who is asking, as `verifyJWT` found it. */
export interface RequestAuth {
  readonly sessionId: string;
  /** The generation of the session at which the access token was issued. */
  readonly generation: number;
}

declare global {
  namespace Express {
    interface Request {
      /** The signed-in user: set by `verifyJWT`, plain and frozen. */
      user?: UserView;
      /** The session behind the access token: set by `verifyJWT`. */
      auth?: RequestAuth;
      /** The request's id, as in the `X-Request-Id` header and the log. */
      id: string;
    }
  }
}
