import { fine, found, outsideCheck, unchecked } from "../Check.js";
import type { Site } from "../Site.js";

/** Node drops what comes after 2000 lines, unless `maxHeadersCount` says otherwise. */
const LINES = 2_100;
const PATH = "/api/v1/auth/password-policy";
const MARK = "latchkey-doctor-last-header";

export const manyHeaders = outsideCheck({
  id: "many-headers",
  title: "No header is dropped",
  looksAt: `Whether an \`X-Request-Id\` that comes after ${LINES} short headers is still seen.`,
  faults: {
    dropped: {
      severity: "medium",
      title: "A client can make the server lose the headers that the proxy adds",
      clause: "RFC 9110 section 5.4; CWE-348",
      cure: "Where Latchkey is in your own server: server.maxHeadersCount = 0 (docs/start/express.md). The server does it by itself.",
    },
  },
  look: async ({ site }) => {
    if (!(await ask(site, [])).isShown) return [unchecked("The X-Request-Id of a client does not come back.")];
    const { status, isShown } = await ask(site, Array(LINES).fill("1"));
    if (status >= 400) return [fine(`${LINES} headers are refused with ${status}`)];
    return [
      isShown ? fine(`the last of ${LINES} headers is seen`) : found("dropped", `${LINES} headers hide the next`),
    ];
  },
});

async function ask(site: Site, lines: string[]): Promise<{ status: number; isShown: boolean }> {
  const { status, header } = await site.send({ path: PATH, headers: { v: lines, "x-request-id": MARK } });
  return { status, isShown: header("x-request-id") === MARK };
}
