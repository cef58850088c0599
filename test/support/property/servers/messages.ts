import type { ErrorCode } from "../../../../src/utils/errorCodes.js";
import type { Requests } from "./SessionServer.js";

/** What goes to a serving process. */
export interface Call {
  readonly id: number;
  readonly verb: keyof Requests;
  readonly args: readonly unknown[];
}

/** What comes back. A failure without a code is a bug. */
export type Reply =
  | { readonly kind: "ready" }
  | { readonly kind: "result"; readonly id: number; readonly result: unknown }
  | { readonly kind: "refusal"; readonly id: number; readonly code: ErrorCode; readonly reason: string | undefined }
  | { readonly kind: "unavailable" | "bug"; readonly id: number; readonly message: string };
