import puppeteer, { type ElementHandle, type Page } from "puppeteer-core";
import { findFirefox } from "../findBrowsers.js";
import { Complaints } from "./Complaints.js";
import { DrivenTab, type Driver, type FoundElement } from "./DrivenTab.js";
import { DESKTOP, type Engine, type EngineKind } from "./Engine.js";

/** An ordinary Firefox, by the protocol that it speaks itself: WebDriver BiDi. */
export const firefoxEngine: EngineKind = { name: "Firefox", isInstalled: findFirefox() !== null, start };

async function start(): Promise<Engine> {
  const executablePath = findFirefox();
  if (executablePath === null) throw new Error("Firefox is not installed.");
  const browser = await puppeteer.launch({ browser: "firefox", executablePath });
  return {
    newProfile: async (size = DESKTOP) => {
      const context = await browser.createBrowserContext();
      const newTab = async () => {
        const page = await context.newPage();
        await page.setViewport(size);
        return new DrivenTab(new FirefoxDriver(page));
      };
      return { newTab, close: () => context.close() };
    },
    close: () => browser.close(),
  };
}

class FirefoxDriver implements Driver {
  readonly #page: Page;
  readonly #complaints = new Complaints();

  constructor(page: Page) {
    this.#page = page;
    page.on("pageerror", (error) => this.#complaints.error(String(error)));
    page.on("console", (message) => this.#complaints.consoleMessage(message.text()));
    page.on("request", (request) => this.#complaints.request(request.url()));
  }

  async goto(address: string): Promise<void> {
    await this.#page.goto(address);
  }

  async address(): Promise<string> {
    return this.#page.url();
  }

  async evaluate<Value>(expression: string): Promise<Value> {
    return (await this.#page.evaluate(expression)) as Value;
  }

  complaints(origin: string): readonly string[] {
    return this.#complaints.of(origin);
  }

  async withElement(expression: string, act: (element: FoundElement) => Promise<void>): Promise<boolean> {
    const handle = await this.#page.evaluateHandle(expression);
    try {
      const element = handle.asElement() as ElementHandle<Element> | null;
      if (element === null) return false;
      await act({
        click: async () => {
          // A tab in the background hardly ever draws a frame, and the mouse waits for one.
          await this.#page.bringToFront();
          await element.click();
        },
        type: async (text) => {
          await element.evaluate((field) => (field as HTMLInputElement).select());
          await element.type(text);
        },
      });
      return true;
    } finally {
      await handle.dispose();
    }
  }
}
