import * as client from "openid-client";
import { expect, test } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import { failureOf } from "../support/process/latchkeyProcess.js";
import { spawnTypeScript, startServerProcess } from "../support/process/serverProcess.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const EXAMPLE = "examples/oidc-provider/server.mjs";
const LATCHKEY = "http://localhost:3000";

async function start() {
  const port = await freePort();
  const options = { cwd: temporaryFolder(), env: { PORT: String(port), LATCHKEY_URL: LATCHKEY } };
  const provider = await startServerProcess(EXAMPLE, { ...options, sign: "and choose a person" });
  return { provider, issuer: `http://localhost:${port}`, options };
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

/** Presses a button of the provider's page, and answers with the address that Latchkey would get, and what redeems it. */
async function choose(issuer: string, choice: string) {
  const insecure = { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] };
  const config = await client.discovery(new URL(issuer), "latchkey", "only-on-this-machine", undefined, insecure);
  const checks = { pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: "state", expectedNonce: "nonce" };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: `${LATCHKEY}/api/v1/auth/providers/local/callback`,
    scope: "openid email profile",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: "S256",
  });
  const visit = aBrowser();
  const { html } = await visit((await visit(url)).to);
  const buttons = [...html.matchAll(/formaction="([^"]+)"/g)].map(([, action = ""]) => action);
  const pressed = buttons.find((action) => action.endsWith(`/${choice}`)) ?? "";
  const { to } = await visit((await visit(new URL(pressed, issuer), "POST")).to);
  return { to, redeem: () => client.authorizationCodeGrant(config, to, checks) };
}

test("the example is a provider of three people, who say how they signed in", async () => {
  const { provider, issuer } = await start();

  const ada = await (await choose(issuer, "ada")).redeem();
  expect(ada.claims()).toMatchObject({ sub: "ada", email: "ada@example.com", email_verified: true, amr: ["pwd"] });
  const bob = await (await choose(issuer, "bob")).redeem();
  expect(bob.claims()).toMatchObject({ sub: "bob", email_verified: false });
  const cleo = await (await choose(issuer, "cleo")).redeem();
  expect(cleo.claims()).toMatchObject({ sub: "cleo", amr: ["pwd", "otp", "mfa"] });
  const { searchParams } = (await choose(issuer, "cancel")).to;
  expect([searchParams.get("error"), searchParams.get("state")]).toEqual(["access_denied", "state"]);
  expect(await provider.stop()).toBe(0);
});

test("a second start on the same port ends with one line that says what to do", async () => {
  const { options, issuer } = await start();

  const { code, stderr } = await failureOf(spawnTypeScript(EXAMPLE, options));

  expect(code).toBe(1);
  expect(stderr).toContain(`Port ${new URL(issuer).port} is taken: stop what uses it, or set PORT.\n`);
});
