import { existsSync, readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { basename, dirname } from "node:path";
import { Script } from "node:vm";
import { readCodeCache, writeCodeCache } from "./codeCache.js";
import { nameSources } from "./nameSources.js";

interface Bundle<Exports> {
  readonly exports: Exports;
  /** Keeps what V8 has compiled until now, so that the next start need not compile it again. */
  keepCode(): void;
}

/** Runs a bundle of CommonJS with the code that V8 compiled for it before. `null` if there is no such file. */
export function loadBundle<Exports>(file: string): Bundle<Exports> | null {
  if (!existsSync(file)) return null;
  // Not the whole path: the code that was compiled before keeps the name that it got then, wherever the folder is now.
  const filename = basename(file);
  nameSources(filename, `${file}.map`);
  const source = readFileSync(file);
  const cachedData = readCodeCache(file, source);
  const script = new Script(Module.wrap(source.toString()), { filename, ...(cachedData && { cachedData }) });
  const module = { exports: {} as Exports };
  script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
  return { exports: module.exports, keepCode: () => writeCodeCache(file, source, script.createCachedData()) };
}
