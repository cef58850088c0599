import type { User } from "../../src/stores/Store.js";
import { DAY } from "../../src/utils/duration.js";
import { idOf } from "../../src/utils/ids.js";
import { Dice, noise } from "./Dice.js";
import type { Population } from "./Population.js";

/** Sessions that are remembered, of a user. */
const SESSIONS_EACH = 4;
/** Every so many users have the password that the benchmark knows. */
const KNOWN = 10;
/** Every so many users have ended all their sessions once. */
const SECOND_EPOCH = 20;

const YEARS = 730 * DAY;
const FIRST_NAMES = [
  "ada",
  "grace",
  "alan",
  "edsger",
  "barbara",
  "donald",
  "frances",
  "ken",
  "margaret",
  "leslie",
] as const;
const LAST_NAMES = [
  "lovelace",
  "hopper",
  "turing",
  "liskov",
  "knuth",
  "allen",
  "hamilton",
  "lamport",
  "perlman",
] as const;

export function userCount({ sessions }: Population): number {
  return Math.ceil(sessions / SESSIONS_EACH);
}

export function epochOf(index: number): number {
  return index % SECOND_EPOCH === 0 ? 1 : 0;
}

export function userIdAt(population: Population, index: number): string {
  return idOf(registeredAt(population, index), `user ${index}`);
}

/** One whose password is the known one. */
export function knownUserAt(population: Population, chance: number): User {
  return userAt(population, Math.floor((chance * userCount(population)) / KNOWN) * KNOWN);
}

/** The users come in the order in which they registered, all before the oldest session that is remembered. */
export function userAt(population: Population, index: number): User {
  const dice = new Dice(`user ${index}`);
  const [first, last] = [dice.pick(FIRST_NAMES), dice.pick(LAST_NAMES)];
  const createdAt = registeredAt(population, index);
  const changedAt = createdAt + dice.below(DAY);
  const epoch = epochOf(index);
  return {
    _id: userIdAt(population, index),
    username: `${first}.${last}.${index.toString(36)}`,
    fullName: `${capital(first)} ${capital(last)}`,
    email: `${first}.${last}.${index}@example.com`,
    passwordHash: index % KNOWN === 0 ? population.knownHash : otherHash(index),
    avatarUrl: dice.oneIn(4) ? `https://images.example.com/avatars/${index}.webp` : null,
    emailVerifiedAt: dice.oneIn(5) ? null : changedAt,
    roles: [],
    disabledAt: null,
    epoch,
    epochEnds: epoch === 0 ? [] : [{ epoch: 0, cause: "password-change", at: changedAt }],
    version: epoch + 1,
    createdAt,
    updatedAt: changedAt,
    passwordChangedAt: epoch === 0 ? createdAt : changedAt,
    fields: null,
    factorsSince: null,
  };
}

function registeredAt(population: Population, index: number): number {
  return Math.floor(population.oldest - YEARS * (1 - index / userCount(population)) - DAY);
}

/** Nobody's password, in the form and the length of everybody's. */
function otherHash(index: number): string {
  const [salt, hash] = [noise(`salt ${index}`, 16), noise(`hash ${index}`, 32)];
  return `$argon2id$v=19$m=19456,t=2,p=1$${salt}$${hash}`.replaceAll("_", "/").replaceAll("-", "+");
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
