export { type Authenticate, createAuthenticate } from "./authenticate.js";
export { endingEvent } from "./endingEvent.js";
export {
  createSessionEnding,
  type PresentedLogoutToken,
  type SessionEnding,
} from "./endSession.js";
export { createIssuanceGate, type IssuanceGate, type IssuedTokens } from "./issuanceGate.js";
export { createListSessions, type ListSessions } from "./listSessions.js";
export { createOpenSession, type OpenSession } from "./openSession.js";
export { createRefreshSession, type RefreshSession } from "./refreshSession.js";
export { createRefreshTokenJudge, type RefreshDecision } from "./refreshTokenJudge.js";
export { createRenewSession, type RenewSession } from "./renewSession.js";
export { type EndCause, endOf, type SessionEnd } from "./sessionStanding.js";
