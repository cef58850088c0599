import type { Store } from "../stores/Store.js";
import { StoreUnavailableError } from "../stores/StoreUnavailableError.js";
import type { Metrics } from "./createMetrics.js";
import { endFailed, startCallSpan, stopwatch } from "./tracing.js";

type Verb = (...args: unknown[]) => Promise<unknown>;

/** The same store, every call of which is timed and traced. Arguments and results, which name people, are not looked at. */
export function watchStore(store: Store, metrics: Metrics, system: string): Store {
  function watchVerbs<Port extends object>(port: Port, prefix: string): Port {
    const watched = Object.entries(port).map(([name, member]: [string, unknown]) => [
      name,
      typeof member === "function"
        ? watchVerb(prefix + name, (...args) => Reflect.apply(member, port, args))
        : watchVerbs(Object(member), `${prefix}${name}.`),
    ]);
    return Object.fromEntries(watched) as Port;
  }

  function watchVerb(verb: string, run: Verb): Verb {
    // Made once: this is on the way of every request.
    const attributes = { "db.system.name": system, "db.operation.name": verb };
    const [ok, unavailable, error] = ["ok", "unavailable", "error"].map((outcome) => ({ verb, outcome }));
    return (...args) => {
      const seconds = stopwatch();
      const span = startCallSpan(verb, attributes);
      const call = run(...args);
      // The caller waits for the call itself, and its failure stays the caller's.
      call.then(
        () => {
          metrics.storeSeconds.observe(ok ?? {}, seconds());
          span.end();
        },
        (cause) => {
          const labels = cause instanceof StoreUnavailableError ? unavailable : error;
          metrics.storeSeconds.observe(labels ?? {}, seconds());
          endFailed(span, cause);
        },
      );
      return call;
    };
  }

  return watchVerbs(store, "");
}
