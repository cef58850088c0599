export { type AdminService, createAdminService, type JudgedSession } from "./adminService.js";
