import { once } from "node:events";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import { builtCli } from "../support/cli/builtCli.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const cli = builtCli();
const env = { DATABASE_URL: "memory:" };

test.each([
  { args: ["users", "list"], exit: 4, says: "only the server's own process has these accounts" },
  { args: ["backup", "copy.db"], exit: 4, says: "only the server's own process has these accounts" },
  { args: ["migrate"], exit: 4, says: "belongs to the process that made it" },
  { args: ["copy", "memory:", "sqlite:copy.db"], exit: 2, says: "must name a file" },
  { args: ["copy", "sqlite:copy.db", "memory:"], exit: 2, says: "must name a file" },
  { args: ["serve", "--workers", "2"], exit: 2, says: "a database of its own in memory" },
])("latchkey $args is refused for a database in memory, and makes no file", async ({ args, exit, says }) => {
  const cwd = temporaryFolder();
  const failure = await cli().failure(args, { cwd, env });
  expect(failure).toMatchObject({ exit, message: expect.stringContaining(says) });
  expect(readdirSync(cwd)).toEqual([]);
});

test("latchkey serve warns that a database in memory is lost, and makes no file", async () => {
  const cwd = temporaryFolder();
  const server = cli().start(["serve"], { cwd, env: { ...env, PORT: String(await freePort()) } });
  const [lines] = (await once(server.stdout ?? server, "data")) as [Buffer];
  const [first] = lines.toString().split("\n");
  expect(JSON.parse(first ?? "")).toMatchObject({ level: 40, msg: expect.stringContaining("all accounts are lost") });
  expect(readdirSync(cwd)).toEqual([]);
});
