import type { Request } from "express";
import type { AuthCookies } from "../http/authCookies.js";
import type { Sessions } from "../services/session/index.js";
import { pictureOriginOf } from "../utils/pictureOrigin.js";
import { withTimeout } from "../utils/withTimeout.js";

/** The origin of the picture of the user who opens a page, whose cookies are read; `null` for nobody, and where it is not known in time. */
export type FindPictureOrigin = (req: Request) => Promise<string | null>;

/** How long a page waits for the store, in milliseconds: initials now are better than a picture late. */
const TIMEOUT = 500;

interface Deps {
  open(): Promise<void>;
  readonly sessions: Pick<Sessions, "authenticate">;
  readonly cookies: AuthCookies;
}

/**
 * Looks up the user of the access cookie. A request without one costs no read. Whatever fails, an outage included, gives `null`:
 * the page is answered without the picture, and its script shows what is wrong.
 */
export function createFindPictureOrigin({ open, sessions, cookies }: Deps): FindPictureOrigin {
  const lookUp = async (accessToken: string) => {
    // A library opens its store with the first request.
    await open();
    const { user } = await sessions.authenticate(accessToken);
    return pictureOriginOf(user.avatarUrl);
  };
  return async (req) => {
    const accessToken = cookies.read(req, "accessToken");
    if (accessToken === null) return null;
    const late = () => new Error("The store did not answer in time.");
    return withTimeout(lookUp(accessToken), TIMEOUT, late).then(undefined, () => null);
  };
}
