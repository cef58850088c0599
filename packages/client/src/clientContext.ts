import type { Post } from "./broadcast.js";
import type { Lock } from "./mutex.js";
import type { Status } from "./status.js";
import type { TokenStorage } from "./types.js";

/** What the functions of one client share. */
export interface ClientContext {
  readonly baseUrl: string;
  readonly origins: readonly string[];
  /** Milliseconds. */
  readonly timeoutMs: number;
  readonly usesCookies: boolean;
  readonly send: typeof fetch;
  readonly storage: TokenStorage;
  readonly lock: Lock;
  readonly status: Status;
  readonly post: Post;
  /** Call it when the access token was replaced. */
  planRefresh(): Promise<void>;
}
