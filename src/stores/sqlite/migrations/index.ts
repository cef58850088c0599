import { initialSchema } from "./0001_initialSchema.js";
import { queueAndLimits } from "./0002_queueAndLimits.js";
import { signingKeys } from "./0003_signingKeys.js";
import { legacyHashes } from "./0004_legacyHashes.js";
import { needs } from "./0005_needs.js";
import { revokeCause } from "./0006_revokeCause.js";
import { expiryHour } from "./0007_expiryHour.js";
import type { Migration } from "./Migration.js";

/** Every migration, in ascending order of version. */
export const migrations: readonly Migration[] = [
  initialSchema,
  queueAndLimits,
  signingKeys,
  legacyHashes,
  needs,
  revokeCause,
  expiryHour,
];
