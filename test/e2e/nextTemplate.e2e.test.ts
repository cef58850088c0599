import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import { browserTest, launchChromium } from "../support/browser/chromium.js";
import { aRegistration } from "../support/http/accounts.js";
import { TestClient } from "../support/http/TestClient.js";
import { installPacked, type PackedPackages } from "../support/library/installPacked.js";
import { serverOf, spawnNode } from "../support/process/serverProcess.js";

const run = promisify(execFile);
const NEXT = resolve("node_modules/next/dist/bin/next");
const QUIET = { NEXT_TELEMETRY_DISABLED: "1" };

let packed: PackedPackages;
let app: string;
let browser: Browser | null;

// A build takes most of the time, so the tests share one.
beforeAll(async () => {
  [packed, browser] = await Promise.all([installPacked(), launchChromium()]);
  app = (await packed.newApp("next")).folder;
  await run(process.execPath, [NEXT, "build"], { cwd: app, env: { ...process.env, ...QUIET } });
}, 300_000);

afterAll(async () => {
  await browser?.close();
  packed.remove();
});

async function startApp(): Promise<string> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const database = `sqlite:${join(packed.folder, `${port}.db`)}`;
  const env = { ...QUIET, PUBLIC_URL: origin, DATABASE_URL: database };
  await serverOf(spawnNode([NEXT, "start", "-p", String(port), "-H", "127.0.0.1"], { cwd: app, env }), "Ready");
  return origin;
}

async function aBrowser(): Promise<BrowserContext> {
  if (browser === null) throw new Error("There is no browser.");
  const context = await browser.newContext();
  context.setDefaultTimeout(20_000);
  onTestFinished(() => context.close());
  return context;
}

async function fillIn(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
}

/** Registers in the browser. */
async function register(page: Page) {
  const registration = aRegistration();
  const { username, fullName, email, password } = registration;
  await page.getByRole("button", { name: "I am new here" }).click();
  await fillIn(page, { Username: username, "Full name": fullName, Email: email, Password: password });
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: fullName }).waitFor();
  return registration;
}

/** What happens to the cookie when its time is over. */
function expireAccessToken(context: BrowserContext): Promise<void> {
  return context.clearCookies({ name: "accessToken" });
}

test("passes its own test, and writes nothing", async () => {
  const { stdout } = await run("npm", ["run", "--silent", "test"], { cwd: app });
  expect(stdout).toMatch(/^# pass 2$/m);
  expect(existsSync(join(app, "data"))).toBe(false);
});

browserTest("registers, refreshes after expiry in pages and server actions, signs out and in", async () => {
  const [origin, context] = [await startApp(), await aBrowser()];
  const page = await context.newPage();

  await page.goto(`${origin}/account`);
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe("/sign-in?next=%2Faccount");
  const { username, password, email } = await register(page);
  expect(page.url()).toBe(`${origin}/account`);
  await page.getByText(email).waitFor();

  await expireAccessToken(context);
  await page.goto(`${origin}/account`);
  await page.getByText(email).waitFor();
  expect(page.url()).toBe(`${origin}/account`);

  await expireAccessToken(context);
  await fillIn(page, { "New name": "Augusta King" });
  await page.getByRole("button", { name: "Rename" }).click();
  await page.getByRole("heading", { name: "Augusta King" }).waitFor();
  await page.getByRole("link", { name: "Home" }).click();
  await page.getByRole("heading", { name: "Hello, Augusta King" }).waitFor();

  await page.getByRole("link", { name: "Account" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await fillIn(page, { Username: username, Password: "not the password" });
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Incorrect username, email or password.").waitFor();
  await fillIn(page, { Username: username, Password: password });
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Augusta King" }).waitFor();
});

browserTest("a sign-out in another tab, or of all devices, counts at once", async () => {
  const [origin, context] = [await startApp(), await aBrowser()];
  const [page, other] = [await context.newPage(), await context.newPage()];
  await page.goto(`${origin}/sign-in`);
  const { username, password } = await register(page);
  await other.goto(`${origin}/account`);

  await page.getByRole("button", { name: "Sign out" }).click();
  await other.getByRole("button", { name: "Sign in" }).waitFor();

  await fillIn(other, { Username: username, Password: password });
  await other.getByRole("button", { name: "Sign in" }).click();
  await other.getByRole("button", { name: "Rename" }).waitFor();
  const phone = new TestClient(`${origin}/api/v1`);
  const { body } = await phone.post("/auth/login", { username, password });
  await phone.post("/auth/logout-all", undefined, { bearer: body.data.accessToken });

  await other.goto(`${origin}/account`);
  await other.getByRole("button", { name: "Sign in" }).waitFor();
  expect(other.url()).toContain("/sign-in");
});

browserTest("the page itself refuses what slips past the proxy, and another origin changes nothing", async () => {
  const [origin, context] = [await startApp(), await aBrowser()];
  const page = await context.newPage();
  await page.goto(`${origin}/sign-in`);
  const { fullName } = await register(page);

  expect((await fetch(`${origin}/auth/forgot-password`)).headers.get("content-security-policy")).not.toBeNull();
  for (const headers of [{ cookie: "refreshToken=made-up" }, { "x-middleware-subrequest": "proxy:proxy:proxy" }]) {
    const answer = await fetch(`${origin}/account`, { headers, redirect: "manual" });
    expect(answer.status).toBe(307);
    expect(answer.headers.get("location")).toContain("/sign-in?next=%2Faccount");
  }

  const [sent] = await Promise.all([
    page.waitForRequest((request) => request.method() === "POST" && request.url() === `${origin}/account`),
    fillIn(page, { "New name": "Augusta King" }).then(() => page.getByRole("button", { name: "Rename" }).click()),
  ]);
  await page.getByRole("heading", { name: "Augusta King" }).waitFor();
  const repeat = async (from: string) => {
    const { "content-length": _, ...headers } = await sent.allHeaders();
    const data = sent.postData()?.replace("Augusta King", fullName) ?? "";
    await context.request.post(`${origin}/account`, { headers: { ...headers, origin: from }, data });
    await page.reload();
  };
  await repeat("https://evil.example");
  await page.getByRole("heading", { name: "Augusta King" }).waitFor();
  await repeat(origin);
  await page.getByRole("heading", { name: fullName }).waitFor();
});
