import type { Check } from "./Check.js";
import { answerHeaders } from "./outside/answerHeaders.js";
import { banner } from "./outside/banner.js";
import { certificate } from "./outside/certificate.js";
import { clientAddress } from "./outside/clientAddress.js";
import { clockSkew } from "./outside/clockSkew.js";
import { cookies } from "./outside/cookies.js";
import { cors } from "./outside/cors.js";
import { csrf } from "./outside/csrf.js";
import { errors } from "./outside/errors.js";
import { forwardedHost } from "./outside/forwardedHost.js";
import { health } from "./outside/health.js";
import { hsts } from "./outside/hsts.js";
import { manyHeaders } from "./outside/manyHeaders.js";
import { metrics } from "./outside/metrics.js";
import { pageHeaders } from "./outside/pageHeaders.js";
import { plainHttp } from "./outside/plainHttp.js";
import { rateLimit } from "./outside/rateLimit.js";
import { reachable } from "./outside/reachable.js";
import { servers } from "./outside/servers.js";
import { tlsCiphers } from "./outside/tlsCiphers.js";
import { tlsVersion } from "./outside/tlsVersion.js";
import { versions } from "./outside/versions.js";
import { browsers } from "./settings/browsers.js";
import { database } from "./settings/database.js";
import { databaseConnection } from "./settings/databaseConnection.js";
import { filePermissions } from "./settings/filePermissions.js";
import { limits } from "./settings/limits.js";
import { loaded } from "./settings/loaded.js";
import { mail } from "./settings/mail.js";
import { mongoDriver } from "./settings/mongoDriver.js";
import { operation } from "./settings/operation.js";
import { publicUrl } from "./settings/publicUrl.js";
import { secrets } from "./settings/secrets.js";
import { signingKeys } from "./settings/signingKeys.js";
import { trustProxy } from "./settings/trustProxy.js";

/** Every check, in the order in which they are made. A new one is a file and a line here. */
export const checks: readonly Check[] = [
  reachable,
  health,
  certificate,
  tlsVersion,
  tlsCiphers,
  plainHttp,
  hsts,
  cookies,
  csrf,
  cors,
  answerHeaders,
  pageHeaders,
  forwardedHost,
  clientAddress,
  manyHeaders,
  rateLimit,
  metrics,
  errors,
  banner,
  clockSkew,
  versions,
  servers,
  loaded,
  publicUrl,
  trustProxy,
  secrets,
  signingKeys,
  filePermissions,
  database,
  databaseConnection,
  mongoDriver,
  limits,
  mail,
  operation,
  browsers,
];
