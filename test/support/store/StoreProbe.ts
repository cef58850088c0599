import type { Store } from "../../../src/stores/Store.js";

const PORTS = [
  "users",
  "sessions",
  "oneTimeTokens",
  "audit",
  "queue",
  "rateLimits",
  "signingKeys",
  "secondFactors",
  "passkeys",
  "identities",
  "emailCodes",
] as const;
const WON = new Set(["created", "stored", "deleted"]);
/** They change a record whenever they succeed, or do not say whether they did. */
const ALWAYS_WRITE = new Set([
  "sessions.create",
  "oneTimeTokens.put",
  "audit.append",
  "queue.add",
  "queue.postpone",
  "queue.remove",
  "rateLimits.add",
  "rateLimits.set",
]);
/** Happens beside one event in many, by its random id: the cost of a request is counted without it. */
const BY_CHANCE = "audit.trimByUser";
/** They change the record that they answer. */
const WRITE_WHAT_THEY_ANSWER = new Set(["oneTimeTokens.take", "queue.claim"]);

type Hook = (verb: string) => void | Promise<void>;

/** A real store that is watched: which verbs were called, which of them wrote, and what happens before each. */
export class StoreProbe {
  /** Every verb that was called since the last `reset`, such as `users.byLogin`. */
  readonly calls: string[] = [];
  /** Every verb that changed a record since the last `reset`. */
  readonly writes: string[] = [];
  readonly store: Store;
  private hook: Hook = () => {};
  private afterHook: Hook = () => {};

  constructor(store: Store) {
    const watched = new Map<string, object>(PORTS.map((port) => [port, this.watch(store[port], `${port}.`)]));
    this.store = new Proxy(this.watch(store, ""), {
      get: (target, key) => watched.get(String(key)) ?? Reflect.get(target, key),
    });
  }

  /** Runs `hook` before each verb; what it throws is what the store answers. */
  before(hook: Hook): void {
    this.hook = hook;
  }

  /** Runs `hook` after each verb that succeeded, before its caller gets the result. */
  after(hook: Hook): void {
    this.afterHook = hook;
  }

  /** Every verb rejects, until `heal`. */
  breakWith(error: Error): void {
    this.hook = () => {
      throw error;
    };
  }

  heal(): void {
    this.hook = () => {};
    this.afterHook = () => {};
  }

  reset(): void {
    this.calls.length = 0;
    this.writes.length = 0;
  }

  private watch<T extends object>(target: T, prefix: string): T {
    return new Proxy(target, {
      get: (object, key) => {
        const value: unknown = Reflect.get(object, key);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => this.call(prefix + String(key), () => Reflect.apply(value, object, args));
      },
    });
  }

  private async call(verb: string, run: () => Promise<unknown>): Promise<unknown> {
    if (verb === BY_CHANCE) return run();
    this.calls.push(verb);
    await this.hook(verb);
    const result = await run();
    await this.afterHook(verb);
    if (isWrite(verb, result)) this.writes.push(verb);
    return result;
  }
}

function isWrite(verb: string, result: unknown): boolean {
  if (ALWAYS_WRITE.has(verb)) return true;
  if (WRITE_WHAT_THEY_ANSWER.has(verb)) return result !== null;
  // Only deletions answer a number or a boolean.
  if (typeof result === "number") return result > 0;
  if (typeof result === "boolean") return result;
  return typeof result === "object" && result !== null && "kind" in result && WON.has(String(result.kind));
}
