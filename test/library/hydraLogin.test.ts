import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TOTP } from "otpauth";
import { beforeAll, expect, test, vi } from "vitest";
import { TestClient } from "../support/http/TestClient.js";
import { ADA, signIn } from "../support/library/hostApp.js";
import { HydraAdmin } from "../support/library/hydraAdmin.js";
import { pagesInDist } from "../support/library/packageWithPages.js";
import { startExample } from "../support/library/startExample.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

beforeAll(pagesInDist);

const CLIENT = { client_id: "demo", client_name: "Demo <app>", skip_consent: false };
const BEGAN = "http://hydra.test/oauth2/auth?client_id=demo";

function aLogin({ search = "", acr = [] as string[] } = {}) {
  return { client: CLIENT, request_url: `${BEGAN}${search}`, oidc_context: { acr_values: acr } };
}

function aConsent(subject: string) {
  return {
    client: CLIENT,
    subject,
    skip: false,
    requested_scope: ["openid", "email"],
    requested_access_token_audience: [],
  };
}

/** The example, with an account that is signed in by password, in a browser that follows no redirect by itself. */
async function start() {
  const hydra = new HydraAdmin();
  const cwd = temporaryFolder();
  const { example, origin } = await startExample("hydra-login", { HYDRA_ADMIN_URL: await hydra.listen() }, cwd);
  const client = new TestClient(`${origin}/api/v1`);
  const { body } = await client.post("/auth/register", ADA);
  await signIn(client);
  const ownOrigin = origin.replace("127.0.0.1", "localhost");
  const visit = async (path: string, { button = "", from = ownOrigin, cookies = client.cookies } = {}) => {
    const response = await fetch(`${origin}/oauth/${path}`, {
      redirect: "manual",
      headers: { origin: from, cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(button === "" ? {} : { method: "POST", body: new URLSearchParams({ button }) }),
    });
    return { status: response.status, to: response.headers.get("location"), text: await response.text() };
  };
  return { example, hydra, client, visit, cwd, userId: body.data._id };
}

async function toLevel2(client: TestClient, cwd: string): Promise<void> {
  const outbox = join(cwd, "data/outbox");
  const mail = await vi.waitFor(() => readFileSync(join(outbox, readdirSync(outbox)[0] ?? ""), "utf8"));
  const token = /#token=([\w-]+)/.exec(mail)?.[1];
  expect((await client.post("/auth/verify-email", { token })).status).toBe(200);
  const { body } = await client.post("/users/totp", { password: ADA.password });
  const code = new TOTP({ secret: body.data.secret }).generate();
  expect((await client.post("/users/totp/confirm", { code })).status).toBe(200);
}

test("Hydra learns who signed in and how surely, and an app that asks for level 2 gets no less", async () => {
  const { visit, hydra, userId, client, cwd, example } = await start();
  hydra.requests.set("one", aLogin()).set("two", aLogin({ acr: ["aal2"] }));

  const stranger = await visit("login?login_challenge=one", { cookies: new Map() });
  expect(stranger).toMatchObject({ status: 302, to: "/sign-in?next=%2Foauth%2Flogin%3Flogin_challenge%3Done" });
  expect((await visit("login?login_challenge=unknown")).status).toBe(503);
  expect(hydra.calls).toEqual([]);

  expect(await visit("login?login_challenge=one")).toMatchObject({ to: "http://hydra.test/after-one" });
  expect((await visit("login?login_challenge=two")).text).toContain("Demo &#60;app&#62; asks for a second factor");
  const accepted = { subject: userId, remember: false, acr: "aal1", amr: ["pwd"] };
  expect(hydra.calls).toEqual([{ path: "requests/login/accept?login_challenge=one", body: accepted }]);

  await toLevel2(client, cwd);
  expect(await visit("login?login_challenge=two")).toMatchObject({ to: "http://hydra.test/after-two" });
  expect(hydra.calls[1]?.body).toEqual({ ...accepted, acr: "aal2", amr: ["pwd", "otp", "mfa"] });
  // The back button of a browser.
  expect(await visit("login?login_challenge=two")).toMatchObject({ to: "http://hydra.test/after-two" });
  expect(hydra.calls).toHaveLength(2);
  expect(await example.stop()).toBe(0);
});

test("a sign-in that is older than the app asks for is not passed on, and only the user's own page ends it", async () => {
  const { visit, hydra, client } = await start();
  hydra.requests.set("old", aLogin({ search: "&max_age=nonsense" })).set("new", aLogin({ search: "&prompt=login" }));

  expect((await visit("login?login_challenge=new")).to).toBe("http://hydra.test/after-new");
  expect((await visit("login?login_challenge=old")).text).toContain("asks you to sign in again");
  expect((await visit("login?login_challenge=old", { button: "again", from: "https://evil.test" })).status).toBe(403);
  expect((await client.get("/users/profile")).status).toBe(200);
  const again = await visit("login?login_challenge=old", { button: "again" });
  expect(again).toMatchObject({ status: 303, to: "/sign-in?next=%2Foauth%2Flogin%3Flogin_challenge%3Dold" });
  expect((await client.get("/users/profile")).body.code).toBe("SESSION_REVOKED");
  expect(hydra.calls).toHaveLength(1);
});

test("an app gets what its scopes name, once the user has allowed it, until the user signs out everywhere", async () => {
  const { visit, hydra, userId, client } = await start();
  hydra.requests.set("one", aConsent(userId)).set("two", aConsent(userId)).set("foreign", aConsent("somebody-else"));

  expect((await visit("consent?consent_challenge=one")).text).toContain("<li>email</li>");
  expect((await visit("consent?consent_challenge=one", { button: "allow", from: "https://evil.test" })).status).toBe(
    403,
  );
  expect(hydra.calls).toEqual([]);
  await visit("consent?consent_challenge=one", { button: "allow" });
  await visit("consent?consent_challenge=two", { button: "deny" });
  await visit("consent?consent_challenge=foreign", { button: "allow" });

  expect(hydra.calls).toEqual([
    {
      path: "requests/consent/accept?consent_challenge=one",
      body: {
        grant_scope: ["openid", "email"],
        grant_access_token_audience: [],
        remember: true,
        session: { id_token: { email: ADA.email, email_verified: false } },
      },
    },
    { path: "requests/consent/reject?consent_challenge=two", body: { error: "access_denied" } },
    { path: "requests/consent/reject?consent_challenge=foreign", body: { error: "access_denied" } },
  ]);

  expect((await client.post("/auth/logout-all")).status).toBe(200);
  await vi.waitFor(() => expect(hydra.calls).toHaveLength(4));
  expect(hydra.calls[3]?.path).toBe(`sessions/consent?subject=${userId}&all=true`);
});
