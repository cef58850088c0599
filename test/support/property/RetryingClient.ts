import { expect } from "vitest";
import type { IssuedTokens } from "../../../src/services/session/index.js";
import { A_CLIENT, GRACE } from "../services/assembleSessionServices.js";
import { type Site, serverOf } from "./databases.js";

const MOST_REFRESHES_BETWEEN = 3;

/** One refresh of a client that tries until an answer arrives. Times in milliseconds. */
export interface Refresh {
  /** Since the last answer. */
  readonly after: number;
  /** The tries that fail before the one that is answered, and how long the client waits after each. */
  readonly failures: readonly { readonly lost: "request" | "answer" | "server"; readonly wait: number }[];
  /** A copy of the request that the network held back arrives after so many refreshes more; `null`: no copy arrives. */
  readonly copyAfter: number | null;
  /** Whether the new access token is used at once. */
  readonly isUsed: boolean;
  readonly server: number;
}

interface Copy {
  readonly token: string;
  readonly key: string;
  readonly spentIn: number;
  readonly arrivesIn: number;
  readonly server: number;
}

/** A phone: one refresh in flight, one Idempotency-Key a token, kept until that token is replaced. */
export class RetryingClient {
  readonly #site: Site;
  readonly #copies: Copy[] = [];
  /** When the generation that a refresh brought was first used. */
  readonly #firstUses: number[] = [];
  #now: number;
  #tokens: IssuedTokens;
  #refreshes = 0;

  constructor(site: Site, now: number, tokens: IssuedTokens) {
    this.#site = site;
    this.#now = now;
    this.#tokens = tokens;
  }

  async live(refreshes: readonly Refresh[]): Promise<void> {
    for (const refresh of refreshes) {
      this.#now += refresh.after;
      await this.#refresh(refresh);
      await this.#deliverCopies();
    }
  }

  async #refresh({ failures, copyAfter, isUsed, server }: Refresh): Promise<void> {
    const token = this.#tokens.refreshToken;
    const key = `key of refresh ${this.#refreshes}`;
    const spentIn = this.#refreshes;
    // To present the token is its first use, if there was none before.
    this.#firstUses[spentIn - 1] ??= this.#now;
    for (const [at, { lost, wait }] of failures.entries()) {
      if (lost === "answer") await this.#send(token, key, server + at);
      if (lost === "server") await this.#sendAndRestart(token, key, server + at);
      this.#now += wait;
    }
    this.#tokens = await this.#send(token, key, server);
    this.#refreshes += 1;
    if (copyAfter !== null) this.#copies.push({ token, key, spentIn, arrivesIn: spentIn + copyAfter, server });
    if (!isUsed) return;
    await serverOf(this.#site, server).use(this.#now, this.#tokens.accessToken);
    this.#firstUses[spentIn] = this.#now;
  }

  async #deliverCopies(): Promise<void> {
    for (const copy of this.#copies.filter(({ arrivesIn }) => arrivesIn === this.#refreshes - 1)) {
      const isLate = this.#now - (this.#firstUses[copy.spentIn] ?? this.#now) > GRACE;
      const refreshesBetween = this.#refreshes - 1 - copy.spentIn;
      if (!isLate && refreshesBetween <= MOST_REFRESHES_BETWEEN)
        await this.#send(copy.token, copy.key, copy.server + 1);
      if (isLate && refreshesBetween === 0) await this.#expectRefusal(copy);
    }
  }

  /** A stale copy of the request before the last: it is answered with no token, and the session lives. */
  async #expectRefusal({ token, key, server }: Copy): Promise<void> {
    await expect(this.#send(token, key, server + 1)).rejects.toMatchObject({ code: "REFRESH_TOKEN_INVALID" });
  }

  async #sendAndRestart(token: string, key: string, server: number): Promise<void> {
    const answer = this.#send(token, key, server).catch(() => undefined);
    await Promise.all([serverOf(this.#site, server).restart(), answer]);
  }

  #send(token: string, idempotencyKey: string, server: number): Promise<IssuedTokens> {
    const input = { token, cameFromCookie: false, idempotencyKey, client: A_CLIENT };
    return serverOf(this.#site, server).refresh(this.#now, input);
  }
}
