import { createHash, randomBytes } from "node:crypto";
import type { ImportedUser } from "../../schemas/import.schema.js";
import type { User } from "../../stores/Store.js";
import { newId } from "../../utils/ids.js";
import type { NameRules } from "../../utils/nameRules.js";

/** Where a record comes from: the line of a file on which it begins, or the id of a document. */
export type Place = number | string;

/** A record with its place. */
export interface PlacedUser {
  readonly place: Place;
  readonly record: ImportedUser;
}

/** The record with the names that the settings give an account. */
export function withNamesAsked(record: ImportedUser, names: NameRules): ImportedUser {
  return {
    ...record,
    ...(names.username === "off" && { username: null }),
    ...(names.fullName === "off" && { fullName: null }),
  };
}

/** The account for a record. Values that the other system did not have are filled in, names only where accounts must have them. */
export function toUser(record: ImportedUser, passwordHash: string, now: number, names: NameRules): User {
  const createdAt = record.createdAt ?? now;
  const { username = null, fullName = null, email } = record;
  return {
    _id: newId(createdAt),
    username: username ?? (names.username === "required" ? randomUsername() : null),
    fullName: fullName ?? (names.fullName === "required" ? (username ?? localPart(email)) : null),
    email,
    passwordHash,
    avatarUrl: record.avatarUrl ?? null,
    emailVerifiedAt: record.emailVerified === true ? now : null,
    roles: record.roles ?? [],
    disabledAt: record.disabled === true ? now : null,
    epoch: 0,
    epochEnds: [],
    version: 0,
    createdAt,
    updatedAt: record.updatedAt ?? now,
    passwordChangedAt: createdAt,
    fields: null,
    factorsSince: null,
  };
}

/** Purely random: a name made from the email address would show the address to everybody who sees the name. */
function randomUsername(): string {
  return `user-${randomBytes(10).toString("hex")}`;
}

function localPart(email: string): string {
  return email.slice(0, email.indexOf("@"));
}

/** 96 bits: even among a million values, two with the same fingerprint are not to be expected. */
const FINGERPRINT_BYTES = 12;

/** Remembers where each value first appeared; a million values take about 100 MB, however long they are. */
export class FirstPlaces {
  readonly #places = new Map<string, Place>();

  /** The other place where the value first appeared, or `null` when this is the first. */
  find(value: string, place: Place): Place | null {
    const fingerprint = createHash("sha256").update(value).digest().toString("latin1", 0, FINGERPRINT_BYTES);
    const first = this.#places.get(fingerprint);
    if (first === undefined) this.#places.set(fingerprint, place);
    return first === undefined || first === place ? null : first;
  }
}
