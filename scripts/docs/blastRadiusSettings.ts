import { ACCOUNTS } from "../../proofs/identity/accounts.js";
import { GRADES } from "../../proofs/identity/grades.js";
import { HOLDINGS } from "../../proofs/identity/model/Holding.js";
import { NOTICES, type Notice } from "../../proofs/identity/model/Step.js";
import { SETTINGS, type SettingFigures } from "../../proofs/identity/settings.js";
import { markdownTable } from "./markdownTable.js";

/** What the settings for signing in open, and where they make a thief quieter. */
export function settingsPart(figures: readonly SettingFigures[]): string {
  const more = figures.flatMap(({ setting, more: rows }) =>
    rows.map(({ holds, account, reaches }) => [
      SETTINGS[setting].about,
      holds.map((one) => HOLDINGS[one]).join(" and "),
      aboutOf(account),
      GRADES[reaches].short,
    ]),
  );
  const quieter = figures.flatMap(({ setting, quieter: rows }) =>
    rows.map(({ account, off, on }) => [
      `${SETTINGS[setting].about}, ${HOLDINGS[SETTINGS[setting].concerns]}`,
      aboutOf(account),
      seen(off),
      seen(on),
    ]),
  );
  const opensNothing = figures
    .filter(({ more: rows }) => rows.length === 0)
    .map(({ setting }) => SETTINGS[setting].about);
  return `${markdownTable(["with", "a thief who holds", "in an account with", "reaches"], more)}

${opensNothing.join(" and ")} opens nothing more, and is quieter:

${markdownTable(["with", "in an account with", "the owner saw", "the owner sees"], quieter)}`;
}

function aboutOf(name: string): string {
  return ACCOUNTS.find((account) => account.name === name)?.about ?? name;
}

function seen(notices: readonly Notice[]): string {
  return notices.map((notice) => NOTICES[notice]).join("; ");
}
