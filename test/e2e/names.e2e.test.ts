import { expect } from "vitest";
import { browserTest } from "../support/browser/chromium.js";
import { expectHeading, PASSWORD, signOutByHand, sites } from "../support/browser/site.js";

const { open } = sites();
const EMAIL = "ada@example.com";

browserTest(
  "with names off an email address and a password are enough, from the registration to the deletion",
  { timeout: 120_000 },
  async () => {
    const site = await open({ username: "off", fullName: "off" });
    const page = await (await site.aBrowser()).newPage();

    await page.goto(`${site.origin}/register`);
    await expectHeading(page, "Create an account");
    const asked = page.locator("form input:not([type=checkbox])");
    expect(await asked.evaluateAll((inputs) => inputs.map((input) => input.getAttribute("name")))).toEqual([
      "email",
      "password",
    ]);
    await page.getByLabel("Email").fill(EMAIL);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Create account" }).click();
    await expectHeading(page, "Profile");
    expect(await page.locator("[name=username], [name=fullName]").count()).toBe(0);
    await page.getByRole("button", { name: `${EMAIL}, account menu` }).waitFor();

    await signOutByHand(page);
    await expectHeading(page, "Sign in");
    expect(await page.getByLabel("Email").getAttribute("autocomplete")).toBe("username webauthn");
    await page.getByLabel("Email").fill(EMAIL);
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("Incorrect email or password.").waitFor();
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expectHeading(page, "Profile");

    await page.goto(`${site.origin}/account/data`);
    await page.getByLabel(`Type your email address, ${EMAIL}, to confirm`).fill(EMAIL);
    await page.getByLabel("Your password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Delete my account" }).click();
    await page.getByText("Your account and all its data have been deleted.").waitFor();
    expect(await site.server().store.users.byLogin({ email: EMAIL })).toBeNull();
  },
);

browserTest("an optional name is marked so, may be left empty, and is removed by emptying it", async () => {
  const site = await open({ username: "optional", fullName: "optional" });
  const page = await (await site.aBrowser()).newPage();
  await page.goto(`${site.origin}/register`);
  await page.getByLabel("Username (optional)").fill("ada");
  await page.getByLabel("Email").fill(EMAIL);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expectHeading(page, "Profile");

  await page.getByLabel("Username (optional)").fill("");
  await page.getByLabel("Full name (optional)").fill("Ada Lovelace");
  await page.getByLabel("Your password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  expect(await site.server().store.users.byLogin({ email: EMAIL })).toMatchObject({
    username: null,
    fullName: "Ada Lovelace",
  });
});
