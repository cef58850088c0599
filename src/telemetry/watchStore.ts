import { SpanKind } from "@opentelemetry/api";
import type { Store } from "../stores/Store.js";
import { StoreUnavailableError } from "../stores/StoreUnavailableError.js";
import type { Metrics } from "./createMetrics.js";
import { endFailed, stopwatch, tracer } from "./tracing.js";

type Verb = (...args: unknown[]) => Promise<unknown>;

/** The same store, every call of which is timed and traced. Arguments and results, which name people, are not looked at. */
export function watchStore(store: Store, metrics: Metrics, system: string): Store {
  function watchVerbs<Port extends object>(port: Port, prefix: string): Port {
    const watched = memberNames(port).map((name) => {
      const member: unknown = Reflect.get(port, name);
      return [
        name,
        typeof member === "function"
          ? watchVerb(prefix + name, (...args) => Reflect.apply(member, port, args))
          : watchVerbs(Object(member), `${prefix}${name}.`),
      ];
    });
    return Object.fromEntries(watched) as Port;
  }

  function watchVerb(verb: string, run: Verb): Verb {
    // Made once: this is on the way of every request.
    const attributes = { "db.system.name": system, "db.operation.name": verb };
    const [ok, unavailable, error] = ["ok", "unavailable", "error"].map((outcome) => ({ verb, outcome }));
    return (...args) => {
      const seconds = stopwatch();
      const span = tracer.startSpan(verb, { kind: SpanKind.CLIENT, attributes });
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

/** The ports of a store, and the verbs of a port, whether it is a plain object or an instance of a class. */
function memberNames(port: object): string[] {
  const prototype: object | null = Object.getPrototypeOf(port);
  const verbs = prototype === null || prototype === Object.prototype ? [] : Object.getOwnPropertyNames(prototype);
  return [...Object.keys(port), ...verbs.filter((name) => name !== "constructor")];
}
