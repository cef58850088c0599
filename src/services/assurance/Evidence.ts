import type { AuthenticationMethod } from "../../stores/Store.js";

declare const proved: unique symbol;

/**
 * How somebody has just proved who they are. Only this file makes one, and every session is opened with one: so a new way to sign in
 * cannot forget to say what it is.
 */
export interface Evidence {
  readonly [proved]: true;
  readonly methods: readonly AuthenticationMethod[];
}

/** The password was verified at `at`, in epoch milliseconds. */
export function passwordVerified(at: number): Evidence {
  return evidence([passwordMethod(at)]);
}

export function passwordMethod(at: number): AuthenticationMethod {
  return { method: "password", at, userVerified: false };
}

function evidence(methods: readonly AuthenticationMethod[]): Evidence {
  return { methods } as Evidence;
}
