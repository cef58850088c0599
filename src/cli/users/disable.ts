import type { Command } from "commander";
import { answering } from "../answer.js";
import { withContainer } from "../withContainer.js";
import { USER_ARGUMENT } from "./userArgument.js";
import { userAnswer } from "./userForOperator.js";

/** `latchkey users disable` */
export function addUsersDisable(users: Command): void {
  users
    .command("disable")
    .summary("disable an account and end its sessions")
    .description("Ends every session of the account with its next request, and lets nobody sign in. The data stay.")
    .argument(...USER_ARGUMENT)
    .action(
      answering(async (user: string) =>
        userAnswer(await withContainer(async ({ admin }) => admin.disable((await admin.find(user))._id))),
      ),
    );
}

/** `latchkey users enable` */
export function addUsersEnable(users: Command): void {
  users
    .command("enable")
    .summary("let a disabled account sign in again")
    .description("Lets a disabled account sign in again. The sessions of before stay ended.")
    .argument(...USER_ARGUMENT)
    .action(
      answering(async (user: string) =>
        userAnswer(await withContainer(async ({ admin }) => admin.enable((await admin.find(user))._id))),
      ),
    );
}
