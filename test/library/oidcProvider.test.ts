import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import { parseDotEnv } from "../../src/config/dotEnv.js";
import { oidc } from "../../src/latchkey.js";
import { TestClient } from "../support/http/TestClient.js";
import { makeLatchkey, serve } from "../support/library/hostApp.js";
import { failureOf } from "../support/process/latchkeyProcess.js";
import { printed, serverOf, spawnTypeScript } from "../support/process/serverProcess.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const EXAMPLE = "examples/oidc-provider/server.mjs";
const SIGN = "and choose a person";

async function startProvider() {
  const port = await freePort();
  const options = { cwd: temporaryFolder(), env: { PORT: String(port) } };
  const child = spawnTypeScript(EXAMPLE, options);
  const output = printed(child, SIGN);
  return { provider: await serverOf(child, SIGN), output: await output, port, options };
}

/** A browser that follows no redirect by itself. */
function aBrowser() {
  const cookies = new Map<string, string>();
  return async (url: string | URL, method = "GET") => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { method, redirect: "manual", headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return { to: new URL(response.headers.get("location") ?? url, url), html: await response.text() };
  };
}

/** Presses a button of the provider's page. Answers with the address that it leads back to. */
async function choose(url: string, choice: string): Promise<URL> {
  const visit = aBrowser();
  const page = (await visit(url)).to;
  const actions = [...(await visit(page)).html.matchAll(/formaction="([^"]+)"/g)].map(([, action = ""]) => action);
  const pressed = actions.find((action) => action.endsWith(`/${choice}`)) ?? "";
  return (await visit((await visit(new URL(pressed, page), "POST")).to)).to;
}

/** Latchkey with the line that the example prints for `.env`. */
async function startLatchkey(output: string) {
  const line = output.split("\n").find((one) => one.startsWith("OIDC_PROVIDERS=")) ?? "";
  const providers = JSON.parse(parseDotEnv(line)["OIDC_PROVIDERS"] ?? "").map(oidc);
  const { latchkey } = makeLatchkey({ publicUrl: "http://localhost:3000", providers });
  const api = `${await serve((app) => app.use("/api/v1", latchkey.router))}/api/v1`;
  return async (choice: string) => {
    const client = new TestClient(api);
    const { url } = (await client.post("/auth/providers/local/start", { purpose: "sign-in" })).body.data as never;
    const { pathname, search } = await choose(url, choice);
    const { to } = await aBrowser()(new URL(pathname + search, api));
    const params = Object.fromEntries(new URLSearchParams(to.hash.slice(1)));
    return { client, answer: await client.post("/auth/providers/finish", { params }) };
  };
}

/** A first sign-in ends with a form, which the provider has filled. */
async function register({ client, answer }: { client: TestClient; answer: { body: object } }) {
  const { code, flow } = answer.body as { code?: string; flow?: string };
  expect(code).toBe("REGISTRATION_NEEDED");
  const { body } = await client.post("/auth/providers/register", { flow });
  const { email, emailVerified } = body.data.user;
  return { email, emailVerified, acr: decodeJwt(body.data.accessToken)["acr"] };
}

test("the example is a provider for Latchkey, of three people who say how they signed in", async () => {
  const { provider, output } = await startProvider();
  const signIn = await startLatchkey(output);

  const ada = { email: "ada@example.com", emailVerified: true, acr: "aal1" };
  expect(await register(await signIn("ada"))).toEqual(ada);
  expect(await register(await signIn("bob"))).toEqual({ email: "bob@example.com", emailVerified: false, acr: "aal1" });
  expect(await register(await signIn("cleo"))).toEqual({ email: "cleo@example.com", emailVerified: true, acr: "aal2" });
  expect((await signIn("ada")).answer.status).toBe(200);
  expect((await signIn("cancel")).answer.body.code).toBe("PROVIDER_REFUSED");
  expect(await provider.stop()).toBe(0);
});

test("a second start on the same port ends with one line that says what to do", async () => {
  const { options, port } = await startProvider();

  const { code, stderr } = await failureOf(spawnTypeScript(EXAMPLE, options));

  expect(code).toBe(1);
  expect(stderr).toContain(`Port ${port} is taken: stop what uses it, or set PORT.\n`);
});
