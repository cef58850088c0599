import { expect, test } from "vitest";
import { anAccount, PASSWORD } from "../support/http/accounts.js";
import { describeOnOneStore } from "../support/http/everyStore.js";
import { TestClient, type TestResponse } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";

const CHANGE = { currentPassword: PASSWORD, newPassword: "a new horse battery" };
const PUBLIC = "http://localhost:3000";

/** The answer of every route that issues tokens, with the given headers. */
async function answersWithTokens(server: TestServer, headers: Record<string, string>): Promise<TestResponse[]> {
  const user = await anAccount(server);
  const client = new TestClient(server.api);
  const credentials = { username: user.username, password: PASSWORD };
  const answers = [
    await client.post("/auth/login", credentials, { headers }),
    await client.post("/auth/refresh-token", undefined, { headers }),
    await client.post("/auth/change-password", CHANGE, { headers }),
  ];
  for (const answer of answers) expect(answer.status).toBe(200);
  return answers;
}

const BROWSER_HEADERS: Record<string, string>[] = [
  { "sec-fetch-site": "same-origin" },
  { "sec-fetch-site": "none" },
  { "sec-fetch-site": "same-site", origin: PUBLIC },
  { "sec-fetch-site": "cross-site", origin: PUBLIC },
  { "sec-fetch-site": "" },
  // Safari before 16.4, and every browser behind a proxy that drops Sec-Fetch-Site.
  { origin: PUBLIC },
];

describeOnOneStore("tokens in the body", (servers) => {
  // Script in a page can remove neither Sec-Fetch-Site nor Origin, so it finds no token in any answer.
  test.each(BROWSER_HEADERS)("a browser (%j) finds none, only cookies that script cannot read", async (headers) => {
    const server = await servers.own();
    for (const answer of await answersWithTokens(server, headers)) {
      expect(JSON.stringify(answer.body)).not.toMatch(/accessToken|refreshToken|lk_rt_|eyJ/);
      expect(answer.setCookies.length).toBeGreaterThan(0);
      for (const line of answer.setCookies) expect(line).toMatch(/; HttpOnly/);
    }
  });

  test("every other client finds both, in the body and as cookies", async () => {
    const server = await servers.own();
    for (const answer of await answersWithTokens(server, {})) {
      expect(answer.body.data.accessToken).toMatch(/^eyJ/);
      expect(answer.body.data.refreshToken).toMatch(/^lk_rt_/);
      expect(answer.setCookies.filter((line) => /^(access|refresh)Token=/.test(line))).toHaveLength(2);
    }
  });

  test("always: a browser finds them too", async () => {
    const server = await servers.own({ tokensInBody: "always" });
    for (const answer of await answersWithTokens(server, { "sec-fetch-site": "same-origin" })) {
      expect(answer.body.data.accessToken).toMatch(/^eyJ/);
      expect(answer.body.data.refreshToken).toMatch(/^lk_rt_/);
    }
  });

  test("never: nobody finds them", async () => {
    const server = await servers.own({ tokensInBody: "never" });
    for (const answer of await answersWithTokens(server, {})) {
      expect(JSON.stringify(answer.body)).not.toMatch(/accessToken|refreshToken|lk_rt_|eyJ/);
      expect(answer.setCookies.filter((line) => /^(access|refresh)Token=/.test(line))).toHaveLength(2);
    }
  });

  test("every client gets the lifetime of the access token, in whole seconds", async () => {
    const server = await servers.own({ accessTokenExpiry: "5m" });
    for (const answer of await answersWithTokens(server, { "sec-fetch-site": "same-origin" })) {
      expect(answer.headers.get("x-access-token-expires-in")).toBe("300");
    }
  });
});
