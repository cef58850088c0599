import type { Command } from "commander";
import { answering } from "../answer.js";
import { CliError } from "../failures.js";
import { role } from "../options.js";
import { withContainer } from "../withContainer.js";
import { USER_ARGUMENT } from "./userArgument.js";
import { userAnswer } from "./userForOperator.js";

interface Options {
  readonly none?: true;
}

/** `latchkey users set-role` */
export function addUsersSetRole(users: Command): void {
  users
    .command("set-role")
    .summary("replace the roles of an account")
    .description("Replaces the roles. They count from the next request on; nobody has to sign in again.")
    .argument(...USER_ARGUMENT)
    .argument("[roles...]", "all the roles that the account is to have", role)
    .option("--none", "take all roles away")
    .action(
      answering(async (user: string, roles: readonly string[], { none }: Options) => {
        // A forgotten role must not take all of them away.
        if ((roles.length === 0) !== (none === true)) throw new CliError("USAGE", "Name the roles, or say --none.");
        return userAnswer(
          await withContainer(async ({ admin }) => admin.setRoles((await admin.find(user))._id, roles)),
        );
      }),
    );
}
