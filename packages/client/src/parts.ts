import type { Status } from "./status.js";
import type { Tell } from "./tabs.js";
import type { Turns } from "./turns.js";
import type { TokenStorage } from "./types.js";

/** What one client consists of; its functions share it. */
export interface Parts {
  readonly baseUrl: string;
  readonly origins: readonly string[];
  /** Milliseconds. */
  readonly timeoutMs: number;
  readonly usesCookies: boolean;
  readonly send: typeof fetch;
  readonly storage: TokenStorage;
  readonly inTurn: Turns;
  readonly status: Status;
  readonly tell: Tell;
  /** To be called when the access token was replaced. */
  planRefresh(): Promise<void>;
}
