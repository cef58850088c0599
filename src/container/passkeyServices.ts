import {
  type AccountDeps,
  type EnrolmentSignIn,
  type FactorChanges,
  type LastMethod,
  PasskeyEnrolment,
  PasskeyManagement,
  PasskeyRegistration,
  PasskeySignIn,
  type Registration,
  type SensitiveChanges,
  type SessionOpening,
} from "../services/account/index.js";

type PasskeyParts = AccountDeps & {
  readonly registration: Registration;
  readonly sessionOpening: SessionOpening;
  readonly sensitiveChanges: SensitiveChanges;
  readonly factorChanges: FactorChanges;
  readonly lastMethod: LastMethod;
  readonly enrolmentSignIn: EnrolmentSignIn;
};

/** What signs in, registers and manages accounts with passkeys. */
export function composePasskeyServices(parts: PasskeyParts) {
  return {
    passkeySignIn: new PasskeySignIn(parts),
    passkeyRegistration: new PasskeyRegistration(parts),
    passkeyEnrolment: new PasskeyEnrolment(parts),
    passkeyManagement: new PasskeyManagement(parts),
  };
}
