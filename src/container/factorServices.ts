import type { Config } from "../config/index.js";
import type { AccountDeps } from "../services/account/index.js";
import {
  Passkeys,
  RecoveryCodeHashes,
  RecoveryCodeSets,
  type RelyingParty,
  SecondFactorCodes,
  TotpSecrets,
} from "../services/factors/index.js";

type FactorParts = Pick<
  AccountDeps,
  "store" | "clock" | "background" | "audit" | "mailer" | "factorAttempts" | "trustedDevices" | "flows"
>;

type FactorSettings = Pick<
  Config,
  "refreshTokenSecrets" | "passkeyRpId" | "passkeyOrigins" | "publicOrigin" | "brandName"
>;

/** What verifies second factors: codes and passkeys. */
export function composeFactorServices(config: FactorSettings, parts: FactorParts) {
  const { refreshTokenSecrets: secrets, passkeyRpId: id, brandName: name, publicOrigin, passkeyOrigins } = config;
  const site: RelyingParty = { id, name, origins: [publicOrigin, ...passkeyOrigins] };
  const { users, passkeys } = parts.store;
  const recoveryCodeHashes = new RecoveryCodeHashes(secrets);
  const totpSecrets = new TotpSecrets(secrets);
  return {
    site,
    passkeys: new Passkeys({ ...parts, users, passkeys, site }),
    totpSecrets,
    recoveryCodes: new RecoveryCodeSets({ ...parts, recoveryCodeHashes }),
    secondFactorCodes: new SecondFactorCodes({ ...parts, totpSecrets, recoveryCodeHashes }),
  };
}
