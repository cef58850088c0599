import { vi } from "vitest";
import type { ClientInfo } from "../../../src/http/clientInfo.js";
import { passwordVerified } from "../../../src/services/assurance/index.js";
import type { RefreshDecision } from "../../../src/services/events/index.js";
import type { Session, Store, User } from "../../../src/stores/Store.js";
import { ManualClock } from "../ManualClock.js";
import { createMemoryStore } from "../memoryStore/index.js";
import { aUser, NOW } from "../records.js";
import { StoreProbe } from "../store/StoreProbe.js";
import { ABSOLUTE, assembleSessionServices, read } from "./assembleSessionServices.js";

export {
  A_BROWSER,
  A_CLIENT,
  ABSOLUTE,
  ACCESS_LIFE,
  ACCESS_TOKENS,
  GRACE,
  IDLE,
  KEYRING,
  read,
} from "./assembleSessionServices.js";

export type SessionServices = ReturnType<typeof createSessionServices>;

/** The services that deal with sessions over any store, a clock of the test's, and listeners that it can ask. */
export function createSessionServices(store: Store, { absolute = ABSOLUTE } = {}) {
  const clock = new ManualClock(NOW);
  const onBackgroundError = vi.fn<(error: unknown) => void>();
  const onTheft = vi.fn<(theft: { user: User; client: ClientInfo }) => Promise<void>>(async () => undefined);
  const onDecision = vi.fn<(decision: RefreshDecision) => void>();
  const onOpened = vi.fn<() => void>();
  const services = assembleSessionServices(store, { clock, absolute, onBackgroundError, onTheft });
  services.events.on("refresh.decided", ({ decision }) => onDecision(decision));
  services.events.on("session.opened", onOpened);
  return { clock, onBackgroundError, onTheft, onDecision, onOpened, ...services };
}

/** A user who has just signed in, over a watched store in memory. */
export async function aSignedInSession(client: ClientInfo) {
  const store = createMemoryStore();
  await store.open();
  const probe = new StoreProbe(store);
  const services = createSessionServices(probe.store);
  const user = aUser();
  await store.users.create(user);
  const tokens = await services.sessions.open(user, { rememberMe: true, client, evidence: passwordVerified(NOW) });
  probe.reset();
  return { store, probe, services, user, tokens };
}

/** The stored session that a refresh token belongs to. */
export async function storedSession(store: Store, { refreshToken }: { refreshToken: string }): Promise<Session> {
  const session = await store.sessions.get(read(refreshToken).sessionId);
  if (session === null) throw new Error("The session is gone.");
  return session;
}

/** Changes the stored session without its services. */
export async function changeSession(
  store: Store,
  tokens: { refreshToken: string },
  changes: Partial<Session>,
): Promise<void> {
  const session = await storedSession(store, tokens);
  await store.sessions.compareAndSet({ ...session, ...changes, version: session.version + 1 }, session.version);
}
