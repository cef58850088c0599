export { SessionRefresh } from "./refresh.js";
export { type PresentedLogoutToken, SessionRevocation } from "./revocation.js";
export {
  sessionEndedEvent,
  type Termination,
  type TerminationReason,
  terminationOf,
} from "./sessionStatus.js";
export { Sessions } from "./sessions.js";
export { type IssuedTokens, TokenIssuer } from "./tokenIssuer.js";
