export { type AccountService, createAccountService } from "./accountService.js";
export { toUserView, type UserView } from "./UserView.js";
