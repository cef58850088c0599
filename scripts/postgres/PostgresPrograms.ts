import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chown, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** The account that a program runs as: this process's own, or that of `postgres` when this process is root, which initdb refuses. */
export type Account = { uid: number; gid: number } | Record<string, never>;

/** PostgreSQL's programs of one version. */
export class PostgresPrograms {
  /** Such as `/usr/lib/postgresql/15/bin`. */
  readonly folder: string;
  /** Who runs them and owns their files. */
  readonly account: Account;

  constructor(folder: string, account: Account) {
    this.folder = folder;
    this.account = account;
  }

  /** Runs a program to its end, such as `initdb` or `pg_basebackup`. */
  async run(program: string, args: string[], env: Record<string, string> = {}): Promise<string> {
    const options = { ...this.account, cwd: "/", env: { ...process.env, ...env } };
    const { stdout } = await promisify(execFile)(join(this.folder, program), args, options);
    return stdout;
  }

  /** Starts a program that goes on; its messages are on stderr. */
  start(program: string, args: string[]): ChildProcess {
    // Other accounts may not enter the folder that this process stands in.
    return spawn(join(this.folder, program), args, { ...this.account, cwd: "/", stdio: ["ignore", "ignore", "pipe"] });
  }

  /** Makes an empty folder that the programs may write. */
  async makeFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "latchkey-postgres-"));
    if ("uid" in this.account) await chown(folder, this.account["uid"], this.account["gid"]);
    return folder;
  }
}
