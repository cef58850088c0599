export { SessionRefresh } from "./refresh.js";
export { type PresentedLogoutToken, SessionRevocation } from "./revocation.js";
export {
  sessionEndedEvent,
  type Termination,
  type TerminationReason,
  terminationOf,
} from "./sessionStatus.js";
export { type Authenticated, Sessions } from "./sessions.js";
export { type IssuedTokens, TokenIssuer } from "./tokenIssuer.js";
