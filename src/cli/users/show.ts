import type { Command } from "commander";
import { answering } from "../answer.js";
import { withContainer } from "../withContainer.js";
import { USER_ARGUMENT } from "./userArgument.js";
import { userAnswer } from "./userForOperator.js";

/** `latchkey users show` */
export function addUsersShow(users: Command): void {
  users
    .command("show")
    .summary("show one account")
    .description("Shows one account. No hash of a password is shown.")
    .argument(...USER_ARGUMENT)
    .action(answering(async (user: string) => userAnswer(await withContainer(({ admin }) => admin.find(user)))));
}
