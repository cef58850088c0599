import type { User } from "../../stores/Store.js";
import { tableUtc } from "../../utils/utcTime.js";
import { command } from "../command.js";
import { withContainer } from "../database.js";
import { CliError } from "../failures.js";
import { wholeNumber } from "../options.js";
import { renderTable } from "../table.js";
import { toOperatorView } from "./userResult.js";

export const list = command({
  name: "list",
  summary: "list accounts",
  description:
    "Lists accounts: the oldest first, or by name with --username or --email. `next` of a page is the --after of the next one.",
  options: {
    username: ["--username <beginning>", "only usernames with this beginning"],
    email: ["--email <beginning>", "only email addresses with this beginning"],
    after: ["--after <value>", "show the page after this `next`"],
    limit: ["--limit <n>", "accounts per page, 1 to 1000", wholeNumber(1, 1000), 50],
  },
  run: async ({ username, email, after, limit }) => {
    const { by, prefix } = orderOf(username, email);
    // One more than requested, to know whether there is another page.
    const query = { by, prefix, after: after?.toLowerCase() ?? null, limit: limit + 1 };
    const found = await withContainer(({ admin }) => admin.list(query));
    const page = found.slice(0, limit);
    const next = found.length > limit ? (page.at(-1)?.[by] ?? null) : null;
    return { data: { users: page.map(toOperatorView), next }, text: tableOf(page, next) };
  },
});

function orderOf(username: string | undefined, email: string | undefined) {
  if (username !== undefined && email !== undefined) {
    throw new CliError("USAGE", "Use either --username or --email.");
  }
  if (username !== undefined) return { by: "username" as const, prefix: username.toLowerCase() };
  if (email !== undefined) return { by: "email" as const, prefix: email.toLowerCase() };
  return { by: "_id" as const, prefix: "" };
}

function tableOf(users: readonly User[], next: string | null): string {
  if (users.length === 0) return "No accounts.\n";
  const rows = users.map(({ _id, username, email, roles, disabledAt, createdAt }) => {
    return [_id, username, email, roles.join(" "), disabledAt === null ? "active" : "disabled", tableUtc(createdAt)];
  });
  const more = next === null ? "" : `Next page: --after ${next}\n`;
  return renderTable(["ID", "USERNAME", "EMAIL", "ROLES", "STATUS", "CREATED (UTC)"], rows) + more;
}
