export type { Place, PlacedUser } from "./importedRecords.js";
export { type ImportRun, UserImport } from "./UserImport.js";
