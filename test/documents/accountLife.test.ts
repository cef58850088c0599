import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { findOnPath } from "../../scripts/mongo/findOnPath.js";
import { expectAnswer, readSteps } from "../support/openapi/consoleSteps.js";
import { startLatchkey } from "../support/process/latchkeyProcess.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

/** The commands around the authenticator app, which needs oathtool. */
const OF_FACTORS = /totp|second-factor|challenge\.json|codes\.json/;

test("every command of docs/guides/account-life.md gives the printed answer, in the printed order", async () => {
  const steps = readSteps("docs/guides/account-life.md");
  const folder = temporaryFolder();
  const server = await startLatchkey(folder);

  expect(steps.length).toBeGreaterThan(26);
  for (const step of steps) {
    if (OF_FACTORS.test(step.command) && findOnPath("oathtool") === null) continue;
    const mail = /data\/outbox\/\*(-[a-z-]+-)\*/.exec(step.command)?.[1];
    // Mail is written after the answer. A reader types more slowly than that.
    if (mail !== undefined) await vi.waitFor(() => expect(mailsOf(folder).join()).toContain(mail), { timeout: 10_000 });
    await expectAnswer(step, String(server.port), folder);
  }
  expect(await server.stop()).toBe(0);
});

function mailsOf(folder: string): string[] {
  return readdirSync(join(folder, "data/outbox")).filter((file) => file.endsWith(".eml"));
}
