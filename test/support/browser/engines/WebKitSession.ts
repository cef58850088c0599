import type { WebDriver, WebElement } from "selenium-webdriver";
import type { Driver, FoundElement } from "./DrivenTab.js";

/** The tabs of a session: a driver does one thing at a time, in one of them. */
export class WebKitSession {
  readonly #driver: WebDriver;
  #current: string | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(driver: WebDriver) {
    this.#driver = driver;
  }

  openTab(): Promise<string> {
    return this.#next(async () => {
      await this.#driver.switchTo().newWindow("tab");
      this.#current = await this.#driver.getWindowHandle();
      return this.#current;
    });
  }

  /** Does something in a tab, after all that was asked for before. */
  in<Result>(tab: string, act: (driver: WebDriver) => Promise<Result>): Promise<Result> {
    return this.#next(async () => {
      if (this.#current !== tab) await this.#driver.switchTo().window(tab);
      this.#current = tab;
      return act(this.#driver);
    });
  }

  #next<Result>(act: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

export class WebKitDriver implements Driver {
  readonly #session: WebKitSession;
  readonly #tab: string;

  constructor(session: WebKitSession, tab: string) {
    this.#session = session;
    this.#tab = tab;
  }

  goto(address: string): Promise<void> {
    return this.#session.in(this.#tab, (driver) => driver.get(address));
  }

  address(): Promise<string> {
    return this.#session.in(this.#tab, (driver) => driver.getCurrentUrl());
  }

  evaluate<Value>(expression: string): Promise<Value> {
    const script = `const answer = arguments[0]; Promise.resolve(${expression}).then(answer);`;
    return this.#session.in(this.#tab, (driver) => driver.executeAsyncScript<Value>(script));
  }

  /** Its driver reports neither errors nor requests. */
  complaints(): readonly string[] {
    return [];
  }

  withElement(expression: string, act: (element: FoundElement) => Promise<void>): Promise<boolean> {
    return this.#session.in(this.#tab, async (driver) => {
      const element = await driver.executeScript<WebElement | null>(`return ${expression};`);
      if (element === null) return false;
      await act({
        click: () => element.click(),
        type: async (text) => {
          await element.clear();
          await element.sendKeys(text);
        },
      });
      return true;
    });
  }
}
