import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserTest } from "../support/browser/chromium.js";
import { expectHeading, registerByHand, sites } from "../support/browser/site.js";

const { open } = sites();

async function requestLink(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/forgot-password`);
  await page.getByLabel("Email address").fill("ada@example.com");
  await page.getByRole("button", { name: "Send the link" }).click();
  await expectHeading(page, "Check your email");
}

browserTest(
  "where mail is shown instead of sent, a page that speaks of a mail links to it, in a tab of its own",
  async () => {
    const site = await open();
    const page = await (await site.aBrowser()).newPage();
    await requestLink(page, site.origin);
    const link = page.getByRole("link", { name: "Open the outbox" });
    expect([await link.getAttribute("href"), await link.getAttribute("target")]).toEqual(["/outbox", "_blank"]);

    await registerByHand(page, site.origin);
    await page.goto(`${site.origin}/account/email`);
    await expectHeading(page, "Email");
    expect(await link.count()).toBe(1);
  },
);

browserTest("where mail is sent, no page speaks of an outbox", async () => {
  const site = await open({ smtpUrl: "smtp://localhost" });
  const page = await (await site.aBrowser()).newPage();
  await requestLink(page, site.origin);
  expect(await page.getByText("outbox").count()).toBe(0);
});
