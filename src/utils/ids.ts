import { createHash, randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";

/** A UUIDv7 for a record made at `now`: it sorts by creation time. Never a secret: an id is not unguessable enough. */
export function newId(now: number): string {
  return uuidv7({ msecs: now });
}

/** 256 random bits as 43 characters of base64url, which nobody guesses: the form that PKCE asks of a verifier, too (RFC 7636 §4.1). */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** The same id for the same time and text, so that a repeated event is stored once. It sorts by `at`. */
export function idOf(at: number, text: string): string {
  return uuidv7({ msecs: at, random: createHash("sha256").update(text).digest().subarray(0, 16) });
}

/** When the record of an id was made, in epoch milliseconds: the first 48 bits of a UUIDv7. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text has the canonical form of an id: lower case with dashes. */
export function isId(text: string): boolean {
  return UUID.test(text);
}

/** The id of no user: what is done with it costs the same as for one, where a faster answer would tell who exists. */
export const NOBODY = "00000000-0000-7000-8000-000000000000";
