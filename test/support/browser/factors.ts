import type { Page } from "playwright-core";
import { totpCode } from "../../../src/services/factors/totp.js";
import { PASSWORD } from "./site.js";
import { linkTo, type Site } from "./startSite.js";

const STEP_MS = 30_000;

/** The code that an app shows for a key, `steps` after now. */
export function appCode(site: Site, key: string, steps = 0): string {
  return totpCode(fromBase32(key), Math.floor(site.clock.now() / STEP_MS) + steps);
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 4648 §6, as apps read a key. */
function fromBase32(key: string): Buffer {
  const bits = [...key].map((sign) => ALPHABET.indexOf(sign).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** The next code: each is good once. */
export function nextAppCode(site: Site, key: string): string {
  site.clock.advance(STEP_MS);
  return appCode(site, key);
}

/** Opens the link that verifies the address, and presses its button. */
export async function verifyByHand(page: Page, site: Site, who = "ada"): Promise<void> {
  await page.goto(await linkTo(site, "/verify-email", `${who}@example.com`));
  await page.getByRole("button", { name: "Verify my email address" }).click();
  await page.getByRole("heading", { name: "Your email address is verified" }).waitFor();
}

/** Turns the authenticator app on by the pages, up to the recovery codes. */
export async function turnOnAppByHand(page: Page, site: Site): Promise<{ key: string; codes: string[] }> {
  await page.goto(`${site.origin}/account/security`);
  await page.getByRole("button", { name: "Set up" }).click();
  await confirmByPassword(page, "Continue");
  const key = await readKey(page);
  await page.getByLabel("Code from the app").fill(appCode(site, key));
  await page.getByRole("button", { name: "Turn on" }).click();
  return { key, codes: await readCodes(page) };
}

/** Types the password into the dialog that asks for it. */
export async function confirmByPassword(page: Page, button: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Your password", { exact: true }).fill(PASSWORD);
  await dialog.getByRole("button", { name: button }).click();
}

export async function readKey(page: Page): Promise<string> {
  return ((await page.locator("code.key").textContent()) ?? "").replaceAll(" ", "");
}

export async function readCodes(page: Page): Promise<string[]> {
  const codes = page.locator(".codes code");
  await codes.first().waitFor();
  return codes.allTextContents();
}
