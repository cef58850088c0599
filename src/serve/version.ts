import { createRequire } from "node:module";

const PACKAGE: { readonly version: string } = createRequire(import.meta.url)("../../package.json");

/** Of this package. */
export const VERSION = PACKAGE.version;
