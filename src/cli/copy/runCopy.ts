import { copyOver, createCopy, switchOver } from "../../container.js";
import type { Moved, PassCount, Phase, RunPass } from "../../services/copy/index.js";
import type { Archive } from "../../stores/Archive.js";
import { createMigrator, type DatabasePlace } from "../../stores/index.js";
import type { CommandResult } from "../action.js";
import { CliError } from "../failures.js";
import { withProgress } from "../progress.js";
import { assertConfirmed, type PromptOptions } from "../prompts.js";
import { refusal } from "./refusals.js";
import { assertUpToDate, withSource, withTarget } from "./withArchives.js";

export interface CopyOptions extends PromptOptions {
  readonly switch?: true;
}

/** What of a copy is done, with the names of both sides. */
interface Outcome {
  readonly from: string;
  readonly to: string;
  readonly state: "copied" | "switched" | "finished";
  readonly passes: readonly PassCount[];
  /** Whether the source's database itself refuses writes. */
  readonly isLocked: boolean;
}

const TITLES: Record<Phase, string> = {
  copying: "Copying",
  "catching up": "Catching up",
  verifying: "Verifying",
};

const runPass: RunPass = (phase, pass) => withProgress(TITLES[phase], pass);

/** Copies one database to another as far as is asked for, from wherever an earlier run broke off. */
export async function runCopy(from: DatabasePlace, to: DatabasePlace, options: CopyOptions): Promise<CommandResult> {
  return withSource(from, async (source) => {
    await assertUpToDate(from, source);
    return withTarget(to, (target) => copyOpen({ source, target, to, options }));
  });
}

async function copyOpen({
  source,
  target,
  to,
  options,
}: {
  source: Archive;
  target: Archive;
  to: DatabasePlace;
  options: CopyOptions;
}): Promise<CommandResult> {
  const names = { from: source.name, to: target.name, isLocked: source.locksWriters };
  const copy = createCopy({ source, target });
  if (options.switch) await assertNobodyWrites(source, options);
  const beginning = await copy.begin();
  if (beginning.kind === "refused") throw refusal(beginning.reason, names);
  if (beginning.kind === "finished") return answerOf({ ...names, state: "finished", passes: [] });
  // Behind the mark: from its first moment no server takes the target for one of its own.
  await (await createMigrator(to)).apply();
  // A request that waits at a locked source waits for the switch, not for another round before it.
  const copied = beginning.isMoved ? [] : passesOf(await copyOver(copy, runPass), names);
  if (!options.switch) {
    if (beginning.isMoved) throw new CliError("COPY_REFUSED", `The switch from ${names.from} has begun: add --switch.`);
    return answerOf({ ...names, state: "copied", passes: copied });
  }
  const verified = passesOf(await switchOver(copy, source.locksWriters ? 1 : 2, runPass), names);
  return answerOf({ ...names, state: "switched", passes: [...copied, ...verified] });
}

async function assertNobodyWrites({ name, locksWriters }: Archive, options: CopyOptions): Promise<void> {
  if (locksWriters) return;
  await assertConfirmed(options, `Is every server on ${name} stopped? What one writes from now on may be lost.`);
}

/** The passes of what went well. Throws COPY_UNVERIFIED. */
function passesOf(moved: Moved, { from, to }: { from: string; to: string }): readonly PassCount[] {
  if (moved.kind === "taken-over") {
    throw new CliError("COPY_UNVERIFIED", "Another run has taken the copy over, or the switch was taken back.");
  }
  if (moved.kind === "written-to") {
    const { put, removed } = moved.last;
    throw new CliError(
      "COPY_UNVERIFIED",
      `Not verified: ${put + removed} records differed again after the switch. Somebody still writes to ${from} or ${to}: stop that, and run it again. ${to} stays closed to servers.`,
    );
  }
  return moved.passes;
}

function answerOf(outcome: Outcome): CommandResult {
  return { data: outcome, text: textOf(outcome) };
}

function textOf({ from, to, state, passes, isLocked }: Outcome): string {
  const last = passes.at(-1);
  if (state === "finished") return `This copy was finished before. Servers of ${from} belong to ${to} now.\n`;
  if (state === "copied") {
    const rest = last === undefined ? 0 : last.put + last.removed;
    return (
      `Copied ${last?.read} records from ${from} to ${to}; the last of ${passes.length} passes changed ${rest}.\n` +
      "The source is in use as before. The same command catches up; with --switch it ends the move.\n"
    );
  }
  return (
    `Switched: all ${last?.read} records of ${from} are in ${to}, each compared as a whole ${isLocked ? "while nothing could be written" : "twice, and nobody was seen to write"}.\n` +
    `Set DATABASE_URL to ${to}, keep both token secrets as they are, and restart the servers.\n`
  );
}
