import { pino } from "pino";
import { vi } from "vitest";
import { createAuditTrail } from "../../src/services/audit/index.js";
import {
  createAuthenticate,
  createIssuanceGate,
  createOpenSession,
  createRefreshSession,
  createRenewSession,
  createSessionEnding,
  type RefreshDecision,
} from "../../src/services/session/index.js";
import { createAccessTokens, createKeyring, decodeRefreshToken } from "../../src/services/token/index.js";
import { createMemoryStore } from "../../src/stores/memory/index.js";
import type { Store, User } from "../../src/stores/Store.js";
import { createBackground } from "../../src/utils/background.js";
import type { ClientInfo } from "../../src/utils/clientInfo.js";
import { aUser, NOW } from "../contract/records.js";
import { DAY, ManualClock, MINUTE } from "./ManualClock.js";
import { StoreProbe } from "./StoreProbe.js";

export const GRACE = 10_000;
export const IDLE = 7 * DAY;
export const ABSOLUTE = 90 * DAY;
export const ACCESS_LIFE = 15 * MINUTE;
export const KEYRING = createKeyring(["refresh secret of the unit tests, 0123"]);
export const ACCESS_TOKENS = createAccessTokens({
  secrets: ["access secret of the unit tests, 01234"],
  issuer: "http://localhost",
  audience: "http://localhost",
});

export const A_BROWSER = { isBrowser: true, ip: "192.0.2.1", userAgent: "a browser" };
export const A_CLIENT = { isBrowser: false, ip: "192.0.2.2", userAgent: "a phone" };

export type SessionServices = ReturnType<typeof createSessionServices>;

/** The services that deal with sessions, put together as the container does, over any store and a clock of the test's. */
export function createSessionServices(store: Store) {
  const clock = new ManualClock(NOW);
  const { sessions } = store;
  const [keyring, accessTokens] = [KEYRING, ACCESS_TOKENS];
  const onBackgroundError = vi.fn<(error: unknown) => void>();
  const background = createBackground(onBackgroundError);
  const gate = createIssuanceGate({
    accessTokens,
    keyring,
    accessTokenExpiry: ACCESS_LIFE,
    requireVerifiedEmail: false,
  });
  const audit = createAuditTrail({ store: store.audit, clock, background, logger: pino({ level: "silent" }) });
  const onTheft = vi.fn<(theft: { user: User; client: ClientInfo }) => void>();
  const onDecision = vi.fn<(decision: RefreshDecision) => void>();
  const policy = { tolerance: "browser" as const, grace: GRACE, idle: IDLE };
  return {
    clock,
    gate,
    background,
    onBackgroundError,
    audit,
    onTheft,
    onDecision,
    open: createOpenSession({ sessions, clock, keyring, gate, idle: IDLE, absolute: ABSOLUTE }),
    refresh: createRefreshSession({ store, clock, keyring, gate, policy, audit, onTheft, onDecision }),
    authenticate: createAuthenticate({ store, clock, accessTokens, background }),
    ending: createSessionEnding({ store, clock, accessTokens, keyring, audit }),
    renew: createRenewSession({ sessions, clock, keyring, gate, idle: IDLE }),
  };
}

/** A user who has just signed in, over a watched store in memory. */
export async function aSignedInSession(client: ClientInfo) {
  const store = createMemoryStore();
  await store.open();
  const probe = new StoreProbe(store);
  const services = createSessionServices(probe.store);
  const user = aUser();
  await store.users.create(user);
  const tokens = await services.open(user, { rememberMe: true, client });
  probe.reset();
  return { store, probe, services, user, tokens };
}

/** What a refresh token says of itself. */
export function read(refreshToken: string): { sessionId: string; generation: number } {
  const token = decodeRefreshToken(KEYRING, refreshToken);
  if (token === null) throw new Error("The token was not made here.");
  return token;
}
