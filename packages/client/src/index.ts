import { createAccounts } from "./accounts.js";
import { createApiFetch } from "./apiFetch.js";
import { type Message, openBroadcast, type Post } from "./broadcast.js";
import { createCookieSessionStorage } from "./cookieSessionStorage.js";
import { LatchkeyError } from "./LatchkeyError.js";
import { createMutex } from "./mutex.js";
import { onWakeUp } from "./onWakeUp.js";
import { createRefresh } from "./refresh.js";
import { createSchedule } from "./schedule.js";
import { createStatus } from "./status.js";
import { createMemoryStorage } from "./storedSession.js";
import { createTransport, isDefinite } from "./transport.js";
import type { ClientOptions, LatchkeyClient } from "./types.js";
import { createReauthentication } from "./withReauthentication.js";
import { createRefreshRetry } from "./withRefreshRetry.js";

export type * from "./types.js";
export { LatchkeyError };

/**
 * Creates a client of one Latchkey server. Create one per app, share it, and call `start()` once.
 *
 * @example
 * const client = createLatchkeyClient({ baseUrl });
 * const state = await client.start();
 * if (state.status === "signed-out") await client.login({ username: "ada", password });
 * const response = await client.fetch(`${baseUrl}/users/profile`);
 * response.status; // 200
 */
export function createLatchkeyClient(options: ClientOptions = {}): LatchkeyClient {
  const { baseUrl = "/api/v1", origins = [], timeoutMs = 15_000, onError = () => {} } = options;
  const isBrowser = typeof document !== "undefined";
  const usesCookies = options.mode ? options.mode === "cookies" : isBrowser;
  const name = `latchkey ${usesCookies ? "cookies" : "tokens"} ${baseUrl}`;
  // Read at each call, so that a global `fetch` that is replaced later is used.
  const send: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));

  const closing = new AbortController();
  let isOffline = false;
  let starting: Promise<void> | undefined;

  const schedule = createSchedule(closing.signal, act);
  const status = createStatus(onError);
  const storage = usesCookies ? createCookieSessionStorage(name) : (options.storage ?? createMemoryStorage());
  const post: Post = isBrowser
    ? openBroadcast(name, closing.signal, (message) => inBackground(onMessage(message)))
    : () => {};
  const lock = createMutex(name, isBrowser);
  const context = {
    baseUrl,
    origins,
    timeoutMs,
    usesCookies,
    send,
    storage,
    lock,
    status,
    post,
    planRefresh,
  };
  const request = createTransport(context, onReach);
  const refresh = createRefresh(context, request, retryLater);
  const withRefreshRetry = createRefreshRetry(context, refresh);
  const run = createReauthentication((wanted) => client.onReauthenticate?.(wanted) ?? false, withRefreshRetry);
  const accounts = createAccounts(context, request, withRefreshRetry, run);

  async function inBackground(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      // A definite failure is a sign-out, which has its own event.
      if (!isDefinite(error)) onError(error);
    }
  }

  const refreshNow = async () => refresh(await storage.get());

  async function planRefresh(): Promise<void> {
    schedule.before((await storage.get())?.accessExpiresAt ?? null);
  }

  /** Tries again, unless the server waits for the user. */
  function retryLater(error?: unknown): void {
    const { challenge, retryAfterSeconds = 0 } = error instanceof LatchkeyError ? error : {};
    if (challenge) status.challenged(challenge);
    else schedule.retry(retryAfterSeconds);
  }

  function onReach(reached: boolean): void {
    if (reached !== isOffline) return;
    isOffline = !reached;
    status.emit(reached ? "online" : "offline");
    if (reached) inBackground(planRefresh());
    else retryLater();
  }

  /** Refreshes, or asks the server when the state is uncertain. */
  function act(): void {
    const now = status.state.status;
    if (now !== "signed-out") inBackground(now === "signed-in" && !isOffline ? refreshNow() : revalidate());
  }

  /** Asks the server who is signed in, and again later when it cannot be reached. */
  async function revalidate(): Promise<void> {
    if (!(await storage.get())) return status.signedOut();
    try {
      await accounts.profile();
      await planRefresh();
    } catch (error) {
      if (!isDefinite(error)) retryLater(error);
      throw error;
    }
  }

  async function onMessage({ type, reason }: Message): Promise<void> {
    if (type === "signed-out") {
      // With tokens the storage decides: another client may use another storage, and another sign-in may have followed.
      if (usesCookies || !(await storage.get())) status.signedOut(reason);
      return;
    }
    if (type !== "user-changed") status.challenged();
    if (type === "refreshed" && status.state.status === "signed-in") await planRefresh();
    else await revalidate();
  }

  function wake(wasKept: boolean): void {
    if (wasKept) inBackground(revalidate());
    else schedule.check(isOffline);
  }

  if (isBrowser) onWakeUp(closing.signal, wake);
  const client: LatchkeyClient = {
    ...accounts,
    onReauthenticate: options.onReauthenticate,
    refresh: refreshNow,
    fetch: createApiFetch(context, run),
    get state() {
      return status.state;
    },
    start: async () => {
      starting ??= inBackground(revalidate());
      await starting;
      return status.state;
    },
    subscribe: status.subscribe,
    on: status.on,
    close: () => closing.abort(),
  };
  return client;
}
