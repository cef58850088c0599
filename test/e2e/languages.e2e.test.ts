import type { Page } from "playwright-core";
import { expect } from "vitest";
import { LANGUAGES, PSEUDO_LANGUAGE } from "../../src/language/index.js";
import { browserTest } from "../support/browser/chromium.js";
import { expectHeading, PASSWORD, registerByHand, signInByHand, sites } from "../support/browser/site.js";

const { open } = sites();

const NAMES = ["English", "Deutsch", "Français", "Español"];

const languageOf = (page: Page) => page.locator("html").getAttribute("lang");
const widthOf = (page: Page) => page.locator("html").evaluate((html) => html.scrollWidth);

/** What the pages show outside the catalogues: every text of the pseudo-language is in brackets. */
async function textsOutside(page: Page): Promise<string[]> {
  const texts = await page.locator("body").evaluate((body) => {
    const found: string[] = [];
    const walker = body.ownerDocument.createTreeWalker(body, 4);
    // The pieces of a text that has elements in it are read together.
    const ofBlock = (node: Node) =>
      node.parentElement?.closest("p, li, label, h1, h2, td, th, button, a, time, noscript");
    const blocks = new Set<Element>();
    while (walker.nextNode()) {
      const block = ofBlock(walker.currentNode);
      if (block != null) blocks.add(block);
      else found.push(walker.currentNode.textContent ?? "");
    }
    for (const block of blocks) if (block.tagName !== "NOSCRIPT") found.push(block.textContent ?? "");
    return found;
  });
  return texts.filter((text) => /\p{L}/u.test(text) && !/^\[.*~\]/s.test(text.trim()));
}

browserTest("a browser that asks for German gets German pages, with the errors of the server", async () => {
  const site = await open();
  const page = await (await site.aBrowser({ locale: "de-AT" })).newPage();
  await page.goto(site.origin);
  await expectHeading(page, "Anmelden");
  expect(await languageOf(page)).toBe("de");
  expect(await page.title()).toMatch(/^Anmelden/);
  await page.locator("[name=login]").fill("ada");
  await page.getByLabel("Passwort", { exact: true }).fill("wrong password");
  await page.getByRole("button", { name: "Anmelden", exact: true }).click();
  await page.getByText("oder Passwort ist falsch.").waitFor();

  await page.getByRole("link", { name: "Konto erstellen" }).click();
  await expectHeading(page, "Konto erstellen");
  await page.getByText("Mindestens 8 Zeichen.").waitFor();
  await page.getByLabel("Vollständiger Name").fill("Ada Lovelace");
  await page.getByLabel("Benutzername").fill("ada");
  await page.locator("[name=email]").fill("ada@example.com");
  await page.getByLabel("Passwort", { exact: true }).fill("Password1");
  await page.getByRole("button", { name: "Konto erstellen" }).click();
  await page.getByText("Zu viele Menschen verwenden dieses Passwort.").waitFor();
  expect(await site.server().store.users.byLogin({ username: "ada" })).toBeNull();

  await page.getByLabel("Passwort", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Konto erstellen" }).click();
  await expectHeading(page, "Profil");
});

browserTest("?lang= and the names below the card choose the language of the tab, and of no other", async () => {
  const site = await open();
  const context = await site.aBrowser({ locale: "de" });
  const page = await context.newPage();
  await page.goto(`${site.origin}/sign-in?lang=fr`);
  await expectHeading(page, "Se connecter");
  await page.getByRole("link", { name: "Créer un compte" }).click();
  await expectHeading(page, "Créer un compte");
  await page.getByText("Au moins 8 caractères.").waitFor();
  await page.goto(`${site.origin}/forgot-password`);
  await expectHeading(page, "Mot de passe oublié");
  await page.reload();
  await expectHeading(page, "Mot de passe oublié");
  // A language that the pages do not have changes nothing.
  await page.goto(`${site.origin}/register?lang=ja`);
  await expectHeading(page, "Créer un compte");

  const buttons = page.locator("footer button");
  expect(await buttons.allTextContents()).toEqual(NAMES);
  expect(await buttons.evaluateAll((all) => all.map((one) => one.getAttribute("lang")))).toEqual([...LANGUAGES]);
  await page.getByLabel("Nom d’utilisateur").fill("ada");
  await buttons.getByText("Español").click();
  await expectHeading(page, "Crear una cuenta");
  // What was typed stays, and the rules of the server follow.
  expect(await page.getByLabel("Nombre de usuario").inputValue()).toBe("ada");
  await page.getByText("Al menos 8 caracteres.").waitFor();
  expect(await page.locator("footer [aria-current=true]").textContent()).toBe("Español");
  await page.goto(site.origin);
  await expectHeading(page, "Iniciar sesión");

  const other = await context.newPage();
  await other.goto(site.origin);
  await expectHeading(other, "Anmelden");
});

browserTest("the language of the account is chosen in the profile, and comes with every sign-in", async () => {
  const site = await open();
  const page = await (await site.aBrowser()).newPage();
  await registerByHand(page, site.origin);
  const stored = async () =>
    (await site.server().store.users.byLogin({ username: "ada" })) ?? expect.fail("no account");
  const localeOf = async (): Promise<unknown> => JSON.parse((await stored()).fields ?? "{}").locale ?? null;
  const status = page.getByRole("status");

  await page.getByLabel("Language").selectOption({ label: "Español" });
  await page.getByRole("button", { name: "Save" }).click();
  await status.getByText("Guardado.").waitFor();
  await expectHeading(page, "Perfil");
  expect(await page.getByLabel("Idioma").inputValue()).toBe("es");
  expect(await localeOf()).toBe("es");
  await page.reload();
  await expectHeading(page, "Perfil");

  const elsewhere = await (await site.aBrowser()).newPage();
  await elsewhere.goto(site.origin);
  await signInByHand(elsewhere, "ada");
  await expectHeading(elsewhere, "Perfil");
  // What this tab chooses beats the account, for the answers of the server too.
  await elsewhere.goto(`${site.origin}/account?lang=fr`);
  await elsewhere.getByLabel("Adresse de l’image").fill("http://pictures.example/ada.gif");
  await elsewhere.getByRole("button", { name: "Enregistrer" }).click();
  await elsewhere.getByText("Saisissez une URL https.").waitFor();

  await page.getByLabel("Idioma").selectOption({ label: "El idioma de mi navegador" });
  await page.getByRole("button", { name: "Guardar" }).click();
  await status.getByText("Saved.").waitFor();
  await expectHeading(page, "Profile");
  expect(await localeOf()).toBeNull();

  // The region of a language survives a change of something else.
  await page.evaluate(async () => {
    await fetch("/api/v1/users/settings", {
      method: "PATCH",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ locale: "de-AT" }),
    });
  });
  await page.reload();
  await expectHeading(page, "Profil");
  await page.getByLabel("Vollständiger Name").fill("Ada King");
  await page.getByRole("button", { name: "Speichern" }).click();
  await status.getByText("Gespeichert.").waitFor();
  expect([(await stored()).fullName, await localeOf()]).toEqual(["Ada King", "de-AT"]);
});

