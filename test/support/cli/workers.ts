import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { freePort } from "../../../scripts/mongo/freePort.js";
import type { Cli } from "./builtCli.js";

interface LogLine {
  readonly msg: string;
  readonly worker?: number;
  readonly workerPid?: number;
}

/** A server of several processes; its log is read as it is written. */
export class Workers {
  readonly log: LogLine[] = [];
  readonly primary: ChildProcess;
  readonly origin: string;
  readonly api: string;
  readonly ended: Promise<number | null>;
  private readonly watchers = new Set<() => void>();
  private hasEnded = false;

  constructor(primary: ChildProcess, port: number) {
    this.primary = primary;
    this.origin = `http://127.0.0.1:${port}`;
    this.api = `${this.origin}/api/v1`;
    this.ended = once(primary, "exit").then(([code]) => (typeof code === "number" ? code : null));
    for (const stream of [primary.stdout, primary.stderr]) {
      if (stream !== null) this.readLines(stream);
    }
    // Not "exit": what it has written last may still be on its way.
    primary.once("close", () => {
      this.hasEnded = true;
      for (const look of this.watchers) look();
    });
  }

  /** The process ids of the workers that have said that they listen and not that they ended. */
  get pids(): number[] {
    const of = (msg: string) => this.log.filter((line) => line.msg === msg).map(({ workerPid }) => workerPid ?? 0);
    return of("A worker listens.").filter((pid) => !of("A worker ended.").includes(pid));
  }

  /** Resolves as soon as it holds; rejects when the server ends before. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (holds()) resolve();
        else if (this.hasEnded) reject(new Error(`The server ended before it held:\n${JSON.stringify(this.log)}`));
        else return;
        this.watchers.delete(look);
      };
      this.watchers.add(look);
      look();
    });
  }

  stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    this.primary.kill(signal);
    return this.ended;
  }

  /** The log comes on stdout; what ends a process before it has a log is on stderr. */
  private readLines(stream: Readable): void {
    let rest = "";
    stream.on("data", (chunk) => {
      const lines = (rest + String(chunk)).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.log.push(line.startsWith("{") ? JSON.parse(line) : { msg: line });
      for (const look of this.watchers) look();
    });
  }
}

/** Starts `latchkey serve --workers` in a folder. The primary is killed when the test ends. */
export async function startWorkers(
  cli: Cli,
  place: { cwd: string; env?: Record<string, string> },
  count = 2,
  port?: number,
): Promise<Workers> {
  const at = port ?? (await freePort());
  const env = { ...place.env, PORT: String(at), PUBLIC_URL: "http://localhost:3000" };
  return new Workers(cli.start(["serve", "--workers", String(count)], { cwd: place.cwd, env }), at);
}
