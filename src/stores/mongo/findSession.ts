import type { StoredSession } from "../../models/Session.model.js";
import type { Session } from "../Store.js";
import type { Models } from "./models.js";
import { fromStoredSession } from "./sessionRecord.js";

/** Reads the session with an id. */
export async function findSession({ sessions }: Models, id: string): Promise<Session | null> {
  const session = await sessions
    .findOne({ _id: { $eq: id } })
    .lean<StoredSession>()
    .exec();
  return session === null ? null : fromStoredSession(session);
}
