import { checkMail } from "../../container.js";
import { isLocalhost } from "../../utils/isLocalhost.js";
import { fine, found, settingsCheck } from "../Check.js";

export const mail = settingsCheck({
  id: "mail",
  title: "Mail goes out",
  looksAt: "Whether the mail server takes the connection, TLS and the account of SMTP_URL. No mail is sent.",
  faults: {
    outbox: {
      severity: "medium",
      title: "Mail is written to files, and nobody gets it",
      clause: "OWASP ASVS 5.0 6.3.7",
      cure: "Set SMTP_URL (docs/guides/mail.md).",
    },
    dead: {
      severity: "medium",
      title: "The mail server does not take mail from here",
      clause: "OWASP ASVS 5.0 6.3.7",
      cure: "Mend SMTP_URL or the mail server. Mail waits in its queue for days, links in it for an hour.",
    },
  },
  look: async ({ config }) => {
    if (config.smtpUrl === null) {
      const isHere = isLocalhost(new URL(config.publicUrl));
      return [isHere ? fine("the outbox, on localhost") : found("outbox", config.outboxDirectory)];
    }
    const refusal = await checkMail(config.smtpUrl);
    return [refusal === null ? fine(`${new URL(config.smtpUrl).host} takes the account`) : found("dead", refusal)];
  },
});
