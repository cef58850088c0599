import { hash } from "node:crypto";
import { hashSecret, type RefreshToken } from "../../src/services/token/index.js";
import type { Session, SpentToken } from "../../src/stores/Store.js";
import { DAY, MINUTE, SECOND } from "../../src/utils/duration.js";
import { idOf } from "../../src/utils/ids.js";
import { Dice, noise } from "./Dice.js";
import { KEYRING, type Population, SPAN } from "./Population.js";
import { epochOf, userCount, userIdAt } from "./people.js";

const IDLE = 7 * DAY;
/** Lapsed sessions are remembered for 30 days. One day less: nothing is due to be cleared away before that is measured. */
const LONGEST_UNSEEN = IDLE + 29 * DAY;

const USER_AGENTS = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
  "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
] as const;

/** The sessions come in the order in which they were opened, each for a user that chance picks: 4 of a user, more or less. */
export function sessionAt(population: Population, index: number): Session {
  const dice = new Dice(`session ${index}`);
  const userIndex = dice.below(userCount(population));
  const createdAt = Math.floor(population.oldest + (SPAN * index) / population.sessions);
  const _id = idOf(createdAt, `session ${index}`);
  const seenAt = Math.max(createdAt, population.now - unseenFor(dice));
  const generation = seenAt === createdAt ? 0 : 1 + dice.below(200);
  const expiresAt = createdAt + SPAN;
  return {
    _id,
    userId: userIdAt(population, userIndex),
    epoch: epochOf(userIndex),
    version: 2 * generation + 1,
    generation,
    firstGeneration: 0,
    keyId: KEYRING.current.id,
    tokenHash: hashSecret(secretOf(_id)),
    rotatedAt: seenAt,
    confirmedAt: seenAt + SECOND,
    previous: generation === 0 ? [] : [spentToken(index, generation - 1, seenAt, dice.oneIn(2))],
    lateCount: 0,
    lateSince: createdAt,
    ...origin(dice),
    methods: [{ method: "password", at: createdAt, userVerified: false }],
    createdAt,
    lastSeenAt: seenAt + SECOND,
    idleExpiresAt: Math.min(seenAt + IDLE, expiresAt),
    expiresAt,
    ...endIfAny(dice, seenAt),
  };
}

/** Its current refresh token, as long as nobody has spent it. */
export function tokenOf(session: Session): RefreshToken {
  const { _id, keyId, generation } = session;
  return { keyId, sessionId: _id, generation, secret: secretOf(_id) };
}

export function isLive(session: Session, now: number): boolean {
  return session.revokedAt === null && session.idleExpiresAt > now;
}

/** Four of ten are in use; the others were, and some of those have a few days left. */
function unseenFor(dice: Dice): number {
  const inUse = dice.share() < 0.4;
  return Math.floor(dice.share() * (inUse ? IDLE - DAY : LONGEST_UNSEEN));
}

/** One of seven was ended before its time. */
function endIfAny(dice: Dice, seenAt: number): Pick<Session, "revokedAt" | "revokeReason"> {
  if (!dice.oneIn(7)) return { revokedAt: null, revokeReason: null };
  return { revokedAt: seenAt + MINUTE, revokeReason: dice.pick(["logout", "logout", "replaced", "revoked"]) };
}

function origin(dice: Dice): Pick<Session, "openedBy" | "rememberMe" | "userAgent" | "ip"> {
  return {
    openedBy: dice.oneIn(4) ? "client" : "browser",
    rememberMe: dice.oneIn(2),
    userAgent: dice.pick(USER_AGENTS),
    // The block that RFC 2544 reserves for benchmarks.
    ip: `198.${18 + dice.below(2)}.${dice.below(256)}.${dice.below(256)}`,
  };
}

function spentToken(index: number, generation: number, at: number, retried: boolean): SpentToken {
  return {
    generation,
    keyId: KEYRING.current.id,
    tokenHash: noise(`spent ${index}`, 32),
    salt: noise(`salt of ${index}`, 16),
    supersededAt: at,
    successorConfirmedAt: null,
    retryKey: retried ? noise(`retry ${index}`, 32) : null,
    network: "192.0.2.1",
  };
}

function secretOf(sessionId: string): Buffer {
  return hash("sha256", `secret of ${sessionId}`, "buffer");
}
