import type { Reading } from "../telemetry/index.js";

/** What a worker tells the primary. */
export type FromWorker =
  /** It has closed the port, as far as it can: see portClosed in worker.ts. */
  | { readonly kind: "latchkey: port closed" }
  /** Its figures: asked for, or its last words. */
  | { readonly kind: "latchkey: a reading"; readonly reading: Reading }
  /** It was asked for the metrics, and wants those of all. */
  | { readonly kind: "latchkey: metrics wanted"; readonly nr: number };

/** What the primary tells a worker. */
export type FromPrimary =
  | { readonly kind: "latchkey: port closed, too" }
  | { readonly kind: "latchkey: a reading wanted" }
  | { readonly kind: "latchkey: metrics of all"; readonly nr: number; readonly text: string };
