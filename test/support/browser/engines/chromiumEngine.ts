import type { Page } from "playwright-core";
import { findChromium } from "../findBrowsers.js";
import { launchChromium } from "../launchChromium.js";
import { Complaints } from "./Complaints.js";
import { DESKTOP, type Engine, type EngineKind, PATIENCE_MS, type Place, type Tab } from "./Engine.js";

export const chromiumEngine: EngineKind = { name: "Chromium", isInstalled: findChromium() !== null, start };

async function start(): Promise<Engine> {
  const browser = await launchChromium();
  if (browser === null) throw new Error("Chromium is not installed.");
  return {
    newProfile: async (viewport = DESKTOP) => {
      const context = await browser.newContext({ viewport });
      context.setDefaultTimeout(PATIENCE_MS);
      return { newTab: async () => new ChromiumTab(await context.newPage()), close: () => context.close() };
    },
    close: () => browser.close(),
  };
}

class ChromiumTab implements Tab {
  readonly #page: Page;
  readonly #complaints = new Complaints();

  constructor(page: Page) {
    this.#page = page;
    page.on("pageerror", (error) => this.#complaints.error(error.message));
    page.on("console", (message) => this.#complaints.consoleMessage(message.text()));
    page.on("request", (request) => this.#complaints.request(request.url()));
  }

  async goto(address: string): Promise<void> {
    await this.#page.goto(address);
  }

  async address(): Promise<string> {
    return this.#page.url();
  }

  fill(label: string, text: string): Promise<void> {
    return this.#page.getByLabel(label, { exact: true }).fill(text);
  }

  async click(role: "button" | "link", name: string, place: Place = "page"): Promise<void> {
    // A tab in the background does not feel the mouse.
    await this.#page.bringToFront();
    const within = place === "dialog" ? this.#page.getByRole("dialog") : this.#page;
    await within.getByRole(role, { name, exact: true }).click();
  }

  waitForHeading(name: string): Promise<void> {
    return this.#page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
  }

  waitForText(text: string): Promise<void> {
    return this.#page.getByText(text).filter({ visible: true }).first().waitFor();
  }

  evaluate<Value>(expression: string): Promise<Value> {
    return this.#page.evaluate<Value>(expression);
  }

  complaints(origin: string): readonly string[] {
    return this.#complaints.of(origin);
  }
}
