import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import { browserTest, launchChromium } from "../support/browser/chromium.js";
import { expectHeading, PASSWORD, signInByHand, signOutByHand } from "../support/browser/site.js";
import { installWithPages } from "../support/library/packageWithPages.js";
import { readOutbox } from "../support/mail/mailbox.js";
import { serverOf, spawnNode } from "../support/process/serverProcess.js";

/** An app with a home, a form and an image of its own beside the pages, and another app on another port. */
const HOST = `
import { createServer } from "node:http";
import express from "express";
import { createLatchkey } from "latchkey";
import { z } from "zod";

const [port, other, pagesPath, apiPath] = process.argv.slice(2);
const latchkey = createLatchkey({
  publicUrl: "http://localhost:" + port,
  databaseUrl: "sqlite:./" + port + ".db",
  brandName: "Acme",
  logLevel: "silent",
  pagesPath,
  apiPath,
  pages: { next: ["http://localhost:" + other] },
  userFields: {
    company: z.string().min(3).optional().meta({ label: "Company", description: "Where you work." }),
    locale: z.enum(["en", "de"]).default("en").meta({ label: "Language" }),
    age: z.int().min(18).meta({ label: "Age" }),
    terms: z.literal(true, { error: "Accept the terms first." }).meta({ label: "I accept the terms" }),
    note: z.string().optional(),
  },
});
const app = express();
app.use(apiPath, latchkey.router);
app.use(latchkey.pages);
app.get("/", (_req, res) => res.type("html").send("<h1>The home of Acme</h1>"));
app.post("/register", (_req, res) => res.send("the app's own form"));
app.get("/assets/own.css", (_req, res) => res.type("css").send("a{}"));
app.get("/orders", latchkey.verifyJWT, (req, res) => res.type("html").send("<h1>Orders of " + req.user.username + "</h1>"));
app.get("/fields", latchkey.verifyJWT, (req, res) => res.json(req.user));
const elsewhere = createServer((req, res) => res.setHeader("content-type", "text/html").end("<h1>Another app</h1>"));
await new Promise((done) => elsewhere.listen(Number(other), "127.0.0.1", done));
app.listen(Number(port), "127.0.0.1", () => console.log("Listening on " + port));
`;

let browser: Browser | null;
let host: Awaited<ReturnType<typeof installWithPages>>;

beforeAll(async () => {
  [browser, host] = await Promise.all([launchChromium(), installWithPages()]);
  writeFileSync(join(host.folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(host.folder, "host.js"), HOST);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  host.remove();
});

async function startHost(pagesPath: string, apiPath: string): Promise<{ origin: string; other: string }> {
  const [port, other] = [await freePort(), await freePort()];
  const child = spawnNode([join(host.folder, "host.js"), String(port), String(other), pagesPath, apiPath], {
    cwd: host.folder,
    env: {},
  });
  await serverOf(child, "Listening on");
  return { origin: `http://localhost:${port}`, other: `http://localhost:${other}` };
}

async function aPage(): Promise<{ page: Page; complaints: string[] }> {
  if (browser === null) throw new Error("No Chromium was found.");
  const context: BrowserContext = await browser.newContext();
  context.setDefaultTimeout(20_000);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (/Content.Security.Policy|Refused to/i.test(message.text())) complaints.push(message.text());
  });
  return { page, complaints };
}

/** Registers with the fields of the app, first with what it refuses. */
async function registerWithFields(page: Page, pages: string): Promise<void> {
  await page.goto(`${pages}/register`);
  await page.getByLabel("Full name").fill("Ada Lovelace");
  await page.getByLabel("Username").fill("ada");
  await page.getByLabel("Email").fill("ada@example.com");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Company (optional)").fill("Ac");
  await page.getByLabel("Language").selectOption("de");
  const register = page.getByRole("button", { name: "Create account" });
  await register.click();
  await page.getByText("This field is required.").waitFor();
  await page.getByLabel("Age", { exact: true }).fill("36");
  await register.click();
  await page.getByText("Accept the terms first.").waitFor();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  expect(await page.getByLabel("Company (optional)").getAttribute("aria-invalid")).toBe("true");
  expect(await page.locator("[name=note]").count()).toBe(0);
  await page.getByLabel("Company (optional)").fill("Acme");
  await page.getByLabel("I accept the terms").check();
  await register.click();
  await page.waitForURL(`${pages}/account`);
  expect(await page.getByLabel("Company (optional)").inputValue()).toBe("Acme");
  expect(await page.getByLabel("Language").inputValue()).toBe("de");
}

