import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const PACKAGE = "github.com/FerretDB/FerretDB/ferretdb";
const VERSION = "1.24.2";
const SOURCE = fileURLToPath(new URL("ferretdb.go", import.meta.url));
const CACHE = fileURLToPath(new URL("../../.cache/bin/", import.meta.url));
const BUILD_TIMEOUT_MS = 15 * 60_000;

const run = promisify(execFile);

async function cachedFile(): Promise<string> {
  const sourceHash = createHash("sha256")
    .update(await readFile(SOURCE))
    .digest("hex");
  return join(CACHE, `ferretdb-${VERSION}-${sourceHash.slice(0, 8)}`);
}

async function build(go: string, folder: string): Promise<string> {
  const options = {
    cwd: folder,
    timeout: BUILD_TIMEOUT_MS,
    env: { ...process.env, GOWORK: "off", GOFLAGS: "-mod=mod", CGO_ENABLED: "0" },
  };
  await copyFile(SOURCE, join(folder, "main.go"));
  await run(go, ["mod", "init", "mongo-for-tests"], options);
  await run(go, ["get", `${PACKAGE}@v${VERSION}`], options);
  await run(go, ["build", "-o", "ferretdb", "."], options);
  return join(folder, "ferretdb");
}

/** The FerretDB program for tests; the first call builds it with Go and needs the network. */
export async function installFerretDb(go: string, report: (line: string) => void): Promise<string> {
  const file = await cachedFile();
  if (existsSync(file)) return file;
  report("Building FerretDB once; this takes about two minutes.");
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, "build-"));
  try {
    // A rename is atomic: of two builds at once each finds a whole program at the end.
    await rename(await build(go, folder), file);
  } finally {
    await rm(folder, { recursive: true });
  }
  report("FerretDB is built.");
  return file;
}
