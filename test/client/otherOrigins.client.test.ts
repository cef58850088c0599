import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "vite";
import { expect, onTestFinished } from "vitest";
import type { ClientOptions, LatchkeyClient, LatchkeyError } from "../../packages/client/src/index.js";
import type { LatchkeyOptions } from "../../src/config/index.js";
import { browserTest, launchChromium } from "../support/browser/chromium.js";
import { startWorld } from "../support/client/world.js";
import { PASSWORD } from "../support/http/accounts.js";
import { MINUTE } from "../support/ManualClock.js";

declare global {
  var createLatchkeyClient: (options: ClientOptions) => LatchkeyClient;
  var client: LatchkeyClient;
}

/** The client as a browser loads it. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      rolldownOptions: { input: "packages/client/src/index.ts", preserveEntrySignatures: "strict" },
    },
  });
  const [result] = [built].flat();
  if (result === undefined || !("output" in result)) throw new Error("Nothing was built.");
  return result.output[0].code;
}

/** A page of somebody's own at another origin than Latchkey. */
async function servePage(): Promise<number> {
  const code = await bundle();
  const page = `<script type="module">
    import { createLatchkeyClient } from "./client.js";
    window.createLatchkeyClient = createLatchkeyClient;
  </script>`;
  const server = createServer((req, res) => {
    const isScript = req.url === "/client.js";
    res.setHeader("Content-Type", isScript ? "text/javascript" : "text/html").end(isScript ? code : page);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function aPage(host: string, serverOptions: LatchkeyOptions, mode: "cookies" | "tokens") {
  const port = await servePage();
  const world = await startWorld({ corsOrigin: `http://${host}:${port}`, ...serverOptions });
  const browser = await launchChromium();
  if (browser === null) throw new Error("There is no browser.");
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.goto(`http://${host}:${port}`);
  await page.waitForFunction(() => "createLatchkeyClient" in globalThis);
  const options = { baseUrl: world.api, mode };
  await page.evaluate((given) => {
    globalThis.client = createLatchkeyClient(given);
  }, options);
  return { world, page };
}

browserTest.each([
  ["of the same site, with cookies", "localhost", {}, "cookies"],
  ["of another site, with tokens", "127.0.0.1", { tokensInBody: "always" }, "tokens"],
] as const)("a page %s signs in, refreshes, calls and signs out", async (_name, host, serverOptions, mode) => {
  const { world, page } = await aPage(host, serverOptions, mode);
  const { username } = await world.aUser();

  expect(await page.evaluate(() => client.start())).toEqual({ status: "signed-out", reason: null });
  await page.evaluate((input) => client.login(input), { username, password: PASSWORD });
  world.clock.advance(16 * MINUTE);
  expect(await page.evaluate(async (url) => (await client.fetch(url)).status, `${world.api}/users/profile`)).toBe(200);
  expect(world.count("POST /auth/refresh-token")).toBe(mode === "cookies" ? 2 : 1);
  const wrong = { currentPassword: "wrong", newPassword: "a stable for my horse" };
  const code = await page.evaluate(
    (input) => client.changePassword(input).catch((error: LatchkeyError) => error.code),
    wrong,
  );
  expect(code).toBe("INVALID_CREDENTIALS");
  await page.evaluate(() => client.logout());

  expect(await page.evaluate(() => client.state)).toEqual({ status: "signed-out", reason: "signed-out-here" });
});
