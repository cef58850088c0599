import { existsSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { RegistrationRules } from "../services/account/index.js";
import { createServerDocument } from "./appDocument.js";
import { ROOT, readApiDocument } from "./readApiDocument.js";

export { type ApiDocument, createAppDocument } from "./appDocument.js";
export type { ResponseData, ResponseName } from "./responses.js";

/** The description of the API, and what shows it to people. */
export interface ApiDocs {
  /** openapi.json, with what accounts are registered with by the settings. */
  readonly json: string;
  /** The folder of swagger-ui's files. */
  readonly viewer: string;
}

/** The settings that openapi.json was generated with: the defaults. */
const AS_GENERATED: RegistrationRules = { username: "required", fullName: "required", emailCode: "off" };

/** `npm run build` copies the viewer, so that those who install the package get no analytics with it; see scripts/copyViewer.mjs. */
const VIEWERS = ["dist/openapi/viewer", "node_modules/swagger-ui-dist"].map((folder) => join(ROOT, folder));

/** @throws Error when the files are not where `npm run build` puts them: only the server needs them, not the library. */
export function loadApiDocs(rules: RegistrationRules = AS_GENERATED): ApiDocs {
  const viewer = VIEWERS.find((folder) => existsSync(folder));
  if (viewer === undefined) throw new Error(`The files of /docs are missing: run "npm run build" in ${ROOT}.`);
  const { username, fullName, emailCode } = rules;
  const isAsGenerated = isDeepStrictEqual({ username, fullName, emailCode }, AS_GENERATED);
  return { json: isAsGenerated ? readApiDocument() : JSON.stringify(createServerDocument(rules)), viewer };
}
