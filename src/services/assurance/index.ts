export type { AuthenticationMethod } from "../../stores/Store.js";
export { type Admission, AssuranceGate, type PendingSignIn } from "./AssuranceGate.js";
export { type Assurance, type AssuranceLevel, assuranceOf, isFresh, withMethod } from "./assurance.js";
export {
  decideSignIn,
  type Enrolled,
  type EnrolmentMethod,
  enrolledMethods,
  hasFactor,
  isAskedOf,
  NOTHING_ENROLLED,
  type SecondFactorMethod,
  type SecondFactorPolicy,
} from "./decideSignIn.js";
export { EnrolledFactors, enrolledIn } from "./EnrolledFactors.js";
export {
  type Evidence,
  evidenceOf,
  passkeyVerified,
  passwordMethod,
  passwordVerified,
  pendingEvidence,
  recoveryCodeVerified,
  together,
  totpVerified,
} from "./Evidence.js";
export { assertFlowOf, type FlowPurpose, FlowTokens, type OpenedFlow } from "./FlowTokens.js";
export { type ChangeVerdict, judgeChange } from "./judgeChange.js";
export { type AssuranceClaims, assuranceClaims } from "./tokenClaims.js";
