import type { User } from "../../../src/stores/Store.js";
import { TestClient } from "./TestClient.js";
import type { TestServer } from "./testServer.js";

/** The browser that has registered an account, signed in to none. */
export function registrantOf(
  server: TestServer,
  user: Pick<User, "_id" | "passwordChangedAt">,
  { browser = false } = {},
): TestClient {
  const prefix = server.config.secureCookies ? "__Host-" : "";
  const registration = server.container.registrationProofs.issue(user, null);
  return new TestClient(server.api, { browser, cookies: { [`${prefix}registration`]: registration } });
}
