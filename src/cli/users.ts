import type { Container } from "../container.js";
import type { User } from "../stores/Store.js";
import { command, group } from "./command.js";
import { withUser } from "./database.js";
import { CliError } from "./failures.js";
import { role, USER_ARGUMENT } from "./options.js";
import { assertConfirmed } from "./prompts.js";
import { printable } from "./table.js";
import { create } from "./users/create.js";
import { identities } from "./users/identities.js";
import { list } from "./users/list.js";
import { userResult } from "./users/userResult.js";

const show = command({
  name: "show",
  summary: "show an account",
  description: "Shows an account, without the password hash.",
  arguments: [USER_ARGUMENT],
  run: (reference) => withResult(reference, async (_, user) => user),
});

const disable = command({
  name: "disable",
  summary: "disable an account and end its sessions",
  description: "Ends every session of the account and blocks its sign-in. The data are kept.",
  arguments: [USER_ARGUMENT],
  run: (reference) => withResult(reference, (admin, { _id }) => admin.disable(_id)),
});

const enable = command({
  name: "enable",
  summary: "enable a disabled account",
  description: "Allows a disabled account to sign in again. Its earlier sessions stay ended.",
  arguments: [USER_ARGUMENT],
  run: (reference) => withResult(reference, (admin, { _id }) => admin.enable(_id)),
});

const remove = command({
  name: "delete",
  summary: "delete an account and all its data",
  description:
    "Deletes the account, its sessions, events and counters, after a confirmation. This cannot be undone. No mail is sent.",
  arguments: [USER_ARGUMENT],
  options: { yes: ["-y, --yes", "do not ask for confirmation"] },
  run: (reference, options) =>
    withUser(reference, async (admin, { _id, username, email }) => {
      const who = username === null ? printable(email) : `${printable(username)} (${printable(email)})`;
      await assertConfirmed(options, `Delete ${who} permanently?`);
      await admin.delete(_id);
      return { data: { deleted: { _id, username } }, text: `Deleted ${username ?? email}.\n` };
    }),
});

const resetFactors = command({
  name: "reset-factors",
  summary: "remove the second factors of an account",
  description:
    "Removes the authenticator app, the passkeys and the recovery codes of an account, for an owner who has lost them, and ends its sessions. The password stays, and the owner gets an email. Make sure who asks: afterwards the password is enough.",
  arguments: [USER_ARGUMENT],
  run: (reference) => withResult(reference, (admin, { _id }) => admin.resetFactors(_id)),
});

const setRole = command({
  name: "set-role",
  summary: "replace the roles of an account",
  description: "Replaces the roles of an account. They apply from the next request, without a new sign-in.",
  arguments: [USER_ARGUMENT, ["[roles...]", "all roles of the account", role]],
  options: { none: ["--none", "remove all roles"] },
  run: async (reference, roles, { none = false }) => {
    // A forgotten argument must not remove all roles.
    if ((roles.length === 0) !== none) throw new CliError("USAGE", "Give the roles, or use --none.");
    return withResult(reference, (admin, { _id }) => admin.setRoles(_id, roles));
  },
});

export const users = group("users", "manage accounts", "Manages accounts.", [
  list,
  show,
  create,
  disable,
  enable,
  remove,
  resetFactors,
  identities,
  setRole,
]);

/** The result of a command for one user, who may be changed. */
async function withResult(reference: string, change: (admin: Container["admin"], user: User) => Promise<User>) {
  return userResult(await withUser(reference, change));
}
