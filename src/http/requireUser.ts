import type { RequestAuth } from "../@types/express.js";
import type { UserView } from "../services/account/index.js";
import { ApiError } from "../utils/ApiError.js";

/** What `verifyJWT` found. A route that forgot to mount it answers 401 instead of acting for nobody. */
export function requireUser(req: { user?: UserView | undefined; auth?: RequestAuth | undefined }): {
  user: UserView;
  auth: RequestAuth;
} {
  if (req.user === undefined || req.auth === undefined) throw new ApiError("ACCESS_TOKEN_MISSING");
  return { user: req.user, auth: req.auth };
}
