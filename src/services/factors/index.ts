export { toBase32 } from "./base32.js";
export {
  CEREMONY_LIFE,
  type CreationOptions,
  creationOptions,
  newChallenge,
  type RelyingParty,
  type RequestOptions,
} from "./ceremony.js";
export { otpauthUri } from "./otpauthUri.js";
export { type PasskeyProof, Passkeys } from "./Passkeys.js";
export { newPasskey, type PasskeyView, passkeyView } from "./passkeyRecord.js";
export { RecoveryCodeHashes, recoveryCodesLeft } from "./RecoveryCodeHashes.js";
export { RecoveryCodeSets } from "./RecoveryCodeSets.js";
export { type CodeProof, type CodeRequester, SecondFactorCodes } from "./SecondFactorCodes.js";
export { TotpSecrets } from "./TotpSecrets.js";
export { judgeCode, newTotpSecret, type TotpState, totpCode } from "./totp.js";
export { updateFactors } from "./updateFactors.js";
export type { AssertionCredential } from "./verifyAssertion.js";
export { type RegistrationCredential, verifyRegistration } from "./verifyRegistration.js";
