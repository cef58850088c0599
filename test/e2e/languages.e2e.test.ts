import type { BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import { browserTest } from "../support/browser/chromium.js";
import { expectHeading, PASSWORD, sites } from "../support/browser/site.js";

const { open } = sites();

/** Registers with what an English browser shows, and is signed in afterwards. */
async function register(page: Page, origin: string, query = ""): Promise<void> {
  await page.goto(`${origin}/register${query}`);
  await page.locator("[name=fullName]").fill("Ada Lovelace");
  await page.locator("[name=username]").fill("ada");
  await page.locator("[name=email]").fill("ada@example.com");
  await page.locator("[name=password]").fill(PASSWORD);
  await page.locator("main [type=submit]").click();
  await page.waitForURL(`${origin}/account`);
}

async function signIn(context: BrowserContext, origin: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${origin}/sign-in`);
  await page.locator("[name=login]").fill("ada");
  await page.locator("[name=password]").fill(PASSWORD);
  await page.locator("main [type=submit]").click();
  await page.waitForURL(`${origin}/account`);
  return page;
}

const languageOf = (page: Page) => page.locator("html").getAttribute("lang");

browserTest("a page in German has no English text, and the errors and rules of the server are German too", async () => {
  const site = await open();
  const page = await (await site.aBrowser()).newPage();
  await page.goto(`${site.origin}/register?lang=de`);
  await expectHeading(page, "Konto erstellen");
  expect(await languageOf(page)).toBe("de");
  const rules = await page.locator(".rules li").allTextContents();
  expect(rules.join(" ")).toMatch(/Zeichen/);

  await page.getByLabel("Vollständiger Name").fill("Ada Lovelace");
  await page.getByLabel("Benutzername").fill("a");
  await page.locator("[name=email]").fill("nothing");
  await page.getByLabel("Passwort", { exact: true }).fill(PASSWORD);
  expect(await page.getByRole("button", { name: "Passwort anzeigen" }).count()).toBe(1);
  await page.getByRole("button", { name: "Konto erstellen" }).click();
  await page.locator(".note.error").first().waitFor();
  const errors = (await page.locator(".note.error").allTextContents()).join(" ");
  expect(errors).not.toMatch(/\b(the|must|Enter|Use|characters)\b/);
  expect(errors).toMatch(/[äöüß]|Geben|Zeichen/);
});

browserTest(
  "a language chosen below the card is that of the tab, of the next page, and of the new account",
  async () => {
    const site = await open();
    const context = await site.aBrowser();
    const page = await context.newPage();
    await page.goto(`${site.origin}/sign-in`);
    await page.getByRole("button", { name: "Français" }).click();
    await expectHeading(page, "Se connecter");
    expect(await page.getByRole("button", { name: "Français" }).getAttribute("aria-current")).toBe("true");
    await register(page, site.origin);
    await expectHeading(page, "Profil");
    expect(await page.getByLabel("Langue").inputValue()).toBe("fr");

    // Another tab knows no choice: there the account decides, after the sign-in page showed the browser's language.
    await context.clearCookies();
    const other = await signIn(context, site.origin);
    await expectHeading(other, "Profil");
    expect(await languageOf(other)).toBe("fr");
  },
);

browserTest("a language chosen in the profile survives a reload and a new sign-in, and can be given back", async () => {
  const site = await open();
  const context = await site.aBrowser();
  const page = await context.newPage();
  await register(page, site.origin);
  await expectHeading(page, "Profile");
  await page.getByLabel("Language").selectOption({ label: "Deutsch" });
  await page.getByRole("button", { name: "Save" }).click();
  await expectHeading(page, "Profil");
  await page.getByText("Gespeichert.").waitFor();
  expect(await languageOf(page)).toBe("de");
  await page.reload();
  await expectHeading(page, "Profil");

  await context.clearCookies();
  const other = await signIn(context, site.origin);
  await expectHeading(other, "Profil");
  await other.getByLabel("Sprache").selectOption("");
  await other.getByRole("button", { name: "Speichern" }).click();
  await expectHeading(other, "Profile");
  expect(await languageOf(other)).toBe("en");
});

browserTest("a language whose texts cannot be loaded leaves the page in the one shown", async () => {
  const site = await open();
  const page = await (await site.aBrowser()).newPage();
  await page.route(/\/assets\/de-[^/]+\.js$/, (route) => route.abort());
  await page.goto(`${site.origin}/sign-in?lang=de`);
  await expectHeading(page, "Sign in");
  expect(await languageOf(page)).toBe("en");
});
