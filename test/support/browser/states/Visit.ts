import type { BrowserContext, Page } from "playwright-core";
import { DEFAULT_LANGUAGE, type Language } from "../../../../src/language/index.js";
import type { User } from "../../../../src/stores/Store.js";
import { anAccount, PASSWORD } from "../../http/accounts.js";
import { TestClient } from "../../http/TestClient.js";
import { linkTo, type Site } from "../startSite.js";
import { answerAtProvider } from "../stubProvider.js";

export const CHROME =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

type AccountChanges = Parameters<typeof anAccount>[1];

/** Whose account most states show. */
export const ADA = { username: "ada", fullName: "Ada Lovelace", email: "ada@example.com" } as const;

/** Somebody who brings a page into a state. Fields are found by the name that is sent, so a visit works in every language. */
export class Visit {
  readonly site: Site;
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #language: Language;

  constructor(parts: { site: Site; context: BrowserContext; page: Page; language: Language }) {
    this.site = parts.site;
    this.page = parts.page;
    this.#context = parts.context;
    this.#language = parts.language;
  }

  /** Opens a path of the site, or a link of a mail, in the language of the visit. */
  async goto(address: string): Promise<void> {
    const url = new URL(address, this.site.origin);
    if (this.#language !== DEFAULT_LANGUAGE) url.searchParams.set("lang", this.#language);
    await this.page.goto(url.href);
    await this.waitFor("h1, #docs h2");
  }

  /** Ada's account, straight in the store. */
  anAccount(changes: AccountChanges = {}): Promise<User> {
    const server = this.site.server();
    return anAccount(server, { ...ADA, emailVerifiedAt: server.clock.now(), ...changes });
  }

  /** Makes Ada's account and signs this browser in. */
  async signIn(changes: AccountChanges = {}): Promise<void> {
    await this.anAccount(changes);
    await this.enter();
  }

  /** Signs this browser in to Ada's account. */
  async enter(): Promise<void> {
    const response = await this.#context.request.post(`${this.site.origin}/api/v1/auth/login`, {
      data: { email: ADA.email, password: PASSWORD, rememberMe: true },
      // By this the server knows a browser.
      headers: { "sec-fetch-site": "same-origin" },
    });
    if (!response.ok()) throw new Error(`The sign-in was answered with ${response.status()}.`);
  }

  /** What the stub provider says when this browser comes. */
  atProvider(answer: Parameters<typeof answerAtProvider>[2]): Promise<void> {
    return answerAtProvider(this.#context, this.site, answer);
  }

  /** This browser has no session any more. */
  async leave(): Promise<void> {
    await this.#context.clearCookies();
  }

  /** Signs in from another browser. */
  async anotherDevice(userAgent = CHROME): Promise<TestClient> {
    const client = new TestClient(`${this.site.origin}/api/v1`, { browser: true });
    const login = { email: ADA.email, password: PASSWORD, rememberMe: true };
    const { status } = await client.post("/auth/login", login, { headers: { "user-agent": userAgent } });
    if (status !== 200) throw new Error(`The sign-in was answered with ${status}.`);
    return client;
  }

  /** Another tab of this browser. */
  async anotherTab(): Promise<Visit> {
    const page = await this.#context.newPage();
    return new Visit({ site: this.site, context: this.#context, page, language: this.#language });
  }

  /** Lets time pass, for the server and for the page. */
  async wait(milliseconds: number): Promise<void> {
    this.site.clock.advance(milliseconds);
    await this.#context.clock.setFixedTime(this.site.clock.now());
  }

  async fill(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, value] of Object.entries(fields))
      await this.page.locator(`main [name="${name}"]:visible`).last().fill(value);
  }

  /** Presses the button of the form that has a field of this name, or of the only one. */
  async submit(field?: string): Promise<void> {
    const forms = this.page.locator("main form");
    const form = field === undefined ? forms : forms.filter({ has: this.page.locator(`[name="${field}"]`) });
    await form.last().locator("button[type=submit]").last().click();
  }

  /** Submits the only form, which leads to another page. */
  async submitToNextHeading(): Promise<void> {
    const heading = this.page.locator("h1");
    const before = (await heading.textContent()) ?? "";
    await this.submit();
    await heading.filter({ hasNotText: before }).waitFor();
  }

  /** Clicks a link to a path. */
  async follow(path: string): Promise<void> {
    await this.page.locator(`a[href$="${path}"]`).filter({ visible: true }).first().click();
  }

  /** What a form shows when the server has answered. */
  async waitFor(selector: string): Promise<void> {
    await this.page.locator(selector).filter({ visible: true }).first().waitFor();
  }

  /** The page says what is wrong with a field. */
  waitForFieldError(): Promise<void> {
    return this.waitFor("[aria-invalid=true]");
  }

  /** The page shows an alert. */
  waitForAlert(): Promise<void> {
    return this.waitFor("[role=alert] > *");
  }

  /** The page says that it has worked. */
  async waitForResult(): Promise<void> {
    await this.page.locator("main [role=status]").filter({ hasText: /\S/ }).first().waitFor();
  }

  /** Lets no request reach the API. */
  async cutTheConnection(): Promise<void> {
    await this.#context.route("**/api/**", (route) => route.abort());
  }

  async openLink(path: string, address: string = ADA.email): Promise<void> {
    await this.goto(await linkTo(this.site, path, address));
  }

  api(): TestClient {
    return new TestClient(`${this.site.origin}/api/v1`, { browser: true });
  }

  /** The cookie of this browser that renews its session. */
  async refreshToken(): Promise<string> {
    return (await this.#context.cookies()).find(({ name }) => name === "refreshToken")?.value ?? "";
  }
}
