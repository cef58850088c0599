import { pino } from "pino";
import type { Model } from "../../proofs/model/Model.js";
import { createAuditTrail } from "../../src/services/audit/index.js";
import {
  createAuthenticate,
  createIssuanceGate,
  createOpenSession,
  createRefreshSession,
  createRenewSession,
  createSessionEnding,
} from "../../src/services/session/index.js";
import type { Store } from "../../src/stores/Store.js";
import { createBackground } from "../../src/utils/background.js";
import type { Clock } from "../../src/utils/clock.js";
import { ACCESS_TOKENS, KEYRING } from "../support/sessionServices.js";

const LONG = 365 * 24 * 3600 * 1000;

/** The services of one server of a world, with the world's policy. */
export function realServices({ policy, absolute }: Model, store: Store, clock: Clock) {
  const { sessions } = store;
  const [keyring, accessTokens, { idle }] = [KEYRING, ACCESS_TOKENS, policy];
  // A confirmation that the story cuts off fails here, as it should.
  const background = createBackground(() => undefined);
  const gate = createIssuanceGate({ accessTokens, keyring, accessTokenExpiry: LONG, requireVerifiedEmail: false });
  const audit = createAuditTrail({ store: store.audit, clock, background, logger: pino({ level: "silent" }) });
  return {
    open: createOpenSession({ sessions, clock, keyring, gate, idle, absolute }),
    refresh: createRefreshSession({
      store,
      clock,
      keyring,
      gate,
      policy,
      audit,
      onTheft: async () => undefined,
      onDecision: () => undefined,
    }),
    authenticate: createAuthenticate({ store, clock, accessTokens, background }),
    ending: createSessionEnding({ store, clock, accessTokens, keyring, audit }),
    renew: createRenewSession({ sessions, clock, keyring, gate, idle }),
  };
}
