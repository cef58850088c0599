export { type AccountService, createAccountService } from "./accountService.js";
export { ERASE_ACCOUNT, eraseLeftovers } from "./deleteAccount.js";
export { toUserView, type UserView } from "./UserView.js";
