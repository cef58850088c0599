import { fine, found, outsideCheck } from "../Check.js";
import { NoAnswerError } from "../Site.js";

const PATH = "/api/v1/users/profile";

export const reachable = outsideCheck({
  id: "reachable",
  title: "Latchkey answers",
  looksAt: "Whether anybody answers at the address, and whether it is Latchkey. If not, nothing else is asked of it.",
  faults: {
    silent: {
      severity: "high",
      title: "Nobody answers",
      clause: null,
      cure: "Look at the log of the proxy and of the server, at the name in DNS and at the firewall.",
    },
    stranger: {
      severity: "high",
      title: "What answers is not Latchkey",
      clause: null,
      cure: "Have the proxy pass every path on, with its errors as they are; or give the right URL.",
    },
  },
  look: async ({ site, url }) => {
    try {
      const { status, envelope } = await site.send({ path: PATH });
      const seen = `GET ${PATH}: ${status}`;
      return [
        envelope === null ? found("stranger", `${seen} without the API's JSON`) : fine(`${seen} ${envelope.code}`),
      ];
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error;
      return [found("silent", `${url.origin}: ${error.message}`)];
    }
  },
});
