import type { ClientInfo } from "../../../src/http/clientInfo.js";
import { AssuranceGate, EnrolledFactors, FlowTokens } from "../../../src/services/assurance/index.js";
import { AuditLog } from "../../../src/services/audit/index.js";
import { Events } from "../../../src/services/events/index.js";
import { SessionRefresh, SessionRevocation, Sessions, TokenIssuer } from "../../../src/services/session/index.js";
import type { RotationPolicy } from "../../../src/services/session/rotation.js";
import { AccessTokens, createKeyring, decodeRefreshToken, SecretKeys } from "../../../src/services/token/index.js";
import type { Store, User } from "../../../src/stores/Store.js";
import { BackgroundTasks } from "../../../src/utils/BackgroundTasks.js";
import type { Clock } from "../../../src/utils/clock.js";
import { DAY, MINUTE } from "../ManualClock.js";

export const GRACE = 10_000;
export const IDLE = 7 * DAY;
export const ABSOLUTE = 90 * DAY;
export const ACCESS_LIFE = 15 * MINUTE;
export const KEYRING = createKeyring(["refresh secret of the unit tests, 0123"]);
export const ACCESS_TOKENS = new AccessTokens({
  keys: [new SecretKeys(["access secret of the unit tests, 01234"])],
  issuer: "http://localhost",
  audience: "http://localhost",
});

export const A_BROWSER = { isBrowser: true, ip: "192.0.2.1", userAgent: "a browser" };
export const A_CLIENT = { isBrowser: false, ip: "192.0.2.2", userAgent: "a phone" };

interface Around {
  clock: Clock;
  onBackgroundError: (error: unknown) => void;
  onTheft: (theft: { user: User; client: ClientInfo }) => Promise<void>;
  /** The container's defaults unless given. */
  policy?: RotationPolicy;
  absolute?: number;
  accessTokenExpiry?: number;
}

const POLICY: RotationPolicy = { tolerance: "browser", grace: GRACE, idle: IDLE };

/** The services that deal with sessions, put together as the container does. A process without the test runner can do it too. */
export function assembleSessionServices(store: Store, around: Around) {
  const { clock, onBackgroundError, onTheft } = around;
  const { policy = POLICY, absolute = ABSOLUTE, accessTokenExpiry = ACCESS_LIFE } = around;
  const [keyring, accessTokens] = [KEYRING, ACCESS_TOKENS];
  const background = new BackgroundTasks(onBackgroundError);
  const events = new Events();
  const flows = new FlowTokens({ secrets: ["a secret for flow tokens in tests, long enough"], clock });
  const enrolledFactors = new EnrolledFactors({ store });
  const gate = new AssuranceGate({ clock, flows, enrolledFactors, policy: "off" });
  const issuing = { accessTokens, keyring, accessTokenExpiry, requireVerifiedEmail: false };
  const tokenIssuer = new TokenIssuer({ ...issuing, gate });
  const audit = new AuditLog({ store: store.audit, clock, background, events });
  const sessions = new Sessions({
    store,
    clock,
    accessTokens,
    keyring,
    tokenIssuer,
    background,
    idle: policy.idle,
    absolute,
    events,
  });
  const sessionRefresh = new SessionRefresh({ store, clock, keyring, policy, tokenIssuer, audit, onTheft, events });
  const sessionRevocation = new SessionRevocation({ store, clock, accessTokens, sessionRefresh, audit });
  return {
    flows,
    enrolledFactors,
    gate,
    tokenIssuer,
    background,
    events,
    audit,
    sessions,
    sessionRefresh,
    sessionRevocation,
  };
}

/** What a refresh token says of itself. */
export function read(refreshToken: string): { sessionId: string; generation: number } {
  const token = decodeRefreshToken(KEYRING, refreshToken);
  if (token === null) throw new Error("The token was not made here.");
  return token;
}
