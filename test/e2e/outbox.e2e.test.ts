import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { browserTest, launchChromium } from "../support/browser/chromium.js";
import { aRegistration } from "../support/http/accounts.js";
import { TestClient } from "../support/http/TestClient.js";
import { startTestServer, type TestServer } from "../support/http/testServer.js";

let browser: Browser | null;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(() => browser?.close());

async function open(
  colorScheme: "light" | "dark",
  width: number,
): Promise<{ server: TestServer; page: Page; complaints: string[] }> {
  if (browser === null) throw new Error("No Chromium was found.");
  const server = await startTestServer();
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
  context.setDefaultTimeout(20_000);
  onTestFinished(async () => {
    await context.close();
    await server.close();
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (/Content.Security.Policy|Refused to|X-Frame/i.test(message.text())) complaints.push(message.text());
  });
  return { server, page, complaints };
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude("iframe").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
}

browserTest.each([
  ["light", 1200],
  ["dark", 320],
] as const)(
  "the outbox shows a new mail without a reload, its HTML and text, and its link opens a tab (%s, %i px)",
  { timeout: 60_000 },
  async (colorScheme, width) => {
    const { server, page, complaints } = await open(colorScheme, width);
    await page.goto(`${server.origin}/outbox`);
    await page.getByText("No emails yet.").waitFor();
    await expectAccessible(page);

    const ada = aRegistration();
    await new TestClient(server.api).post("/auth/register", ada);
    const entry = page.getByRole("link", { name: ada.email });
    await entry.waitFor();
    // By keyboard alone.
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    expect(await entry.evaluate((link) => link === link.ownerDocument.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Confirm your email address at Latchkey" }).waitFor();
    const [mail] = await server.mails();
    expect(await page.locator("pre").textContent()).toContain(mail?.link);
    const frame = page.frameLocator("iframe");
    await frame.getByRole("heading", { name: "Confirm your email address" }).waitFor();
    await expectAccessible(page);

    // A mail that arrives while one is open.
    await new TestClient(server.api).post("/auth/forgot-password", { email: ada.email });
    await page.getByRole("link", { name: "Reset your password" }).waitFor();
    expect(await page.getByRole("status").textContent()).toContain("2 emails");

    // The test's server has the links of another port, where nobody answers.
    await page.context().route("http://localhost:3000/**", (route) => route.fulfill({ body: "the page of the link" }));
    const opened = page.context().waitForEvent("page");
    await frame.getByRole("link", { name: "Confirm email address" }).click();
    const tab = await opened;
    await tab.waitForURL(mail?.link ?? "");
    expect(complaints).toEqual([]);

    await page.getByRole("button", { name: "Delete all emails" }).click();
    await page.getByText("No emails yet.").waitFor();
    expect(await server.mails()).toEqual([]);
  },
);
