export { otpauthUri } from "./otpauthUri.js";
export { RecoveryCodes, recoveryCodesLeft } from "./RecoveryCodes.js";
export { type CodeVerdict, judgeCode, newTotpSecret, type TotpState, totpCode } from "./totp.js";
