import type { UserView } from "../services/account/index.js";
import type { AuthenticationMethod } from "../services/assurance/index.js";

/** Who is asking, as `verifyJWT` found it. Times are epoch milliseconds. */
export interface RequestAuth {
  readonly sessionId: string;
  /** The generation of the session at which the access token was issued. */
  readonly generation: number;
  /** How sure it is who it is: 2 after two different factors, 1 after one. */
  readonly level: 0 | 1 | 2;
  /** How the user has proved it in this session: the newest use of each method. */
  readonly methods: readonly AuthenticationMethod[];
  /** When the newest proof was. */
  readonly authenticatedAt: number | null;
  /** Who acts in the user's name; `null` where the user does. */
  readonly actor: string | null;
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
