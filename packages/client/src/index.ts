import { createAccounts } from "./accounts.js";
import { createApiFetch } from "./apiFetch.js";
import { createCookieNotes } from "./cookieNotes.js";
import { createGuard } from "./guard.js";
import { LatchkeyError } from "./LatchkeyError.js";
import { onWakeUp } from "./onWakeUp.js";
import { createMemoryStorage } from "./records.js";
import { createRefresh } from "./refresh.js";
import { createSchedule } from "./schedule.js";
import { createStatus } from "./status.js";
import { type Message, openTabs, type Tell } from "./tabs.js";
import { createTransport, isDefinite } from "./transport.js";
import { createTurns } from "./turns.js";
import type { ClientOptions, LatchkeyClient } from "./types.js";

export type * from "./types.js";
export { LatchkeyError };

/** A client of one Latchkey server. Make one, share it, and `start()` it once. */
export function createLatchkeyClient(options: ClientOptions = {}): LatchkeyClient {
  const { baseUrl = "/api/v1", origins = [], timeoutMs = 15_000, onError = () => {} } = options;
  const isBrowser = typeof document !== "undefined";
  const usesCookies = options.mode ? options.mode === "cookies" : isBrowser;
  const name = `latchkey ${usesCookies ? "cookies" : "tokens"} ${baseUrl}`;
  // Looked up at each call: what replaces the global `fetch` later is used.
  const send: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));

  const closing = new AbortController();
  let isOffline = false;
  let starting: Promise<void> | undefined;

  const schedule = createSchedule(closing.signal, act);
  const status = createStatus(onError);
  const storage = usesCookies ? createCookieNotes(name) : (options.storage ?? createMemoryStorage());
  const tell: Tell = isBrowser ? openTabs(name, closing.signal, (message) => inBackground(hear(message))) : () => {};
  const inTurn = createTurns(name, isBrowser);
  const parts = { baseUrl, origins, timeoutMs, usesCookies, send, storage, inTurn, status, tell, planRefresh };
  const ask = createTransport(parts, onReach);
  const refresh = createRefresh(parts, ask, retryLater);
  const guarded = createGuard(parts, refresh);
  const accounts = createAccounts(parts, ask, guarded);

  async function inBackground(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      // A definite failure is a sign-out: an event of its own.
      if (!isDefinite(error)) onError(error);
    }
  }

  const refreshNow = async () => refresh(await storage.get());

  async function planRefresh(): Promise<void> {
    schedule.before((await storage.get())?.accessExpiresAt ?? null);
  }

  function retryLater(error?: unknown): void {
    schedule.retry(error instanceof LatchkeyError ? error.retryAfterSeconds : 0);
  }

  function onReach(reached: boolean): void {
    if (reached !== isOffline) return;
    isOffline = !reached;
    status.emit(reached ? "online" : "offline");
    if (reached) inBackground(planRefresh());
    else retryLater();
  }

  /** What is due: a refresh, or a question where the state is not certain. */
  function act(): void {
    const now = status.state.status;
    if (now !== "signed-out") inBackground(now === "signed-in" && !isOffline ? refreshNow() : lookAround());
  }

  /** Asks who is signed in; later again when that cannot be known now. */
  async function lookAround(): Promise<void> {
    if (!(await storage.get())) return status.signedOut();
    try {
      await accounts.profile();
      await planRefresh();
    } catch (error) {
      if (!isDefinite(error)) retryLater(error);
      throw error;
    }
  }

  async function hear({ word, reason }: Message): Promise<void> {
    if (word === "signed-out") {
      // With tokens the storage is the truth: it may be another one's, or another sign-in may have followed.
      if (usesCookies || !(await storage.get())) status.signedOut(reason);
      return;
    }
    if (word === "refreshed" && status.state.status === "signed-in") await planRefresh();
    else await lookAround();
  }

  function wake(wasKept: boolean): void {
    if (wasKept) inBackground(lookAround());
    else schedule.check(isOffline);
  }

  if (isBrowser) onWakeUp(closing.signal, wake);
  return {
    ...accounts,
    refresh: refreshNow,
    fetch: createApiFetch(parts, guarded),
    get state() {
      return status.state;
    },
    start: async () => {
      starting ??= inBackground(lookAround());
      await starting;
      return status.state;
    },
    subscribe: status.subscribe,
    on: status.on,
    close: () => closing.abort(),
  };
}
