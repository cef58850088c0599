/** Runs a command, or waits, beside a MongoDB-protocol server for tests. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { startMongoServer } from "./mongo/startMongoServer.js";

const HELP = `Usage: tsx scripts/mongo.ts [command [argument...]]

Starts a MongoDB-protocol server with empty data and prints its URL. Runs the command with MONGODB_URI set and ends with its
exit code; without a command it waits for Ctrl-C. The data is removed at the end.

The server is the one of MONGODB_URI if set, else mongod from the PATH, else SecantusDB, which pip installs once into .cache.
`;

function report(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function untilInterrupted(): Promise<number> {
  report("Press Ctrl-C to stop it.");
  const keepAlive = setInterval(() => {}, 60_000);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  clearInterval(keepAlive);
  return 0;
}

async function runCommand(command: string, args: string[], url: string): Promise<number> {
  const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, MONGODB_URI: url } });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  process.on("SIGINT", forward);
  process.on("SIGTERM", forward);
  const [exitCode] = await once(child, "exit");
  return typeof exitCode === "number" ? exitCode : 1;
}

async function main([command, ...args]: string[]): Promise<number> {
  if (command === "--help") {
    process.stdout.write(HELP);
    return 0;
  }
  const server = await startMongoServer(report);
  if (server.kind === "unavailable") {
    report(`No MongoDB server: ${server.reason}.`);
    return 1;
  }
  try {
    process.stdout.write(`${server.url}\n`);
    return await (command === undefined ? untilInterrupted() : runCommand(command, args, server.url));
  } finally {
    await server.stop();
  }
}

process.exitCode = await main(process.argv.slice(2));
