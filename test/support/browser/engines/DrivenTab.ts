import type { Place, Tab } from "./Engine.js";
import { eventually } from "./eventually.js";

/** What may be meant by a role, before its name is compared. */
const SELECTORS = {
  button: "button",
  link: "a[href]",
  heading: "h1",
  field: "input, select, textarea",
} as const;

/** An expression: the first visible element of a kind with a name, or `null`. */
function findExpression(selector: string, name: string, place: Place): string {
  return `((selector, name, root) => {
    const plain = (text) => text.replace(/\\s+/g, " ").trim();
    const nameOf = (element) =>
      plain(element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent);
    return [...(root?.querySelectorAll(selector) ?? [])].find(
      (element) => element.checkVisibility() && nameOf(element) === name) ?? null;
  })(${JSON.stringify(selector)}, ${JSON.stringify(name)}, ${place === "page" ? "document" : 'document.querySelector("dialog[open]")'})`;
}

export interface FoundElement {
  click(): Promise<void>;
  /** Types in place of what is there. */
  type(text: string): Promise<void>;
}

/** What a library must be able to do with a tab. */
export interface Driver extends Pick<Tab, "goto" | "address" | "evaluate" | "complaints"> {
  /** Acts on the element that an expression finds, and resolves with whether there was one. */
  withElement(expression: string, act: (element: FoundElement) => Promise<void>): Promise<boolean>;
}

/** A tab of a library that does not wait by itself and finds elements by script alone. */
export class DrivenTab implements Tab {
  readonly #driver: Driver;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  goto(address: string): Promise<void> {
    return this.#driver.goto(address);
  }

  address(): Promise<string> {
    return this.#driver.address();
  }

  evaluate<Value>(expression: string): Promise<Value> {
    return this.#driver.evaluate<Value>(expression);
  }

  complaints(origin: string): readonly string[] {
    return this.#driver.complaints(origin);
  }

  fill(label: string, text: string): Promise<void> {
    return this.#whenThere("field", label, "page", (field) => field.type(text));
  }

  click(role: "button" | "link", name: string, place: Place = "page"): Promise<void> {
    return this.#whenThere(role, name, place, (element) => element.click());
  }

  waitForHeading(name: string): Promise<void> {
    return this.#whenThere("heading", name, "page", async () => {});
  }

  waitForText(text: string): Promise<void> {
    return eventually(`the text “${text}”`, async () => (await this.evaluate<string>(VISIBLE_TEXT)).includes(text));
  }

  /** Acts on an element as soon as it is there. The page may replace it in between, and then it is looked for again. */
  #whenThere(
    kind: keyof typeof SELECTORS,
    name: string,
    place: Place,
    act: (element: FoundElement) => Promise<void>,
  ): Promise<void> {
    const expression = findExpression(SELECTORS[kind], name, place);
    return eventually(`the ${kind} “${name}”`, () => this.#driver.withElement(expression, act));
  }
}

/** While a page is loaded there is no body. */
const VISIBLE_TEXT = `document.body?.innerText ?? ""`;