browserTest("from right to left and 40 % longer, every page fits at 320 pixels and is in the catalogues", async () => {
  const site = await open();
  const page = await (await site.aBrowser({ viewport: { width: 320, height: 700 } })).newPage();
  const expectFit = async (path: string) => {
    await page.goto(`${site.origin}${path}?lang=${PSEUDO_LANGUAGE}`);
    await page.locator("h1").getByText("~]").waitFor();
    await page.waitForLoadState("networkidle");
    expect([path, await page.locator("html").getAttribute("dir")]).toEqual([path, "rtl"]);
    expect([path, await widthOf(page)]).toEqual([path, 320]);
  };
  for (const path of ["/sign-in", "/register", "/forgot-password", "/reset-password", "/verify-email", "/nowhere"]) {
    await expectFit(path);
    expect([path, (await textsOutside(page)).filter((text) => !NAMES.includes(text))]).toEqual([path, ["Latchkey"]]);
  }
  const { origin } = site;
  await page.goto(`${origin}/register?lang=en`);
  await registerByHand(page, origin);
  for (const path of ["", "/email", "/password", "/sessions", "/activity", "/data"]) await expectFit(`/account${path}`);
});

browserTest("a language that is chosen below the card is that of the new account", async () => {
  const site = await open();
  const page = await (await site.aBrowser()).newPage();
  await page.goto(`${site.origin}/register`);
  await page.getByRole("button", { name: "Français" }).click();
  await page.getByLabel("Nom complet").fill("Ada Lovelace");
  await page.getByLabel("Nom d’utilisateur").fill("ada");
  await page.locator("[name=email]").fill("ada@example.com");
  await page.getByLabel("Mot de passe", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Créer le compte" }).click();
  await expectHeading(page, "Profil");
  expect(await page.getByLabel("Langue").inputValue()).toBe("fr");

  const elsewhere = await (await site.aBrowser()).newPage();
  await elsewhere.goto(site.origin);
  await signInByHand(elsewhere, "ada");
  await expectHeading(elsewhere, "Profil");
  expect(await languageOf(elsewhere)).toBe("fr");
});

browserTest("a language whose texts cannot be loaded leaves the page in the one shown", async () => {
  const site = await open();
  const page = await (await site.aBrowser()).newPage();
  await page.route(/\/assets\/de-[^/]+\.js$/, (route) => route.abort());
  await page.goto(`${site.origin}/sign-in?lang=de`);
  await expectHeading(page, "Sign in");
  expect(await languageOf(page)).toBe("en");
});
