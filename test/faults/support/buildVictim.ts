import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const ENTRY = fileURLToPath(new URL("victim.ts", import.meta.url));
const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
/** They bring machine code, which they look for beside themselves. */
const NATIVE = ["better-sqlite3", "@node-rs/argon2", "bcrypt"];
const NO_MONGO = ["createMongoStore", "createMongoMigrator"]
  .map((name) => `export function ${name}() { throw new Error('This program has SQLite alone.'); }`)
  .join("\n");

export interface BuiltVictim {
  readonly file: string;
  dispose(): void;
}

/** Makes one file of the server that is to be killed, so that it starts in a fraction of the time. */
export async function buildVictim({ mongo }: { mongo: boolean }): Promise<BuiltVictim> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-victim-"));
  symlinkSync(resolve(ROOT, "node_modules"), join(folder, "node_modules"));
  await build({
    root: ROOT,
    configFile: false,
    logLevel: "error",
    // The driver of MongoDB takes longer to load than all the rest.
    plugins: mongo
      ? []
      : [{ name: "sqlite-alone", load: (id) => (id.endsWith("stores/mongo/index.ts") ? NO_MONGO : null) }],
    ssr: { noExternal: true, external: mongo ? [...NATIVE, "mongoose"] : NATIVE },
    build: {
      ssr: ENTRY,
      outDir: folder,
      emptyOutDir: false,
      target: "node20",
      rolldownOptions: { output: { entryFileNames: "victim.mjs" } },
    },
  });
  return { file: join(folder, "victim.mjs"), dispose: () => rmSync(folder, { recursive: true, force: true }) };
}
