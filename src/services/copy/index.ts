export {
  type CopyHooks,
  type CopyResult,
  countRecords,
  DatabaseCopy,
  inspect,
  type UnlockResult,
} from "./DatabaseCopy.js";
export type { MigrationState, RefusalReason } from "./migrationState.js";
