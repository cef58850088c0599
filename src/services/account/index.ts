export { type AccountService, createAccountService } from "./accountService.js";
export { type CreateAccountDeps, createAccount, type NewAccount } from "./createAccount.js";
export { ERASE_ACCOUNT, type EraseDeps, eraseAccount, eraseLeftovers } from "./deleteAccount.js";
export { endEpoch } from "./endEpoch.js";
export { toUserView, type UserView } from "./UserView.js";
export { updateUser } from "./updateUser.js";
