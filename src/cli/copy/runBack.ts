import { takeBack } from "../../container.js";
import type { TakenBack } from "../../services/copy/index.js";
import type { Archive } from "../../stores/Archive.js";
import type { DatabasePlace } from "../../stores/index.js";
import type { CommandResult } from "../action.js";
import { CliError } from "../failures.js";
import { assertConfirmed, type PromptOptions } from "../prompts.js";
import { BUSY } from "./refusals.js";
import { withSource } from "./withArchives.js";

const REASONS: Record<Exclude<TakenBack["kind"], "taken-back">, string> = {
  "not-moved": "It was not moved: there is nothing to take back.",
  "not-its-target": "The other database is not the one that it was moved to. Nothing was changed.",
  busy: BUSY,
};

/** Lets a database that was moved take writes again, and closes the one it was moved to, where that is named. */
export async function runBack(
  from: DatabasePlace,
  to: DatabasePlace | null,
  options: PromptOptions,
): Promise<CommandResult> {
  return withSource(from, async (source) => {
    await assertConfirmed(
      options,
      `Take writes in ${source.name} again? What was written to its copy since the switch is not there: who refreshed there has to sign in again, and what was ended there lives again. No server may run on the copy.`,
    );
    const result =
      to === null ? await takeBack(source, null) : await withSource(to, (target) => takeBack(source, target));
    if (result.kind !== "taken-back") throw new CliError("COPY_REFUSED", REASONS[result.kind]);
    return answerOf(source, to !== null);
  });
}

function answerOf({ name }: Archive, isClosed: boolean): CommandResult {
  const copy = isClosed ? "No server starts on its copy now." : "See that no server starts on its copy.";
  return { data: { from: name, state: "taken-back" }, text: `${name} takes writes again. ${copy}\n` };
}
