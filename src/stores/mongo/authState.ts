import type { AuthState } from "../Store.js";
import { findSession } from "./findSession.js";
import { findUser } from "./findUser.js";
import type { MongoConnection } from "./MongoConnection.js";

/** Reads a session and its user: both at once when the hint names the user, else one after the other. */
export function readAuthState(
  connection: MongoConnection,
  sessionId: string,
  userIdHint?: string,
): Promise<AuthState | null> {
  return connection.read(async (models) => {
    const [session, hintedUser] = await Promise.all([
      findSession(models, sessionId),
      userIdHint === undefined ? null : findUser(models, { _id: { $eq: userIdHint } }),
    ]);
    if (session === null) return null;
    const isHintRight = session.userId === userIdHint;
    return { session, user: isHintRight ? hintedUser : await findUser(models, { _id: { $eq: session.userId } }) };
  });
}
