import type { ClientInfo } from "../../../../src/http/clientInfo.js";
import { passwordVerified } from "../../../../src/services/assurance/index.js";
import type { IssuedTokens, SessionRefresh } from "../../../../src/services/session/index.js";
import type { Store, User } from "../../../../src/stores/Store.js";
import { ManualClock } from "../../ManualClock.js";
import { A_CLIENT, assembleSessionServices } from "../../services/assembleSessionServices.js";

/** What a server does for its clients. The story's time comes with each request, in epoch milliseconds. */
export interface Requests {
  open(now: number, user: User, client: ClientInfo): Promise<IssuedTokens>;
  refresh(now: number, input: Parameters<SessionRefresh["refresh"]>[0]): Promise<IssuedTokens>;
  /** Answers the generation. What the use confirms is stored by then. */
  use(now: number, accessToken: string): Promise<number>;
  logout(now: number, refreshToken: string): Promise<void>;
  renew(now: number, user: User, sessionId: string): Promise<IssuedTokens>;
}

/** One of the servers of a database. */
export interface SessionServer extends Requests {
  /** Ends it, in an orderly way or not, and starts it again. Requests that are under way may fail or be answered. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** The shipped services over an opened store. */
export function requestsOver(store: Store): Requests {
  const clock = new ManualClock(0);
  const services = assembleSessionServices(store, {
    clock,
    // A confirmation that a restart cuts off.
    onBackgroundError: () => undefined,
    onTheft: async () => undefined,
  });
  const at = (now: number) => clock.advance(now - clock.now());
  return {
    open: (now, user, client) => {
      at(now);
      return services.sessions.open(user, { rememberMe: true, client, evidence: passwordVerified(now) });
    },
    refresh: (now, input) => {
      at(now);
      return services.sessionRefresh.refresh(input);
    },
    use: async (now, accessToken) => {
      at(now);
      const { generation } = await services.sessions.authenticate(accessToken);
      await services.background.drain();
      return generation;
    },
    logout: (now, token) => {
      at(now);
      return services.sessionRevocation.logout([{ kind: "refresh", token, cameFromCookie: false }], {
        client: A_CLIENT,
        idempotencyKey: null,
      });
    },
    renew: (now, user, sessionId) => {
      at(now);
      return services.sessions.renew(user, sessionId, null);
    },
  };
}
