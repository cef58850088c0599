import type { Session } from "../Store.js";
import type { Models } from "./models.js";
import { copySession } from "./sessionRecord.js";

/** Reads the session with an id. */
export async function findSession({ sessions }: Models, id: string): Promise<Session | null> {
  const session = await sessions
    .findOne({ _id: { $eq: id } })
    .lean<Session>()
    .exec();
  return session === null ? null : copySession(session);
}
