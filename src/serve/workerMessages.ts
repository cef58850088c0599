import type { Reading } from "../telemetry/index.js";

/** What a worker tells the primary. */
export type FromWorker =
  /** It stops, and asks for the connections that wait. */
  | { readonly kind: "latchkey: accept connections" }
  /** It takes no more connections, and waits for the others. */
  | { readonly kind: "latchkey: port closed" }
  /** Its figures: asked for, or its last words. */
  | { readonly kind: "latchkey: a reading"; readonly reading: Reading }
  /** It was asked for the metrics, and wants those of all. */
  | { readonly kind: "latchkey: metrics wanted"; readonly nr: number };

/** What the primary tells a worker. */
export type FromPrimary =
  | { readonly kind: "latchkey: connections accepted" }
  | { readonly kind: "latchkey: port closed by all" }
  | { readonly kind: "latchkey: a reading wanted" }
  | { readonly kind: "latchkey: metrics of all"; readonly nr: number; readonly text: string };
