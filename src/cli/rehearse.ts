import { InvalidArgumentError } from "commander";
import type { Rehearsed, RehearsedGroup } from "../services/admin/index.js";
import type { SecondFactorPolicy } from "../services/assurance/index.js";
import { print } from "../utils/output.js";
import { command } from "./command.js";
import { withContainer } from "./database.js";
import { CliError } from "./failures.js";
import { withProgress } from "./progress.js";
import { printable } from "./table.js";

const POLICIES: readonly SecondFactorPolicy[] = ["off", "admins", "everybody"];
const SYNTAX = POLICIES.map((policy) => `REQUIRE_SECOND_FACTOR=${policy}`);

/** How each group is called, in the order of the report. */
const TEXTS: Readonly<Record<keyof Rehearsed["groups"], string>> = {
  unchanged: "signing in as before",
  asked: "asked for a second factor, as today",
  enrols: "asked to set up a second factor at the next sign-in",
  unverified: "locked out until they verify the email address: the link and a new one need no sign-in",
  disabled: "disabled, so locked out as today",
  "no-way-in": "without a password and a passkey, so locked out as today until they reset the password",
};

export const rehearse = command({
  name: "rehearse",
  summary: "show what a setting would do to the accounts",
  description:
    "Decides the next sign-in of every stored account as if the setting were in force: who signs in as before, who is asked for a second factor, who must set one up, and who is locked out. Nothing is written. It ends with 1 if the setting would lock out anybody who can sign in today.",
  arguments: [["<setting>", SYNTAX.join(", "), secondFactorPolicy]],
  // The report is printed first, also when it makes the command fail.
  run: async (policy, { json }) => {
    const found = await withContainer(({ policyRehearsal }) =>
      withProgress("Deciding", (report) => policyRehearsal.run(policy, report)),
    );
    const setting = `REQUIRE_SECOND_FACTOR=${policy}`;
    print(json ? `${JSON.stringify({ setting, ...found })}\n` : reportOf(setting, found));
    const { count } = found.groups.unverified;
    if (count > 0) throw new CliError("WOULD_LOCK_OUT", `${setting} would lock out ${accountsOf(count)}.`);
    return undefined;
  },
});

function secondFactorPolicy(text: string): SecondFactorPolicy {
  const found = POLICIES.find((policy) => text === `REQUIRE_SECOND_FACTOR=${policy}`);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`Expected one of ${SYNTAX.join(", ")}.`);
}

function reportOf(setting: string, { accounts, groups }: Rehearsed): string {
  const names = Object.keys(TEXTS) as (keyof typeof TEXTS)[];
  const width = String(accounts).length;
  const lines = names
    .filter((name) => groups[name].count > 0)
    .map((name) => `${String(groups[name].count).padStart(width)}  ${TEXTS[name]}${namesIn(name, groups[name])}`);
  return [`${setting} and ${accountsOf(accounts)}. Nothing was changed.`, ...lines, ""].join("\n");
}

function accountsOf(count: number): string {
  return `${count} ${count === 1 ? "account" : "accounts"}`;
}

/** Nobody looks for those for whom nothing changes. */
function namesIn(name: keyof typeof TEXTS, { count, first }: RehearsedGroup): string {
  if (name === "unchanged") return "";
  const more = count > first.length ? `, and ${count - first.length} more` : "";
  return `: ${first.map(({ username, email }) => printable(username ?? email)).join(", ")}${more}`;
}
