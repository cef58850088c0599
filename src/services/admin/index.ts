export { AccountChanges } from "./AccountChanges.js";
export { AdminService, type ListedSession, OPERATOR, SERVER } from "./AdminService.js";
export { PolicyRehearsal, type Rehearsed, type RehearsedGroup } from "./PolicyRehearsal.js";
