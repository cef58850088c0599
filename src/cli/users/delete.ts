import type { Command } from "commander";
import { answering } from "../answer.js";
import { type AskingOptions, assertSure } from "../questions.js";
import { printable } from "../table.js";
import { withContainer } from "../withContainer.js";
import { USER_ARGUMENT } from "./userArgument.js";

/** `latchkey users delete` */
export function addUsersDelete(users: Command): void {
  users
    .command("delete")
    .summary("delete an account with all that belongs to it")
    .description(
      "Deletes the account, its sessions, events and counters. It cannot be undone, and no mail is sent. Asks first.",
    )
    .argument(...USER_ARGUMENT)
    .option("-y, --yes", "do not ask")
    .action(
      answering(async (reference: string, options: AskingOptions) => {
        const { _id, username } = await withContainer(async ({ admin }) => {
          const user = await admin.find(reference);
          await assertSure(options, `Delete ${printable(user.username)} (${printable(user.email)}) for good?`);
          await admin.delete(user._id);
          return user;
        });
        return { data: { deleted: { _id, username } }, text: `${username} is deleted.\n` };
      }),
    );
}
