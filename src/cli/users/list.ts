import type { Command } from "commander";
import type { User } from "../../stores/Store.js";
import { tableUtc } from "../../utils/utcTime.js";
import { answering } from "../answer.js";
import { CliError } from "../failures.js";
import { wholeNumber } from "../options.js";
import { renderTable } from "../table.js";
import { withContainer } from "../withContainer.js";
import { userForOperator } from "./userForOperator.js";

interface Options {
  readonly username?: string;
  readonly email?: string;
  readonly after?: string;
  readonly limit: number;
}

/** `latchkey users list` */
export function addUsersList(users: Command): void {
  users
    .command("list")
    .summary("list accounts")
    .description(
      "Lists accounts a page at a time: the oldest first, or by name where a search is given. `next` of one page is --after of the next.",
    )
    .option("--username <beginning>", "only usernames that begin so")
    .option("--email <beginning>", "only e-mail addresses that begin so")
    .option("--after <value>", "the page that follows this one's `next`")
    .option("--limit <n>", "how many at most: 1 to 1000", wholeNumber(1, 1000), 50)
    .action(
      answering(async ({ after, limit, ...search }: Options) => {
        const { by, prefix } = orderOf(search);
        // One more than wanted tells whether there is another page.
        const query = { by, prefix, after: after?.toLowerCase() ?? null, limit: limit + 1 };
        const found = await withContainer(({ admin }) => admin.list(query));
        const page = found.slice(0, limit);
        const next = found.length > limit ? (page.at(-1)?.[by] ?? null) : null;
        return { data: { users: page.map(userForOperator), next }, text: tableOf(page, next) };
      }),
    );
}

function orderOf({ username, email }: Pick<Options, "username" | "email">) {
  if (username !== undefined && email !== undefined) {
    throw new CliError("USAGE", "--username and --email exclude each other.");
  }
  if (username !== undefined) return { by: "username" as const, prefix: username.toLowerCase() };
  if (email !== undefined) return { by: "email" as const, prefix: email.toLowerCase() };
  return { by: "_id" as const, prefix: "" };
}

function tableOf(users: readonly User[], next: string | null): string {
  if (users.length === 0) return "Nobody.\n";
  const rows = users.map(({ _id, username, email, roles, disabledAt, createdAt }) => {
    return [_id, username, email, roles.join(" "), disabledAt === null ? "active" : "disabled", tableUtc(createdAt)];
  });
  const more = next === null ? "" : `There are more: --after ${next}\n`;
  return renderTable(["ID", "USERNAME", "E-MAIL", "ROLES", "STATE", "CREATED (UTC)"], rows) + more;
}
