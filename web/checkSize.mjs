// Fails when the script that signing in and the account load together grows beyond what a phone on a bad line gets quickly.
// What a page loads only when it is needed is listed too. Run after the pages were built.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const LIMIT = 45_000;
const PAGES = fileURLToPath(new URL("../dist/pages/", import.meta.url));
const ASSETS = `${PAGES}assets/`;

const scripts = new Map(
  readdirSync(ASSETS)
    .filter((name) => name.endsWith(".js"))
    .map((name) => [name, readFileSync(ASSETS + name, "utf8")]),
);

/** The scripts that a browser gets with one, itself included: what it imports, but not what it imports on demand. */
function loadedWith(name, loaded = new Set()) {
  if (loaded.has(name)) return loaded;
  loaded.add(name);
  for (const [, next] of scripts.get(name).matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) loadedWith(next, loaded);
  return loaded;
}

/** Texts of a language: a reader of it loads them too, and only those. */
const LANGUAGE = /^[a-z]{2}-[\w-]+\.js$/;

const entry = /<script[^>]+src="\.\/assets\/([^"]+)"/.exec(readFileSync(`${PAGES}index.html`, "utf8"))?.[1];
if (entry === undefined || !scripts.has(entry)) throw new Error("dist/pages has no script: build the pages first.");
const atOnce = loadedWith(entry);
let total = 0;
let longestLanguage = 0;
for (const [name, text] of scripts) {
  const bytes = gzipSync(text, { level: 9 }).length;
  if (atOnce.has(name)) total += bytes;
  if (LANGUAGE.test(name)) longestLanguage = Math.max(longestLanguage, bytes);
  process.stdout.write(`${name}: ${bytes} bytes gzipped${atOnce.has(name) ? "" : ", when it is needed"}\n`);
}
if (longestLanguage === 0) throw new Error("dist/pages has no script of another language.");
total += longestLanguage;
process.stdout.write(`${total} of at most ${LIMIT} bytes of script in the longest language\n`);
if (total > LIMIT) process.exit(1);
