export { AdminService, type ListedSession, OPERATOR } from "./AdminService.js";
