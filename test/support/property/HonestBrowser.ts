import type { IssuedTokens } from "../../../src/services/session/index.js";
import { DAY } from "../ManualClock.js";
import { A_BROWSER } from "../services/assembleSessionServices.js";
import { type Site, serverOf } from "./databases.js";

const LOSSES_A_DAY = 5;

/** A tab sends a request with what the jar holds at that moment. Times in milliseconds. */
export interface Send {
  /** After the send before it. */
  readonly after: number;
  readonly kind: "refresh" | "use";
  /** How long the request, and then its answer, are on their way. */
  readonly there: number;
  readonly back: number;
  /** `server`: the server is restarted while it is at the request, and no answer comes. */
  readonly lost: "nothing" | "request" | "answer" | "server";
  readonly server: number;
}

interface Arrival {
  readonly at: number;
  readonly happen: () => void | Promise<void>;
}

/** Several tabs with one cookie jar, on a network that delays, reorders and loses. It knows of no rule: it only stores cookies. */
export class HonestBrowser {
  readonly #site: Site;
  readonly #jar: { accessToken: string; refreshToken: string };
  readonly #onTheWay: Arrival[] = [];
  #now: number;
  #losses: number[] = [];
  /** The codes of refused refreshes. */
  readonly refusals: string[] = [];

  constructor(site: Site, now: number, { accessToken, refreshToken }: IssuedTokens) {
    this.#site = site;
    this.#now = now;
    this.#jar = { accessToken, refreshToken };
  }

  async live(sends: readonly Send[]): Promise<void> {
    let at = this.#now;
    for (const send of sends) {
      at += send.after;
      this.#onTheWay.push({ at, happen: () => this.#send(send) });
    }
    for (let next = this.#takeNext(); next !== undefined; next = this.#takeNext()) {
      this.#now = next.at;
      await next.happen();
    }
  }

  #takeNext(): Arrival | undefined {
    this.#onTheWay.sort((one, other) => one.at - other.at);
    return this.#onTheWay.shift();
  }

  #later(delay: number, happen: () => void | Promise<void>): void {
    this.#onTheWay.push({ at: this.#now + delay, happen });
  }

  #send(send: Send): void {
    const { accessToken, refreshToken } = this.#jar;
    if (send.lost === "request") return;
    this.#later(send.there, () =>
      send.kind === "use" ? this.#use(accessToken, send) : this.#refresh(refreshToken, send),
    );
  }

  async #use(accessToken: string, { server }: Send): Promise<void> {
    // An expired one is refused, which is no concern of the refresh rule.
    await serverOf(this.#site, server)
      .use(this.#now, accessToken)
      .catch(() => undefined);
  }

  async #refresh(token: string, { back, lost, server: index }: Send): Promise<void> {
    const input = { token, cameFromCookie: true, idempotencyKey: null, client: A_BROWSER };
    const server = serverOf(this.#site, index);
    const answer = server.refresh(this.#now, input);
    if (lost === "server" && this.#mayLose()) {
      await Promise.all([server.restart(), answer.catch(() => undefined)]);
      return;
    }
    try {
      const { accessToken, refreshToken, refreshTokenIsNew } = await answer;
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
    this.#losses = this.#losses.filter((at) => this.#now - at < DAY);
    if (this.#losses.length >= LOSSES_A_DAY) return false;
    this.#losses.push(this.#now);
    return true;
  }
}
