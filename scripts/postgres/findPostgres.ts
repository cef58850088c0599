import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { findOnPath } from "../mongo/findOnPath.js";
import { type Account, PostgresPrograms } from "./PostgresPrograms.js";

/** Debian keeps a folder for each version here, and none of them is on the PATH. */
const DEBIAN = "/usr/lib/postgresql";
const ROOT = 0;

export type FoundPostgres = { kind: "found"; programs: PostgresPrograms } | { kind: "unavailable"; reason: string };

/** PostgreSQL's server programs: those on the PATH, else the newest of Debian's. */
export function findPostgres(): FoundPostgres {
  const folder = folderOnPath() ?? newestOfDebian();
  if (folder === null) {
    return { kind: "unavailable", reason: `no initdb was found, install Debian's package postgresql` };
  }
  const account = accountOf("postgres");
  if (account === null) return { kind: "unavailable", reason: "root cannot run it, and there is no user postgres" };
  return { kind: "found", programs: new PostgresPrograms(folder, account) };
}

function folderOnPath(): string | null {
  const initdb = findOnPath("initdb");
  // A link may stand alone, and initdb needs the programs beside the file.
  return initdb === null ? null : dirname(realpathSync(initdb));
}

function newestOfDebian(): string | null {
  if (!existsSync(DEBIAN)) return null;
  const versions = readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a));
  const folders = versions.map((version) => join(DEBIAN, version, "bin"));
  return folders.find((folder) => existsSync(join(folder, "initdb"))) ?? null;
}

/** Who runs a server that refuses root: the named user when this process is root, else this process's own. */
export function accountOf(user: string): Account | null {
  if (process.getuid?.() !== ROOT) return {};
  const idOf = (option: string) => Number(execFileSync("id", [option, user], { stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: idOf("-u"), gid: idOf("-g") };
  } catch {
    return null;
  }
}
