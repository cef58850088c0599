import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const ENTRY = fileURLToPath(new URL("victim.ts", import.meta.url));
const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
/** They bring machine code, which they look for beside themselves. */
const NATIVE = ["better-sqlite3", "@node-rs/argon2", "bcrypt"];

export interface BuiltVictim {
  readonly file: string;
  dispose(): void;
}

/** Makes a few files of the server that is to be killed, so that it starts in a fraction of the time. */
export async function buildVictim(): Promise<BuiltVictim> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-victim-"));
  symlinkSync(resolve(ROOT, "node_modules"), join(folder, "node_modules"));
  await build({
    root: ROOT,
    configFile: false,
    logLevel: "error",
    ssr: { noExternal: true, external: [...NATIVE, "mongoose"] },
    build: {
      ssr: ENTRY,
      outDir: folder,
      emptyOutDir: false,
      target: "node20",
      rolldownOptions: { output: { entryFileNames: "victim.mjs", chunkFileNames: "[name].mjs" } },
    },
  });
  return { file: join(folder, "victim.mjs"), dispose: () => rmSync(folder, { recursive: true, force: true }) };
}
