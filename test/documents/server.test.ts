import { expect, test } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import { expectAnswer, readSteps } from "../support/openapi/consoleSteps.js";
import { startServerProcess } from "../support/process/serverProcess.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

test("every command of docs/start/server.md gives the printed answer, in the printed order", async () => {
  const steps = readSteps("docs/start/server.md");
  const folder = temporaryFolder();
  const port = String(await freePort());
  const server = await startServerProcess("src/index.ts", { cwd: folder, env: { PORT: port }, sign: "listens on" });

  expect(steps.length).toBeGreaterThan(10);
  for (const step of steps) await expectAnswer(step, port, folder);
  expect(await server.stop()).toBe(0);
});
