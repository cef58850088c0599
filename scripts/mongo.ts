/** Runs a command, or waits, beside a MongoDB-protocol server for tests. */
import { startMongoServer } from "./mongo/startMongoServer.js";
import { runBeside } from "./support/runBeside.js";

const HELP = `Usage: tsx scripts/mongo.ts [command [argument...]]

Starts a MongoDB-protocol server with empty data and prints its URL. Runs the command with MONGODB_URI set and ends with its
exit code; without a command it waits for Ctrl-C. The data is removed at the end.

The server is the one of MONGODB_URI if set, else mongod from the PATH, else SecantusDB, which pip installs once into .cache.
`;

function report(line: string): void {
  process.stderr.write(`${line}\n`);
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
    return await runBeside({ MONGODB_URI: server.url }, command, args);
  } finally {
    await server.stop();
  }
}

process.exitCode = await main(process.argv.slice(2));
