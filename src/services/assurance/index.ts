export type { AuthenticationMethod } from "../../stores/Store.js";
export { type Admission, AssuranceGate, type PendingSignIn } from "./AssuranceGate.js";
export { type Assurance, assuranceOf, isFresh, withMethod } from "./assurance.js";
export {
  decideSignIn,
  type Enrolled,
  enrolledMethods,
  hasFactor,
  isAskedOf,
  NOTHING_ENROLLED,
  type SecondFactorMethod,
  type SecondFactorPolicy,
} from "./decideSignIn.js";
export { EnrolledFactors, enrolledIn, recoveryCodesLeft } from "./EnrolledFactors.js";
export {
  type Evidence,
  evidenceOf,
  passkeyVerified,
  passwordMethod,
  passwordVerified,
  pendingEvidence,
  providerVerified,
  recoveryCodeVerified,
  together,
  totpVerified,
} from "./Evidence.js";
export { FlowTokens, type OpenedFlow, userOfFlow } from "./FlowTokens.js";
export { judgeChange } from "./judgeChange.js";
export { type AssuranceClaims, assuranceClaims } from "./tokenClaims.js";
