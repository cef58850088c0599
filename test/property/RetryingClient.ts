import type { IssuedTokens } from "../../src/services/session/index.js";
import { A_CLIENT, GRACE, type SessionServices } from "../support/sessionServices.js";

const MOST_REFRESHES_BETWEEN = 3;

/** One refresh of a client that tries until an answer arrives. Times in milliseconds. */
export interface Refresh {
  /** Since the last answer. */
  readonly after: number;
  /** The tries that fail before the one that is answered, and how long the client waits after each. */
  readonly failures: readonly { readonly lost: "request" | "answer"; readonly wait: number }[];
  /** A copy of the request that the network held back arrives after so many refreshes more; `null`: there is none. */
  readonly copyAfter: number | null;
  /** Whether the new access token is used at once. */
  readonly isUsed: boolean;
}

interface Copy {
  readonly token: string;
  readonly key: string;
  readonly spentIn: number;
  readonly arrivesIn: number;
}

/** A phone: one refresh in flight, one Idempotency-Key a token, kept until that token is replaced. */
export class RetryingClient {
  readonly #services: SessionServices;
  readonly #copies: Copy[] = [];
  /** When the generation that a refresh brought was first used. */
  readonly #firstUses: number[] = [];
  #tokens: IssuedTokens;
  #refreshes = 0;

  constructor(services: SessionServices, tokens: IssuedTokens) {
    this.#services = services;
    this.#tokens = tokens;
  }

  async live(refreshes: readonly Refresh[]): Promise<void> {
    for (const refresh of refreshes) {
      this.#services.clock.advance(refresh.after);
      await this.#refresh(refresh);
      await this.#deliverCopies();
    }
  }

  async #refresh({ failures, copyAfter, isUsed }: Refresh): Promise<void> {
    const token = this.#tokens.refreshToken;
    const key = `key of refresh ${this.#refreshes}`;
    const spentIn = this.#refreshes;
    // To present the token is its first use, if there was none before.
    this.#firstUses[spentIn - 1] ??= this.#services.clock.now();
    for (const { lost, wait } of failures) {
      if (lost === "answer") await this.#send(token, key);
      this.#services.clock.advance(wait);
    }
    this.#tokens = await this.#send(token, key);
    this.#refreshes += 1;
    if (copyAfter !== null) this.#copies.push({ token, key, spentIn, arrivesIn: spentIn + copyAfter });
    if (!isUsed) return;
    await this.#services.authenticate(this.#tokens.accessToken);
    await this.#services.background.drain();
    this.#firstUses[spentIn] = this.#services.clock.now();
  }

  async #deliverCopies(): Promise<void> {
    const now = this.#services.clock.now();
    for (const copy of this.#copies.filter(({ arrivesIn }) => arrivesIn === this.#refreshes - 1)) {
      const isLate = now - (this.#firstUses[copy.spentIn] ?? now) > GRACE;
      const isFarBack = this.#refreshes - 1 - copy.spentIn > MOST_REFRESHES_BETWEEN;
      if (!isLate && !isFarBack) await this.#send(copy.token, copy.key);
    }
  }

  #send(token: string, idempotencyKey: string): Promise<IssuedTokens> {
    return this.#services.refresh({ token, cameFromCookie: false, idempotencyKey, client: A_CLIENT });
  }
}
