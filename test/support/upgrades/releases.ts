import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { freePort } from "../../../scripts/mongo/freePort.js";
import { type Cli, cliOf } from "../cli/builtCli.js";
import type { EmptyPlace } from "../cli/databases.js";
import { builtPackage } from "../process/builtPackage.js";
import { type ServerProcess, serverOf } from "../process/serverProcess.js";
import { addReleaseAfterNext, buildNextRelease } from "./laterReleases.js";
import { buildReleaseBefore, hasReleaseBefore } from "./releaseBefore.js";

/** A built program. */
export interface Release {
  /** The folder of its package. */
  readonly folder: string;
  readonly cli: Cli;
}

export interface Releases {
  /** The release before, as its commit has it. */
  readonly before: Release;
  /** This tree, with a migration that only adds. */
  readonly next: Release;
  /** That one, with a migration that takes something away. */
  readonly afterNext: Release;
}

/** Whether the release before can be built here. Without it, what needs `releases` is skipped. */
export const hasRelease = hasReleaseBefore();

/** Makes the programs once for a test file; call the result inside a test. */
export function releases(): () => Releases {
  let folder: string | undefined;
  let made: Releases | undefined;

  beforeAll(async () => {
    if (!hasRelease) return;
    mkdirSync(".cache", { recursive: true });
    // Below the repository, so that its packages are found.
    folder = mkdtempSync(resolve(".cache/upgrades-"));
    const next = join(folder, "next");
    const afterNext = join(folder, "afterNext");
    await buildNextRelease(next);
    addReleaseAfterNext(next, afterNext);
    made = { before: releaseIn(await buildReleaseBefore()), next: releaseIn(next), afterNext: releaseIn(afterNext) };
  }, 120_000);

  afterAll(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  return () => {
    if (made === undefined) throw new Error("The releases are made before the first test.");
    return made;
  };
}

/** This tree, as it is built. */
export async function thisTree(): Promise<Release> {
  return releaseIn(await builtPackage());
}

function releaseIn(folder: string): Release {
  return { folder, cli: cliOf(folder) };
}

export interface Server extends ServerProcess {
  readonly api: string;
  /** What it has printed so far. */
  output(): string;
}

/** Starts the server of a release; resolves when it listens. It is killed when the test ends. */
export async function serverOn({ cli }: Release, { cwd, env }: EmptyPlace): Promise<Server> {
  const port = await freePort();
  const settings = { PUBLIC_URL: "http://localhost:3000", ...env, PORT: String(port) };
  const child = cli.start(["serve"], { cwd, env: settings });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => printed.push(String(chunk)));
  const server = await serverOf(child, "listens on");
  return { ...server, api: `http://127.0.0.1:${port}/api/v1`, output: () => printed.join("") };
}
