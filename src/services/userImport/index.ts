export { createUserImport, type ImportRun } from "./createUserImport.js";
export type { Place, PlacedUser } from "./ImportRun.js";
