export { type AdminService, createAdminService } from "./adminService.js";
