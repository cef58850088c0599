export { createUserImport, type ImportRun } from "./createUserImport.js";
export type { LinedUser } from "./ImportRun.js";
