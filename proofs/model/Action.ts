import type { Key, State, Who } from "./State.js";

/** One step of a story. Requests are named by their place in `flights`. */
export type Action =
  | { readonly kind: "tick" }
  | { readonly kind: "clockBack"; readonly server: number }
  | {
      readonly kind: "send";
      readonly who: Who;
      readonly token: number;
      readonly fromCookie: boolean;
      readonly key: Key;
    }
  | { readonly kind: "use"; readonly who: Who }
  | { readonly kind: "copy" }
  | { readonly kind: "logout" | "logoutAll" | "changePassword" | "backup" | "restore" }
  | { readonly kind: "read"; readonly flight: number; readonly server: number }
  | { readonly kind: "decide" | "deliver" | "lose" | "abandon" | "duplicate" | "fail"; readonly flight: number }
  | {
      readonly kind: "write";
      readonly flight: number;
      /** Stored and told, stored and not told, not stored and not told. */
      readonly outcome: "told" | "stored" | "dropped";
    };

/** Takes every step that a state allows. */
export type Emit = (action: Action, next: State) => void;
