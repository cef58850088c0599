import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserTest } from "../support/browser/chromium.js";
import { confirmByPassword, readCodes, verifyByHand } from "../support/browser/factors.js";
import {
  expectHeading,
  PASSWORD,
  registerByHand,
  signInByHand,
  signOutByHand,
  sites,
} from "../support/browser/site.js";
import { livingSessions } from "../support/browser/startSite.js";
import { virtualAuthenticator } from "../support/browser/virtualAuthenticator.js";
import { anAccount } from "../support/http/accounts.js";

const { open } = sites();

const ADA = { username: "ada", fullName: "Ada Lovelace", email: "ada@example.com" } as const;
const passkeyButton = (page: Page) => page.getByRole("button", { name: "Sign in with a passkey" });

/** Signs in with the password, and says no to the passkey that the page offers. */
async function enter(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/sign-in`);
  await signInByHand(page, "ada");
  await expectHeading(page, "Sign in without your password?");
  await page.getByRole("button", { name: "Not now" }).click();
  await expectHeading(page, "Profile");
}

async function addByHand(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/account/security`);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await confirmByPassword(page, "Create a passkey");
}

browserTest(
  "a user adds a passkey, signs in by the list of the field and by the button, renames it and removes it",
  { timeout: 120_000 },
  async () => {
    const site = await open();
    await anAccount(site.server(), { ...ADA, emailVerifiedAt: site.clock.now() });
    const page = await (await site.aBrowser()).newPage();
    const authenticator = await virtualAuthenticator(page);
    await enter(page, site.origin);

    await authenticator.verifies(false);
    await addByHand(page, site.origin);
    await page.getByText("No passkey was created.").waitFor();
    await authenticator.verifies(true);
    await page.getByRole("dialog").getByRole("button", { name: "Create a passkey" }).click();
    expect(await readCodes(page)).toHaveLength(10);
    await page.getByRole("button", { name: "I have saved them" }).click();
    await page.locator(".passkeys").getByText("Never").waitFor();
    expect(await authenticator.credentials()).toHaveLength(1);

    // The list of the field: the browser of the test chooses at once.
    const signedIn = page.waitForResponse(/\/auth\/passkeys\/login/);
    await signOutByHand(page);
    expect((await signedIn).status()).toBe(200);
    await expectHeading(page, "Profile");
    expect(await livingSessions(site)).toBe(1);

    // The button stops the list, which waits for a touch that it never gets.
    await authenticator.touches(false);
    await signOutByHand(page);
    await expectHeading(page, "Sign in");
    expect(await page.getByLabel("Username or email").getAttribute("autocomplete")).toBe("username webauthn");
    await passkeyButton(page).click();
    // Not before: the list that still waits would take the touch, and the button would be gone.
    await authenticator.touches(true);
    await expectHeading(page, "Profile");

    // A finger that is not the owner's, and then the password, which needs the passkey as its second step.
    await authenticator.touches(false);
    await authenticator.verifies(false);
    await signOutByHand(page);
    await expectHeading(page, "Sign in");
    await authenticator.touches(true);
    await passkeyButton(page).click();
    await page.getByText("No passkey was used.").waitFor();
    expect(await livingSessions(site)).toBe(0);
    await authenticator.verifies(true);
    await authenticator.touches(false);
    await page.reload();
    await signInByHand(page, "ada");
    await expectHeading(page, "Confirm that it is you");
    await authenticator.touches(true);
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await expectHeading(page, "Profile");

    await page.getByLabel("Full name").fill("Ada King");
    await page.getByRole("button", { name: "Save" }).click();
    // The password manager shows the name beside the passkey.
    await expect.poll(async () => (await authenticator.credentials())[0]?.userDisplayName).toBe("Ada King");

    await page.getByRole("link", { name: "Security" }).click();
    await page.getByRole("button", { name: /^Rename/ }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("My laptop");
    await page.keyboard.press("Enter");
    await page.getByText("The passkey is now called My laptop.").waitFor();
    await page.getByRole("button", { name: "Remove My laptop" }).click();
    await confirmByPassword(page, "Remove");
    await page.getByText("My laptop is removed.").waitFor();
    await page.getByText("You have no passkey yet.").waitFor();
    // The password manager has heard of it.
    await expect.poll(async () => (await authenticator.credentials()).length).toBe(0);

    await page.getByRole("link", { name: "Activity" }).click();
    await page.locator("main h3").first().waitFor();
    expect(await page.getByText("Something happened to the account").count()).toBe(0);
  },
);

browserTest(
  "the offer after a password is made once, and a passkey from it is asked for nothing more",
  { timeout: 60_000 },
  async () => {
    const site = await open();
    await anAccount(site.server(), { ...ADA, emailVerifiedAt: site.clock.now() });
    const page = await (await site.aBrowser()).newPage();
    await virtualAuthenticator(page);
    await enter(page, site.origin);
    await signOutByHand(page);
    await expectHeading(page, "Sign in");
    await signInByHand(page, "ada");
    await expectHeading(page, "Profile");

    const another = await (await site.aBrowser()).newPage();
    const authenticator = await virtualAuthenticator(another);
    await another.goto(`${site.origin}/sign-in?next=/account/sessions`);
    await signInByHand(another, "ada");
    await expectHeading(another, "Sign in without your password?");
    await another.getByRole("button", { name: "Create a passkey" }).click();
    await readCodes(another);
    await another.getByRole("button", { name: "I have saved them" }).click();
    await expectHeading(another, "Sessions");
    expect(await authenticator.credentials()).toHaveLength(1);
  },
);

browserTest("an account begins with a passkey instead of a password, and gets a password later", async () => {
  const site = await open();
  const page = await (await site.aBrowser()).newPage();
  const authenticator = await virtualAuthenticator(page);
  await page.goto(`${site.origin}/register`);
  await page.getByLabel("Full name").fill("Ada Lovelace");
  await page.getByLabel("Username").fill("ada");
  await page.getByRole("button", { name: "Use a passkey instead of a password" }).click();
  expect(await page.locator("[type=password]").count()).toBe(0);
  expect(await page.getByLabel("Username").inputValue()).toBe("ada");
  await page.getByLabel("Email").fill("ada@example.com");
  await page.getByRole("button", { name: "Create account" }).click();
  expect(await readCodes(page)).toHaveLength(10);
  await page.getByRole("button", { name: "I have saved them" }).click();
  await expectHeading(page, "Profile");
  expect(await authenticator.credentials()).toHaveLength(1);

  await verifyByHand(page, site);
  await page.goto(`${site.origin}/account/password`);
  await page.getByRole("button", { name: "Set password" }).waitFor();
  expect(await page.getByLabel("Current password").count()).toBe(0);
  await page.getByLabel("New password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Set password" }).click();
  await page.getByLabel("Current password", { exact: true }).waitFor();
});

browserTest("a passkey of another domain is refused with a word about the address", async () => {
  const site = await open();
  const page = await (await site.aBrowser()).newPage();
  await page.route("**/auth/passkeys/options*", async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    answer.data.options.rpId = "example.com";
    await route.fulfill({ response, json: answer });
  });
  await page.goto(`${site.origin}/sign-in`);
  await passkeyButton(page).click();
  await page.getByText("Passkeys do not work at this address.").waitFor();
});

browserTest("a browser that cannot use passkeys signs in with the password, and the page says why", async () => {
  const site = await open();
  const page = await (await site.aBrowser()).newPage();
  await page.addInitScript("delete PublicKeyCredential.parseCreationOptionsFromJSON");
  await registerByHand(page, site.origin);
  await verifyByHand(page, site);
  await page.goto(`${site.origin}/account/security`);
  await page.getByText("This browser cannot use passkeys.").waitFor();
  expect(await page.getByRole("button", { name: "Add a passkey" }).count()).toBe(0);
  await signOutByHand(page);
  await expectHeading(page, "Sign in");
  expect(await passkeyButton(page).count()).toBe(0);
  await signInByHand(page, "ada");
  await expectHeading(page, "Profile");
});
