import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { browserTest } from "../support/browser/chromium.js";
import {
  expectHeading,
  PASSWORD,
  registerByHand,
  signInByHand,
  signOutByHand,
  sites,
} from "../support/browser/site.js";

const { open } = sites();

browserTest("everything that is stored about an account can be downloaded", async () => {
  const site = await open();
  const page = await (await site.aBrowser()).newPage();
  await registerByHand(page, site.origin);
  await page.getByRole("link", { name: "Your data" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download my data" }).click(),
  ]);
  const exported = JSON.parse(readFileSync(await download.path(), "utf8"));
  expect(exported.user).toMatchObject({ username: "ada", email: "ada@example.com" });
});

browserTest(
  "only another username asks for the password, and one that is wrong loses nothing that was typed",
  async () => {
    const site = await open();
    const page = await (await site.aBrowser()).newPage();
    await registerByHand(page, site.origin);
    const save = page.getByRole("button", { name: "Save" });
    const username = page.getByLabel("Username");
    const password = page.getByLabel("Your password", { exact: true });

    await page.getByLabel("Full name").fill("Ada King");
    await username.fill(" ADA ");
    expect(await password.count()).toBe(0);
    await save.click();
    await page.getByText("Saved.").waitFor();

    await username.fill("countess");
    await save.click();
    await page.getByText("This field is required.").waitFor();
    await password.fill("not the password");
    await save.click();
    await page.getByText("Incorrect password.").waitFor();
    expect(await username.inputValue()).toBe("countess");
    await password.fill(PASSWORD);
    await save.click();
    await page.getByText("Saved.").waitFor();
    expect(await password.count()).toBe(0);
    const users = site.server().store.users;
    expect(await users.byLogin({ username: "countess" })).toMatchObject({ fullName: "Ada King" });
  },
);

browserTest("after signing in one is back where one wanted to go, and only within this site", async () => {
  const site = await open();
  const page = await (await site.aBrowser()).newPage();
  await registerByHand(page, site.origin);
  await signOutByHand(page);
  await expectHeading(page, "Sign in");
  for (const [next, expected] of [
    ["/account/sessions", "/account/sessions"],
    ["//evil.example/", "/account"],
    ["https://evil.example/", "/account"],
    ["/\\evil.example", "/account"],
  ]) {
    await page.goto(`${site.origin}/sign-in?next=${encodeURIComponent(next ?? "")}`);
    await signInByHand(page, "ada");
    await page.waitForURL(site.origin + expected);
    await signOutByHand(page);
    await expectHeading(page, "Sign in");
  }
});

browserTest("nothing overflows at 320 pixels", async () => {
  const site = await open();
  const page = await (await site.aBrowser()).newPage();
  await page.setViewportSize({ width: 320, height: 700 });
  await registerByHand(page, site.origin);
  for (const path of ["", "/email", "/password", "/sessions", "/activity", "/data"]) {
    await page.goto(`${site.origin}/account${path}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(await page.locator("html").evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(320);
  }
});
