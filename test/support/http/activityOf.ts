import type { AuditEvent } from "../../../src/stores/Store.js";
import { anotherSession } from "./anotherSession.js";
import type { ReachableServer } from "./testServer.js";

export type ActivityData = Omit<AuditEvent, "userId">;

/** What the owner reads in the list of activity, asked for in a session of its own. */
export async function activityOf(server: ReachableServer, userId: string, query = ""): Promise<ActivityData[]> {
  const { client } = await anotherSession(server, userId);
  const { status, body } = await client.get(`/users/activity${query}`);
  if (status !== 200) throw new Error(`The list of activity was answered with ${status}.`);
  return body.data as unknown as ActivityData[];
}
