import { createRequire } from "node:module";
import { dirname } from "node:path";

const load = createRequire(import.meta.url);
const PACKAGE: { readonly version: string } = load("../../package.json");

/** Of this package. */
export const VERSION = PACKAGE.version;
/** Where this package is installed. */
export const PACKAGE_FOLDER = dirname(load.resolve("../../package.json"));
