import { codeOf, isError } from "./errorFacts.js";

/** A module of machine code that cannot be loaded, reported in one line with the fix. The loader's own words are the `cause`. */
export class NativeModuleError extends Error {
  override readonly name = "NativeModuleError";
  readonly code = "NATIVE_MODULE";
}

/** How the loaders of the three modules say that there is no machine code for this system, or that it was made for another. */
const LOADER_FAILURE =
  /Could not locate the bindings file|No native build was found|annot find native binding|Failed to load native binding|NODE_MODULE_VERSION/;

/** Each with the part of a message, path or stack that names it. */
const NATIVE_MODULES = [
  { name: "better-sqlite3", mark: /better[-_]sqlite3/ },
  { name: "bcrypt", mark: /[\\/]bcrypt[\\/]/ },
  { name: "@node-rs/argon2", mark: /@node-rs[\\/+]argon2/ },
];

/** The error for people, or `null` when `error` is another failure than that of loading a native module. */
export function nativeModuleError(error: unknown): NativeModuleError | null {
  if (!isError(error)) return null;
  const isLoaderFailure = codeOf(error) === "ERR_DLOPEN_FAILED" || LOADER_FAILURE.test(error.message);
  const words = `${error.message}\n${error.stack}`;
  const found = isLoaderFailure ? NATIVE_MODULES.find(({ mark }) => mark.test(words)) : undefined;
  return found === undefined ? null : new NativeModuleError(fixOf(found.name), { cause: error });
}

function fixOf(name: string): string {
  return `${name} has no machine code for this Node and system: run "pnpm approve-builds" and "pnpm rebuild ${name}" with pnpm, which runs no install script that is not approved; "npm rebuild ${name}" with npm. Install on the system that runs it.`;
}
