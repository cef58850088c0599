import { tokensOf } from "./accounts.js";
import { openSession } from "./openSession.js";
import { TestClient } from "./TestClient.js";
import type { ReachableServer } from "./testServer.js";

/** One more session of an account as it is stored now, without the cost of a password. */
export async function anotherSession(server: ReachableServer, userId: string, { browser = false } = {}) {
  const user = await server.store.users.byId(userId);
  if (user === null) throw new Error("There is no such account.");
  const { accessToken, refreshToken } = await openSession(server, user, { browser, rememberMe: true });
  const client = new TestClient(server.api, { browser, cookies: { accessToken, refreshToken } });
  return { client, ...tokensOf(client) };
}
