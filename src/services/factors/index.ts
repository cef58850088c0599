export { toBase32 } from "./base32.js";
export { otpauthUri } from "./otpauthUri.js";
export { RecoveryCodeHashes, recoveryCodesLeft } from "./RecoveryCodeHashes.js";
export { RecoveryCodeSets } from "./RecoveryCodeSets.js";
export { type CodeProof, type CodeRequester, SecondFactorCodes } from "./SecondFactorCodes.js";
export { TotpSecrets } from "./TotpSecrets.js";
export { judgeCode, newTotpSecret, type TotpState, totpCode } from "./totp.js";
export { updateFactors } from "./updateFactors.js";
