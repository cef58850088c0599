export type { Place, PlacedUser } from "./importedRecords.js";
export { type InvalidRecord, UserImport } from "./UserImport.js";
