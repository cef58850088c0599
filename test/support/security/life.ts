import { StoreUnavailableError } from "../../../src/stores/StoreUnavailableError.js";
import { aRegistration } from "../http/accounts.js";
import { rawRequest } from "../http/rawRequest.js";
import { TestClient, type TestResponse } from "../http/TestClient.js";
import { ACCESS_SECRET, REFRESH_SECRET, type TestServer } from "../http/testServer.js";

export interface Life {
  /** Everything that must stay with its owner. */
  secrets: Set<string>;
  refreshTokens: string[];
  /** Every answer that was a refusal, as text. */
  refusals: string[];
}

/** A long life of two accounts: every route, with good and bad input, with a healthy and a broken store. */
export async function liveALife(server: TestServer): Promise<Life> {
  const secrets = new Set<string>([ACCESS_SECRET, REFRESH_SECRET]);
  const refreshTokens: string[] = [];
  const refusals: string[] = [];
  function note({ status, headers, body }: TestResponse): void {
    if (status >= 400) refusals.push(JSON.stringify([body, ...headers]));
    if (typeof body.data?.accessToken === "string") secrets.add(body.data.accessToken);
    if (typeof body.data?.refreshToken === "string") {
      secrets.add(body.data.refreshToken);
      refreshTokens.push(body.data.refreshToken);
    }
  }
  function password(text: string): string {
    secrets.add(text);
    return text;
  }

  for (let at = 0; at < 3; at += 1) {
    const client = new TestClient(server.api);
    const account = { ...aRegistration(), password: password(`first secret of nr ${at}`) };
    const login = { username: account.username, password: account.password };
    note(await client.post("/auth/register", account));
    note(await client.post("/auth/register", account));
    note(await client.post("/auth/register", { ...account, email: "no", password: password(`bad ${at}`) }));
    note(await client.post("/auth/login", { ...login, password: password(`wrong guess of nr ${at}`) }));
    note(await client.post("/auth/login", login));
    note(await client.get("/users/profile"));
    note(
      await client.post("/auth/refresh-token", undefined, {
        headers: { "idempotency-key": password(`key-${at}-0001`) },
      }),
    );
    note(await client.post("/auth/refresh-token"));
    note(await client.send("PATCH", "/users/settings", { json: { fullName: "Grace" } }));
    const change = { currentPassword: account.password, newPassword: password(`second secret of nr ${at}`) };
    note(await client.post("/auth/change-password", change));
    note(await client.post("/auth/change-password", change));
    // Spent after the last change of the password, so that the record still remembers it.
    const spending = { headers: { "idempotency-key": password(`key-${at}-0002`) } };
    note(await client.post("/auth/refresh-token", undefined, spending));
    await brokenRequests(server, client, login, note);
    await rawRequest(server.origin, {
      method: "POST",
      path: "/api/v1/auth/login",
      headers: { "content-type": "application/json" },
      body: `{"username":"x","password":"${password(`in broken JSON of nr ${at}`)}"`,
    });
    for (const spent of refreshTokens.slice(-3))
      note(await client.post("/auth/refresh-token", { refreshToken: spent }));
    note(await client.post("/auth/logout"));
    await followLinks(server, client, { ...account, password: String(change.newPassword) }, { note, password });
    for (const device of client.cookies.get("deviceToken")?.split(".") ?? []) secrets.add(device);
  }
  return { secrets, refreshTokens, refusals };
}

interface Noting {
  note: (response: TestResponse) => void;
  password: (text: string) => string;
}

/** Every route that a mailed link leads to; the tokens of the links are secrets as well. */
async function followLinks(
  server: TestServer,
  client: TestClient,
  account: { username: string; email: string; password: string },
  { note, password }: Noting,
): Promise<void> {
  const newestToken = async () =>
    password((await server.mails()).filter(({ token }) => token !== "").at(-1)?.token ?? "");
  const newEmail = aRegistration().email;
  note(await client.post("/auth/resend-verification", { email: account.email }));
  note(await client.post("/auth/verify-email", { token: await newestToken() }));
  note(await client.post("/auth/forgot-password", { email: account.email }));
  const token = await newestToken();
  note(await client.post("/auth/reset-password", { token, newPassword: password("short") }));
  const reset = password(`third secret of ${account.username}`);
  note(await client.post("/auth/reset-password", { token, newPassword: reset }));
  note(await client.post("/auth/login", { username: account.username, password: reset }));
  note(await client.post("/users/change-email", { newEmail, password: reset }));
  note(await client.post("/auth/confirm-email-change", { token: await newestToken() }));
  note(await client.get("/users/activity"));
  note(await client.get("/users/export"));
  note(await client.send("DELETE", "/users/account", { json: { password: password("a wrong guess at the end") } }));
  // A link that nobody uses lies in the database as a hash.
  note(await client.post("/auth/forgot-password", { email: newEmail }));
  await newestToken();
}

async function brokenRequests(
  server: TestServer,
  client: TestClient,
  login: object,
  note: (response: TestResponse) => void,
): Promise<void> {
  for (const error of [new StoreUnavailableError("gone", { cause: new Error("refused") }), new TypeError("a bug")]) {
    server.probe.breakWith(error);
    note(await client.post("/auth/login", login));
    note(await client.get("/users/profile"));
    note(await client.post("/auth/refresh-token"));
    server.probe.heal();
  }
}
