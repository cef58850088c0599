export { SessionRefresh } from "./refresh.js";
export { type PresentedLogoutToken, SessionRevocation } from "./revocation.js";
export {
  sessionEndedEvent,
  type Termination,
  type TerminationReason,
  terminationOf,
} from "./sessionStatus.js";
export { type ProvenSession, type SessionStart, Sessions } from "./sessions.js";
export { type IssuedAccessToken, type IssuedTokens, TokenIssuer } from "./tokenIssuer.js";
