/** Runs a command, or waits, beside a PostgreSQL server for tests. */
import { startPostgresServer } from "./postgres/startPostgresServer.js";
import { runBeside } from "./support/runBeside.js";

const HELP = `Usage: tsx scripts/postgres.ts [command [argument...]]

Starts a PostgreSQL server with empty data and prints its URL. Runs the command with DATABASE_TEST_POSTGRES_URL set and ends with its
exit code; without a command it waits for Ctrl-C. The data is removed at the end.

The server is the one of DATABASE_TEST_POSTGRES_URL if set, else PostgreSQL's programs from the PATH, else the newest of Debian's.
`;

async function main([command, ...args]: string[]): Promise<number> {
  if (command === "--help") {
    process.stdout.write(HELP);
    return 0;
  }
  const server = await startPostgresServer();
  if (server.kind === "unavailable") {
    process.stderr.write(`No PostgreSQL server: ${server.reason}.\n`);
    return 1;
  }
  try {
    process.stdout.write(`${server.url}\n`);
    return await runBeside({ DATABASE_TEST_POSTGRES_URL: server.url }, command, args);
  } finally {
    await server.stop();
  }
}

process.exitCode = await main(process.argv.slice(2));
