import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { Clock } from "../../utils/clock.js";
import { equalInConstantTime } from "../../utils/constantTime.js";
import { MINUTE } from "../../utils/duration.js";
import { newSecret } from "../../utils/ids.js";
import type { FlowTokens, OpenedFlow } from "../assurance/index.js";
import type { ProviderRequest } from "./Provider.js";

/** How long somebody may take at the provider. The cookie lives as long. */
export const EXCHANGE_LIFE = 10 * MINUTE;

/** An exchange with a provider that waits for its answer. */
export interface Exchange extends ProviderRequest {
  /** The name of the provider. */
  readonly provider: string;
  readonly purpose: "sign-in" | "link";
  /** The session that has asked to link; `null` at a sign-in. */
  readonly sessionId: string | null;
  readonly returnTo: string | null;
}

/** A cookie of a browser: where it is, and what it holds. */
export interface StartedFlow {
  readonly slot: number;
  readonly value: string;
}

export interface BegunExchange {
  readonly slot: number;
  readonly flow: OpenedFlow<Exchange>;
}

type NewExchange = Omit<Exchange, keyof ProviderRequest> & {
  readonly linking: Pick<User, "_id" | "epoch" | "passwordChangedAt"> | null;
};

/** The places for exchanges that a browser may have at once: each tab can sign in for itself. */
export const FLOW_SLOTS: readonly number[] = [0, 1, 2, 3, 4];

/**
 * What ties an answer of a provider to the browser that asked for it: sealed in a cookie, so that neither a stranger nor the visitor
 * causes a record, and nobody finishes what somebody else began (login CSRF, RFC 9700 §4.7).
 */
export class ProviderFlows {
  readonly #clock: Clock;
  readonly #flows: FlowTokens;

  constructor({ clock, flows }: { clock: Clock; flows: FlowTokens }) {
    this.#clock = clock;
    this.#flows = flows;
  }

  /** A new exchange, and the cookie that keeps it: in a free place, or in that of the oldest. */
  begin({ linking, ...exchange }: NewExchange, presented: readonly StartedFlow[]): Exchange & StartedFlow {
    const payload: Exchange = { ...exchange, state: newSecret(), nonce: newSecret(), codeVerifier: newSecret() };
    const expiresAt = this.#clock.now() + EXCHANGE_LIFE;
    const value = this.#flows.seal({ purpose: "provider", user: linking, payload, expiresAt });
    return { ...payload, slot: this.#placeFor(presented), value };
  }

  /**
   * The exchange to which an answer belongs: that of this browser whose state it has, with the provider to whose path it came. Asked
   * before anything goes out, so that the code of one provider never reaches another one (mix-up, RFC 9700 §4.4).
   * Throws FLOW_INVALID.
   */
  find({ state = "", provider }: Readonly<Record<string, string>>, presented: readonly StartedFlow[]): BegunExchange {
    for (const { slot, value } of presented) {
      const flow = this.#open(value);
      if (flow === null || !equalInConstantTime(flow.payload.state, state)) continue;
      if (flow.payload.provider === provider) return { slot, flow };
    }
    throw new ApiError("FLOW_INVALID");
  }

  #placeFor(presented: readonly StartedFlow[]): number {
    const endOf = (slot: number) =>
      Math.max(
        0,
        ...presented.filter((one) => one.slot === slot).map(({ value }) => this.#open(value)?.expiresAt ?? 0),
      );
    const [oldest] = FLOW_SLOTS.toSorted((a, b) => endOf(a) - endOf(b));
    return oldest ?? 0;
  }

  /** `null` for what is over, or was not made here. */
  #open(value: string): OpenedFlow<Exchange> | null {
    try {
      return this.#flows.open<Exchange>(value, ["provider"]);
    } catch (error) {
      if (error instanceof ApiError && error.code === "FLOW_INVALID") return null;
      throw error;
    }
  }
}
