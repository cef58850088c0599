import type { Config } from "../config/index.js";
import type { AccountDeps } from "../services/account/index.js";
import { RecoveryCodeHashes, RecoveryCodeSets, SecondFactorCodes, TotpSecrets } from "../services/factors/index.js";

type FactorParts = Pick<
  AccountDeps,
  "store" | "clock" | "background" | "audit" | "mailer" | "factorAttempts" | "trustedDevices"
>;

/** What verifies the codes of second factors. */
export function composeFactorServices(
  { refreshTokenSecrets: secrets }: Pick<Config, "refreshTokenSecrets">,
  parts: FactorParts,
) {
  const recoveryCodeHashes = new RecoveryCodeHashes(secrets);
  const totpSecrets = new TotpSecrets(secrets);
  return {
    totpSecrets,
    recoveryCodes: new RecoveryCodeSets({ ...parts, recoveryCodeHashes }),
    secondFactorCodes: new SecondFactorCodes({ ...parts, totpSecrets, recoveryCodeHashes }),
  };
}
