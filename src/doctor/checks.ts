import type { Check } from "./Check.js";
import { manyHeaders, metrics, responseHeaders } from "./checks/answers.js";
import { clock, health, plainHttp, reachable, version } from "./checks/availability.js";
import { cookies } from "./checks/cookies.js";
import { database, signingKeys } from "./checks/database.js";
import { databaseConnection } from "./checks/databaseConnection.js";
import { limits, rateLimit } from "./checks/limits.js";
import { mongoDriver } from "./checks/mongo.js";
import { browsers, cors, csrf } from "./checks/origins.js";
import { passkeys } from "./checks/passkeys.js";
import { providers } from "./checks/providers.js";
import { clientAddress, trustProxy } from "./checks/proxies.js";
import { files, secrets } from "./checks/secrets.js";
import { servers } from "./checks/servers.js";
import { mail, operation, publicUrl, settings } from "./checks/settings.js";
import { standbys } from "./checks/standbys.js";

/** Every check, in the order in which they run. */
export const checks: readonly Check[] = [
  reachable,
  health,
  plainHttp,
  cookies,
  csrf,
  cors,
  responseHeaders,
  clientAddress,
  manyHeaders,
  rateLimit,
  metrics,
  clock,
  version,
  servers,
  settings,
  publicUrl,
  trustProxy,
  secrets,
  signingKeys,
  passkeys,
  providers,
  files,
  database,
  databaseConnection,
  standbys,
  mongoDriver,
  limits,
  mail,
  operation,
  browsers,
];
