import type { AuthenticationMethod } from "../../stores/Store.js";
import { assuranceOf } from "./assurance.js";

/** What an access token says about how its user signed in, for other services: RFC 9068 §2.2.1. */
export interface AssuranceClaims {
  /** RFC 8176. A mailbox and a provider have no value of their own there. */
  readonly amr: readonly string[];
  readonly acr: "aal1" | "aal2";
  /** Seconds since the epoch. A refresh does not move it. */
  readonly auth_time: number;
}

const VALUES: ReadonlyMap<string, string> = new Map([
  ["password", "pwd"],
  ["totp", "otp"],
  ["recovery-code", "otp"],
  ["passkey", "hwk"],
]);

/** `null` where nothing was proved. */
export function assuranceClaims(methods: readonly AuthenticationMethod[]): AssuranceClaims | null {
  const { level, authenticatedAt } = assuranceOf(methods);
  if (authenticatedAt === null) return null;
  const own = methods.flatMap(({ method }) => VALUES.get(method) ?? []);
  const verified = methods.some(({ method, userVerified }) => method === "passkey" && userVerified) ? ["user"] : [];
  const amr = [...new Set([...own, ...verified, ...(level === 2 ? ["mfa"] : [])])];
  return { amr, acr: level === 2 ? "aal2" : "aal1", auth_time: Math.floor(authenticatedAt / 1000) };
}
