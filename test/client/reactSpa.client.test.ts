import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { build, preview } from "vite";
import { expect, onTestFinished } from "vitest";
import { browserTest, launchChromium } from "../support/browser/chromium.js";
import { startWorld } from "../support/client/world.js";
import { aRegistration } from "../support/http/accounts.js";

const configFile = "examples/react-spa/vite.config.ts";

/** The example as its README runs it, but built, and in front of a server of the test's. */
async function openExample() {
  const world = await startWorld();
  const outDir = mkdtempSync(join(tmpdir(), "latchkey-spa-"));
  await build({ configFile, logLevel: "silent", build: { outDir, emptyOutDir: true } });
  const proxy = { "/api": { target: world.proxy.origin, headers: { origin: world.server.config.publicUrl } } };
  const at = { port: 0, host: "127.0.0.1", proxy };
  const site = await preview({ configFile, logLevel: "silent", build: { outDir }, preview: at });
  const browser = await launchChromium();
  if (browser === null) throw new Error("There is no browser.");
  const context = await browser.newContext();
  onTestFinished(async () => {
    await browser.close();
    await site.close();
    rmSync(outDir, { recursive: true, force: true });
  });
  const [url = ""] = site.resolvedUrls?.local ?? [];
  const aTab = async () => {
    const page = await context.newPage();
    await page.goto(url);
    return page;
  };
  return { world, aTab };
}

async function fillIn(page: Page, fields: Record<string, string>) {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
}

browserTest("the React example signs in, follows its other tab, and shows the reason of a sign-out", async () => {
  const { world, aTab } = await openExample();
  const [page, other] = [await aTab(), await aTab()];
  const { username, fullName, email, password } = aRegistration();

  await page.getByRole("button", { name: "I am new here" }).click();
  await fillIn(page, { Username: username, "Full name": fullName, Email: email, Password: password });
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: `Hello, ${fullName}` }).waitFor();
  await other.getByRole("heading", { name: `Hello, ${fullName}` }).waitFor();

  await page.getByRole("button", { name: "Ask it" }).click();
  await page.getByText("It answered 200.").waitFor();

  world.proxy.follow(() => ({ cut: true }));
  await page.getByRole("button", { name: "Ask it" }).click();
  await other.reload();
  await other.getByText("The server does not answer. You stay signed in").waitFor();
  world.proxy.follow(() => ({}));
  await other.getByRole("heading", { name: `Hello, ${fullName}` }).waitFor();

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You are signed out.").waitFor();
  await other.getByText("You signed out in another tab.").waitFor();

  await fillIn(page, { Username: username, Password: "wrong" });
  await page.getByRole("button", { name: "Sign in" }).click();
  expect(await page.getByRole("alert").textContent()).toBe("Incorrect username, email or password.");
});
