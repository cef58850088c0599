import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { Client } from "pg";
import { findPostgres } from "../../scripts/postgres/findPostgres.js";
import { type PostgresConfig, type RunningPostgres, startPostgres } from "../../scripts/postgres/startPostgres.js";
import { cpuMicroseconds } from "../compare/processUsage.js";

/** A PostgreSQL server of the benchmark's own, in a temporary folder. Its commits wait for the disk, as SQLite's do. */
export class BenchPostgres {
  readonly #server: RunningPostgres;

  private constructor(server: RunningPostgres) {
    this.#server = server;
  }

  /** Runs on the cores of this process. Throws a line for the user when PostgreSQL is not installed. */
  static async start(config: PostgresConfig = {}): Promise<BenchPostgres> {
    const found = findPostgres();
    if (found.kind === "unavailable") throw new Error(`The benchmark needs PostgreSQL: ${found.reason}.`);
    const server = await startPostgres(found.programs, config);
    // Also when the benchmark fails.
    process.once("exit", () => {
      if (isRunning(server.pid())) process.kill(server.pid(), "SIGQUIT");
      rmSync(server.folder, { recursive: true, force: true });
    });
    return new BenchPostgres(server);
  }

  /** Makes an empty database and answers its URL. */
  async createDatabase(name: string): Promise<string> {
    await this.query(`CREATE DATABASE "${name}"`);
    return this.urlOf(name);
  }

  urlOf(database: string): string {
    return new URL(`/${database}`, this.#server.url).href;
  }

  /** Runs one statement as the superuser, on a connection of its own. */
  async query<Row extends object>(text: string, database = "postgres"): Promise<Row[]> {
    const client = new Client({ connectionString: this.urlOf(database) });
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** Later connections are served on these cores, as taskset names them. */
  useCores(cores: string): void {
    execFileSync("taskset", ["-cp", cores, String(this.#server.pid())], { stdio: "ignore" });
  }

  /** Such as `15.14`. */
  async version(): Promise<string> {
    const [row] = await this.query<{ server_version: string }>("SHOW server_version");
    return row?.server_version.split(" ", 1)[0] ?? "unknown";
  }

  /** The CPU time of the server with all its processes, in microseconds. */
  cpu(): number {
    return cpuMicroseconds(this.#server.pid());
  }

  async stop(): Promise<void> {
    await this.#server.dispose();
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
