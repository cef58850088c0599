import { isPlainObject } from "../../utils/json.js";
import { jsonOrNull } from "../../utils/jsonOrNull.js";

const MAX_SHOWN = 200;

/**
 * Why the page that asked for a ceremony may not, for the log, or `null`. A wrong origin is the usual mistake of settings, so the log
 * names it. A page within another site's page (`crossOrigin`) could be clicked without being seen.
 *
 * @param clientDataJSON as the browser sends it, base64url
 */
export function faultOfPage(
  clientDataJSON: string,
  origins: readonly string[],
): Readonly<Record<string, unknown>> | null {
  const clientData = jsonOrNull(Buffer.from(clientDataJSON, "base64url").toString());
  if (!isPlainObject(clientData)) return { clientData: "is no JSON object" };
  const { origin, crossOrigin } = clientData;
  if (typeof origin !== "string" || !origins.includes(origin)) {
    return { origin: String(origin).slice(0, MAX_SHOWN), allowedOrigins: origins };
  }
  return crossOrigin === true ? { crossOrigin } : null;
}
