import { type EmptyPlace, sqliteFileOf } from "../cli/databases.js";
import { failureOf } from "../process/latchkeyProcess.js";
import { spawnTypeScript } from "../process/serverProcess.js";
import type { Release } from "./releases.js";

/** Puts the job of a reset mail into the database by the code of a release, which does not do it itself. */
export async function addMailJob({ folder }: Release, place: EmptyPlace, to: string): Promise<void> {
  const databaseUrl = place.env["DATABASE_URL"] ?? `sqlite:${sqliteFileOf(place)}`;
  const args = [folder, databaseUrl, to];
  const writer = spawnTypeScript("test/support/upgrades/mailJobWriter.ts", { cwd: place.cwd, env: {}, args });
  const { code, stderr } = await failureOf(writer);
  if (code !== 0) throw new Error(`The writer of the job ended with ${code}:\n${stderr}`);
}
