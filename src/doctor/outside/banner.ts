import { fine, found, outsideCheck } from "../Check.js";

const TELLING = ["server", "x-powered-by", "x-aspnet-version", "x-generator"];
const VERSION = /\b(nginx|apache|caddy|openresty|haproxy|envoy|express|node(?:\.js)?)\/\d[\w.]*/i;

export const banner = outsideCheck({
  id: "banner",
  title: "No program tells its version",
  looksAt: "`Server`, `X-Powered-By` and the text of errors, of the proxy too.",
  faults: {
    version: {
      severity: "low",
      title: "A program tells its version",
      clause: "OWASP ASVS 5.0 13.4.6",
      cure: "nginx: server_tokens off.",
    },
    program: {
      severity: "low",
      title: "A header tells what the site is made with",
      clause: "OWASP ASVS 5.0 13.4.6",
      cure: "Remove X-Powered-By and the like where they are added.",
    },
  },
  look: async ({ site }) => {
    const seen = [];
    for (const path of ["/health/live", "/metrics", "/nowhere"]) {
      const { header, text } = await site.send({ path });
      for (const name of TELLING) {
        const value = header(name);
        if (/\d\.\d/.test(value)) seen.push(found("version" as const, `${name}: ${value}`));
        else if (name !== "server" && value !== "") seen.push(found("program" as const, `${name}: ${value}`));
        else if (value !== "") seen.push(fine(`${name}: ${value}`));
      }
      const inText = VERSION.exec(text)?.[0];
      if (inText !== undefined) seen.push(found("version" as const, `${path} says ${inText}`));
    }
    return [...seen, fine("nothing with a version")];
  },
});
