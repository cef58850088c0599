import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Attributes,
  type Context,
  type ContextManager,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  type SpanStatus,
  type TextMapPropagator,
  type Tracer,
  trace,
} from "@opentelemetry/api";

/** A span as it was when it ended. */
export interface RecordedSpan {
  name: string;
  readonly kind: SpanKind;
  readonly id: string;
  readonly traceId: string;
  readonly parentId: string | null;
  readonly attributes: Attributes;
  status: SpanStatus | null;
  isEnded: boolean;
}

/** Records every span of this process from now on, as an SDK would: written against the API alone. */
export function recordSpans(): RecordedSpan[] {
  const spans: RecordedSpan[] = [];
  trace.setGlobalTracerProvider({ getTracer: () => recordingTracer(spans) });
  context.setGlobalContextManager(new AsyncContexts());
  propagation.setGlobalPropagator(TRACEPARENT);
  return spans;
}

function recordingTracer(spans: RecordedSpan[]): Tracer {
  const startSpan = (name: string, options: SpanOptions = {}, parentContext = context.active()): Span => {
    const parent = trace.getSpanContext(parentContext);
    const span: RecordedSpan = {
      name,
      kind: options.kind ?? SpanKind.INTERNAL,
      id: String(spans.length + 1).padStart(16, "0"),
      traceId: parent?.traceId ?? String(spans.length + 1).padStart(32, "0"),
      parentId: parent?.spanId ?? null,
      attributes: { ...options.attributes },
      status: null,
      isEnded: false,
    };
    spans.push(span);
    return recordingSpan(span);
  };
  return {
    startSpan,
    startActiveSpan: () => {
      throw new Error("Nobody needs it here.");
    },
  };
}

function recordingSpan(span: RecordedSpan): Span {
  const spanContext: SpanContext = { traceId: span.traceId, spanId: span.id, traceFlags: 1 };
  const recording: Span = {
    spanContext: () => spanContext,
    isRecording: () => !span.isEnded,
    setAttribute: (key, value) => recording.setAttributes({ [key]: value }),
    setAttributes: (attributes) => {
      Object.assign(span.attributes, attributes);
      return recording;
    },
    setStatus: (status) => {
      span.status = status;
      return recording;
    },
    updateName: (name) => {
      span.name = name;
      return recording;
    },
    end: () => {
      if (span.isEnded) throw new Error(`${span.name} ended twice.`);
      span.isEnded = true;
    },
    addEvent: () => recording,
    addLink: () => recording,
    addLinks: () => recording,
    recordException: () => {
      throw new Error("The message of an error may quote what somebody typed.");
    },
  };
  return recording;
}

class AsyncContexts implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    active: Context,
    run: F,
    self?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.#storage.run(active, () => run.apply(self, args));
  }

  bind<T>(_context: Context, target: T): T {
    return target;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    return this;
  }
}

/** The header of W3C Trace Context, as far as the tests need it. */
const TRACEPARENT: TextMapPropagator = {
  inject: () => undefined,
  fields: () => ["traceparent"],
  extract: (into, carrier, getter) => {
    const header = getter.get(carrier, "traceparent");
    const [, traceId, spanId] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-01$/.exec(String(header)) ?? [];
    if (traceId === undefined || spanId === undefined) return into;
    return trace.setSpanContext(into, { traceId, spanId, traceFlags: 1, isRemote: true });
  },
};
