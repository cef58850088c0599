import { expect, test } from "vitest";
import { expectAnswer, readSteps } from "../support/openapi/consoleSteps.js";
import { startLatchkey } from "../support/process/latchkeyProcess.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

test("every command of docs/start/server.md gives the printed answer, in the printed order", async () => {
  const steps = readSteps("docs/start/server.md");
  const folder = temporaryFolder();
  const server = await startLatchkey(folder);

  expect(steps.length).toBeGreaterThan(10);
  for (const step of steps) await expectAnswer(step, String(server.port), folder);
  expect(await server.stop()).toBe(0);
});
