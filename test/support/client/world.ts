import { onTestFinished } from "vitest";
import { type ClientOptions, createLatchkeyClient } from "../../../packages/client/src/index.js";
import type { LatchkeyOptions } from "../../../src/config/index.js";
import type { Store } from "../../../src/stores/Store.js";
import { anAccount } from "../http/accounts.js";
import { openSession } from "../http/openSession.js";
import { ProxyInBetween } from "../http/ProxyInBetween.js";
import { startTestServer } from "../http/testServer.js";
import type { NamedUser } from "../records.js";
import { createBrowserFetch } from "./browserFetch.js";

export type World = Awaited<ReturnType<typeof startWorld>>;

/** A real server with a clock of the test's, behind a proxy of the test's. */
export async function startWorld(options: LatchkeyOptions = {}, parts: { store?: Store } = {}) {
  const server = await startTestServer(options, parts);
  const proxy = await ProxyInBetween.start();
  proxy.forwardTo(Number(new URL(server.origin).port));
  onTestFinished(async () => {
    await proxy.close();
    await server.close();
  });
  const api = `${proxy.origin}/api/v1`;
  return {
    server,
    proxy,
    clock: server.clock,
    api,
    /** How often a request such as `POST /auth/refresh-token` arrived. */
    count: (line: string) => proxy.seen.filter((seen) => seen === line.replace(" ", " /api/v1")).length,
    /** Its password is `PASSWORD`. */
    aUser: (overrides: Partial<NamedUser> = {}) => anAccount(server, overrides),
    /** A browser in which somebody has signed in. Its tabs are clients with this `fetch`. */
    aSignedInBrowser: async (overrides: Partial<NamedUser> = {}) => {
      const user = await anAccount(server, overrides);
      const { accessToken, refreshToken } = await openSession(server, user, { browser: true, rememberMe: true });
      const browserFetch = createBrowserFetch();
      browserFetch.jar.set("accessToken", accessToken).set("refreshToken", refreshToken);
      const aTab = (more: ClientOptions = {}) => {
        const tab = createLatchkeyClient({ baseUrl: api, mode: "cookies", fetch: browserFetch, ...more });
        onTestFinished(tab.close);
        return tab;
      };
      return { user, jar: browserFetch.jar, aTab };
    },
    /** What a client that is no browser keeps after a sign-in, without the cost of a password. */
    aStoredSession: async () => {
      const user = await anAccount(server);
      const { accessToken, refreshToken } = await openSession(server, user, { browser: false, rememberMe: true });
      return { user, stored: { accessToken, refreshToken, accessExpiresAt: null, pendingKey: null } };
    },
  };
}