describe.each([
  { pagesPath: "/", base: "", apiPath: "/api/v1" },
  { pagesPath: "/account-pages", base: "/account-pages", apiPath: "/identity" },
])("latchkey.pages at $pagesPath in an app", ({ pagesPath, base, apiPath }) => {
  browserTest(
    "registering, the link of the mail, a sign-in that leads elsewhere and a sign-out work, and the rest is the app's",
    { timeout: 120_000 },
    async () => {
      const { origin, other } = await startHost(pagesPath, apiPath);
      const { page, complaints } = await aPage();
      const pages = origin + base;

      await registerWithFields(page, pages);
      // The app's own field `locale` is the language of the account.
      await expectHeading(page, "Profil");
      await page.getByLabel("Company (optional)").fill("");
      await page.getByLabel("Language").selectOption("en");
      await page.getByRole("button", { name: "Speichern" }).click();
      await expectHeading(page, "Profile");
      const changed = await (await page.request.get(`${origin}/fields`)).json();
      expect(changed).toMatchObject({ locale: "en", age: 36, terms: true });
      expect(changed).not.toHaveProperty("company");
      await page.context().route(/^https:/, (route) => route.fulfill({ status: 404 }));
      await page.getByLabel("Picture address").fill("https://pictures.example/ada.png");
      const loaded = page.waitForResponse(`${pages}/account`);
      await page.getByRole("button", { name: "Save" }).click();
      const policy = await (await loaded).headerValue("content-security-policy");
      expect(policy).toContain("img-src 'self' data: https://pictures.example;");
      await page.getByText("Saved.").waitFor();
      await page.getByLabel("Picture address").fill("");
      await page.getByRole("button", { name: "Save" }).click();
      await expect.poll(async () => (await (await page.request.get(`${origin}/fields`)).json()).avatarUrl).toBeNull();
      await page.getByRole("link", { name: "Sessions" }).click();
      await page.waitForURL(`${pages}/account/sessions`);

      await expect.poll(() => readOutbox(join(host.folder, "data/outbox")).at(-1)?.link ?? "").toContain(pages);
      const link = readOutbox(join(host.folder, "data/outbox")).at(-1)?.link ?? "";
      expect(link).toMatch(`${pages}/verify-email#token=`);
      await page.goto(link);
      await page.getByRole("button", { name: "Verify my email address" }).click();
      await expectHeading(page, "Your email address is verified");
      await page.getByRole("link", { name: "Go to my account" }).click();
      await page.waitForURL(`${pages}/account`);

      const account = `${pages}/account`;
      for (const [next, end] of [
        [`${other}/orders?a=b`, `${other}/orders?a=b`],
        ["/orders", `${origin}/orders`],
        ["http://127.0.0.1:9/", account],
        [`${other}@evil.example/`, account],
        [`${base}/account/data`, `${pages}/account/data`],
      ]) {
        await page.goto(account);
        await signOutByHand(page);
        await expectHeading(page, "Sign in");
        await page.goto(`${pages}/sign-in?next=${encodeURIComponent(next ?? "")}`);
        await signInByHand(page, "ada");
        await page.waitForURL(end ?? "");
      }
      await page.goto(`${origin}/orders`);
      await expectHeading(page, "Orders of ada");

      // What is no page is the app's: its root, its form, its files and its 404.
      await page.goto(`${pages}/forgot-password`);
      await page.getByRole("link", { name: "Acme" }).click();
      await expectHeading(page, base === "" ? "The home of Acme" : "Profile");

      expect(await (await fetch(`${origin}/register`, { method: "POST" })).text()).toBe("the app's own form");
      for (const path of ["/assets/own.css", "/nowhere", `${base}/account/nothing`]) {
        const { headers } = await fetch(origin + path);
        expect([path, headers.get("x-request-id"), headers.get("x-powered-by")]).toEqual([path, null, "Express"]);
      }
      const response = await page.goto(`${origin}${base}/nothing`);
      expect(response?.status()).toBe(404);
      // Below a path of their own the pages say it; at the root the app does.
      if (base === "") expect(await page.content()).toContain("Cannot GET /nothing");
      else await expectHeading(page, "Page not found");
      expect(complaints).toEqual([]);
    },
  );
});
