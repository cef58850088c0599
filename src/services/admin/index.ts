export { AccountChanges, type UserChange } from "./AccountChanges.js";
export { AdminService, type ListedSession, OPERATOR, SERVER } from "./AdminService.js";
