import type { UserView } from "../services/account/index.js";

/** Who is asking, as `verifyJWT` found it. */
export interface RequestAuth {
  readonly sessionId: string;
  /** The generation of the session at which the access token was issued. */
  readonly generation: number;
}

declare global {
  namespace Express {
    /** `req.user` in the words of @types/passport, so that both may be installed: each app adds to this interface. */
    interface User extends UserView {}
    interface Request {
      /** The signed-in user: set by `verifyJWT`, plain and frozen. */
      user?: User | undefined;
      /** The session behind the access token: set by `verifyJWT`. */
      auth?: RequestAuth | undefined;
    }
  }
}
