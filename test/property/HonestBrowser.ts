import type { IssuedTokens } from "../../src/services/session/index.js";
import { A_BROWSER, type SessionServices } from "../support/sessionServices.js";

const DAY = 24 * 3600 * 1000;
const LOSSES_A_DAY = 5;

/** A tab sends a request with what the jar holds at that moment. Times in milliseconds. */
export interface Send {
  /** After the send before it. */
  readonly after: number;
  readonly kind: "refresh" | "use";
  /** How long the request, and then its answer, are on their way. */
  readonly there: number;
  readonly back: number;
  readonly lost: "nothing" | "request" | "answer";
}

interface Arrival {
  readonly at: number;
  readonly happen: () => void | Promise<void>;
}

/** Several tabs with one cookie jar, on a network that delays, reorders and loses. It knows of no rule: it only stores cookies. */
export class HonestBrowser {
  readonly #services: SessionServices;
  readonly #jar: { accessToken: string; refreshToken: string };
  readonly #onTheWay: Arrival[] = [];
  #losses: number[] = [];
  /** The codes of refused refreshes. */
  readonly refusals: string[] = [];

  constructor(services: SessionServices, tokens: IssuedTokens) {
    this.#services = services;
    this.#jar = { accessToken: tokens.accessToken, refreshToken: tokens.refreshToken };
  }

  async live(sends: readonly Send[]): Promise<void> {
    let at = this.#services.clock.now();
    for (const send of sends) {
      at += send.after;
      this.#onTheWay.push({ at, happen: () => this.#send(send) });
    }
    for (let next = this.#takeNext(); next !== undefined; next = this.#takeNext()) {
      this.#services.clock.advance(next.at - this.#services.clock.now());
      await next.happen();
    }
  }

  #takeNext(): Arrival | undefined {
    this.#onTheWay.sort((one, other) => one.at - other.at);
    return this.#onTheWay.shift();
  }

  #later(delay: number, happen: () => void | Promise<void>): void {
    this.#onTheWay.push({ at: this.#services.clock.now() + delay, happen });
  }

  #send(send: Send): void {
    const { accessToken, refreshToken } = this.#jar;
    if (send.lost === "request") return;
    this.#later(send.there, () => (send.kind === "use" ? this.#use(accessToken) : this.#refresh(refreshToken, send)));
  }

  async #use(accessToken: string): Promise<void> {
    // An expired one is refused, which is no concern of the refresh rule.
    await this.#services.authenticate(accessToken).catch(() => undefined);
    await this.#services.background.drain();
  }

  async #refresh(token: string, { back, lost }: Send): Promise<void> {
    const input = { token, cameFromCookie: true, idempotencyKey: null, client: A_BROWSER };
    try {
      const { accessToken, refreshToken, refreshTokenIsNew } = await this.#services.refresh(input);
      if (lost === "answer" && this.#mayLose()) return;
      this.#later(back, () => {
        this.#jar.accessToken = accessToken;
        if (refreshTokenIsNew) this.#jar.refreshToken = refreshToken;
      });
    } catch (error) {
      this.refusals.push(error instanceof Error && "code" in error ? String(error.code) : String(error));
    }
  }

  /** The rule promises something for five lost answers a day. */
  #mayLose(): boolean {
    const now = this.#services.clock.now();
    this.#losses = this.#losses.filter((at) => now - at < DAY);
    if (this.#losses.length >= LOSSES_A_DAY) return false;
    this.#losses.push(now);
    return true;
  }
}
