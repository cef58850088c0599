export { type AdminService, createAdminService, type JudgedSession, OPERATOR } from "./adminService.js";
