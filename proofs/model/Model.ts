import type { RotationPolicy } from "../../src/services/session/rotation.js";
import type { Session, User } from "../../src/stores/Store.js";
import { Checks } from "./Checks.js";
import type { Rule } from "./Rule.js";
import type { Budget, Flight, State } from "./State.js";
import { NONE, symbolOf, tokenOf } from "./tokens.js";
import type { Conditions } from "./World.js";

const DAY = 24 * 60 * 60 * 1000;

/** Far enough that no clock of a world gets there. */
const FAR = 1e9;

/** A world with the rule that it is explored under. */
export class Model {
  readonly world: Conditions;
  readonly rule: Rule;
  readonly checks: Checks;
  readonly policy: RotationPolicy;
  readonly grace: number;
  readonly absolute: number;
  readonly roundTrip: number | null;
  /** The clocks of any two servers differ by no more. */
  readonly skew: number;
  /**
   * The longest from a decision to its write, in ticks. Where the world sets no bound, it is long enough that no rule can tell
   * a longer one from it: then every time that the record holds is older than any rule asks for.
   */
  readonly longestWrite: number;
  /** How far back a stored time can matter: for a decision of now, or for one that was taken and is not written yet. */
  readonly ticksBack: number;

  constructor(world: Conditions, rule: Rule) {
    const { tick } = world;
    this.world = world;
    this.rule = rule;
    this.checks = new Checks(world.invariants);
    this.grace = world.grace * tick;
    this.absolute = world.life === null ? 2 * FAR : world.life.absolute * tick;
    this.policy = {
      tolerance: world.tolerance,
      grace: this.grace,
      idle: world.life === null ? FAR : world.life.idle * tick,
    };
    this.roundTrip = world.roundTrip === null ? null : world.roundTrip * tick;
    const skew = Math.max(...world.servers) - Math.min(...world.servers);
    this.skew = skew * tick;
    const setBack = world.clockBack === null ? 0 : world.clockBack.by * world.clockBack.times;
    const asked = world.grace + 1 + skew + setBack;
    this.longestWrite = world.roundTrip ?? asked;
    this.ticksBack = asked + this.longestWrite;
  }

  /** The owner has just signed in. */
  start(): State {
    const { world } = this;
    const session: Session = {
      ...BLANK,
      openedBy: world.openedBy,
      tokenHash: symbolOf(tokenOf(0, 0)),
      lateCount: world.late?.before ?? 0,
      idleExpiresAt: Math.min(this.policy.idle, this.absolute),
      expiresAt: this.absolute,
    };
    return {
      now: 0,
      session,
      userEpoch: 0,
      jar: { refresh: tokenOf(0, 0), access: 0 },
      thief: { stolen: NONE, own: NONE, access: NONE },
      flights: [],
      offsets: world.servers.map((offset) => offset * world.tick),
      backup: null,
      left: this.#budget(),
      witnesses: [],
      lostAt: [],
      ended: false,
      restored: false,
    };
  }

  #budget(): Budget {
    const { world } = this;
    return {
      losses: world.losses,
      duplicates: world.duplicates,
      untold: world.untold,
      copies: world.thief?.copies ?? 0,
      jumps: world.clockBack?.times ?? 0,
      endings: world.endings?.times ?? 0,
      restores: world.restores,
      ticks: world.limit?.ticks ?? Number.POSITIVE_INFINITY,
      sends: world.limit?.sends ?? Number.POSITIVE_INFINITY,
    };
  }
}

/** What the rule asks of a user is the epoch and whether the account is open. */
export const OWNER: User = {
  _id: "owner",
  username: "owner",
  fullName: "",
  email: "",
  passwordHash: "",
  avatarUrl: null,
  emailVerifiedAt: null,
  roles: [],
  disabledAt: null,
  epoch: 0,
  epochEnds: [],
  version: 0,
  createdAt: 0,
  updatedAt: 0,
  passwordChangedAt: 0,
  fields: null,
  factorsSince: null,
};

export const BLANK: Session = {
  _id: "session",
  userId: OWNER._id,
  epoch: 0,
  version: 0,
  generation: 0,
  firstGeneration: 0,
  keyId: "key",
  tokenHash: "",
  rotatedAt: 0,
  confirmedAt: null,
  previous: [],
  lateCount: 0,
  lateSince: 0,
  openedBy: "browser",
  methods: [],
  createdAt: 0,
  lastSeenAt: 0,
  idleExpiresAt: FAR,
  expiresAt: 2 * FAR,
  revokedAt: null,
  revokeReason: null,
  rememberMe: true,
  userAgent: null,
  ip: null,
};

export const NEW_FLIGHT: Omit<Flight, "who" | "kind" | "token" | "sentAt"> = {
  fromCookie: false,
  key: 0,
  stage: "sent",
  server: NONE,
  decidedAt: 0,
  wrote: NONE,
  unsettled: false,
  closes: false,
  abandoned: false,
  snapshot: null,
  answer: null,
};

export function withFlight(state: State, index: number, changes: Partial<Flight>): State {
  return { ...state, flights: state.flights.map((flight, at) => (at === index ? { ...flight, ...changes } : flight)) };
}

export function withoutFlight(state: State, index: number): State {
  return { ...state, flights: state.flights.filter((_, at) => at !== index) };
}

/** How long a late recovery counts. */
export function lateWindow({ world }: Model): number {
  return world.late === null ? 0 : DAY;
}
