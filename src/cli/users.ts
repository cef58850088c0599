import type { Command } from "commander";
import { action } from "./action.js";
import { withContainer } from "./database.js";
import { CliError } from "./failures.js";
import { role } from "./options.js";
import { assertConfirmed, type PromptOptions } from "./prompts.js";
import { printable } from "./table.js";
import { addUsersCreate } from "./users/create.js";
import { addUsersList } from "./users/list.js";
import { USER_ARGUMENT, userResult } from "./users/userResult.js";

/** `latchkey users …` */
export function addUsers(program: Command): void {
  const users = program.command("users").summary("manage accounts").description("Manages accounts.");
  addUsersList(users);
  addShow(users);
  addUsersCreate(users);
  addDisable(users);
  addEnable(users);
  addDelete(users);
  addSetRole(users);
}

function addShow(users: Command): void {
  users
    .command("show")
    .summary("show an account")
    .description("Shows an account, without the password hash.")
    .argument(...USER_ARGUMENT)
    .action(action(async (user: string) => userResult(await withContainer(({ admin }) => admin.find(user)))));
}

function addDisable(users: Command): void {
  users
    .command("disable")
    .summary("disable an account and end its sessions")
    .description("Ends every session of the account and blocks its sign-in. The data are kept.")
    .argument(...USER_ARGUMENT)
    .action(
      action(async (user: string) =>
        userResult(await withContainer(async ({ admin }) => admin.disable((await admin.find(user))._id))),
      ),
    );
}

function addEnable(users: Command): void {
  users
    .command("enable")
    .summary("enable a disabled account")
    .description("Allows a disabled account to sign in again. Its earlier sessions stay ended.")
    .argument(...USER_ARGUMENT)
    .action(
      action(async (user: string) =>
        userResult(await withContainer(async ({ admin }) => admin.enable((await admin.find(user))._id))),
      ),
    );
}

function addDelete(users: Command): void {
  users
    .command("delete")
    .summary("delete an account and all its data")
    .description(
      "Deletes the account, its sessions, events and counters, after a confirmation. This cannot be undone. No mail is sent.",
    )
    .argument(...USER_ARGUMENT)
    .option("-y, --yes", "do not ask for confirmation")
    .action(
      action(async (reference: string, options: PromptOptions) => {
        const { _id, username } = await withContainer(async ({ admin }) => {
          const user = await admin.find(reference);
          await assertConfirmed(options, `Delete ${printable(user.username)} (${printable(user.email)}) permanently?`);
          await admin.delete(user._id);
          return user;
        });
        return { data: { deleted: { _id, username } }, text: `Deleted ${username}.\n` };
      }),
    );
}

function addSetRole(users: Command): void {
  users
    .command("set-role")
    .summary("replace the roles of an account")
    .description("Replaces the roles of an account. They apply from the next request, without a new sign-in.")
    .argument(...USER_ARGUMENT)
    .argument("[roles...]", "all roles of the account", role)
    .option("--none", "remove all roles")
    .action(
      action(async (user: string, roles: readonly string[], { none }: { readonly none?: true }) => {
        // A forgotten argument must not remove all roles.
        if ((roles.length === 0) !== (none === true)) throw new CliError("USAGE", "Give the roles, or use --none.");
        return userResult(
          await withContainer(async ({ admin }) => admin.setRoles((await admin.find(user))._id, roles)),
        );
      }),
    );
}
