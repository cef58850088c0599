import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ACCESS_SECRET, REFRESH_SECRET } from "../../http/testServer.js";
import { builtProgram } from "../../process/builtProgram.js";
import type { VictimSetup } from "./victimMessages.js";

/** Makes one file of the server that is to be killed, so that it starts in a fraction of the time. */
export function buildVictim(): Promise<string> {
  return builtProgram("test/support/faults/kills/victim.ts", startOnce);
}

async function startOnce(file: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-victim-"));
  const setup: VictimSetup = {
    options: {
      databaseUrl: `sqlite:${join(folder, "store.db")}`,
      publicUrl: "http://localhost:3000",
      accessTokenSecret: ACCESS_SECRET,
      refreshTokenSecret: REFRESH_SECRET,
    },
    outbox: join(folder, "outbox"),
    now: Date.now(),
    takesOver: true,
  };
  const victim = fork(file, { env: { PATH: process.env["PATH"], VICTIM: JSON.stringify(setup) } });
  const ended = once(victim, "exit");
  await Promise.race([once(victim, "message"), ended]);
  // It ends when it is alone.
  if (victim.connected) victim.disconnect();
  await ended;
  rmSync(folder, { recursive: true, force: true });
}
