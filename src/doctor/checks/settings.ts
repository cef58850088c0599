import { checkMail } from "../../container.js";
import { isLocalhost } from "../../utils/isLocalhost.js";
import { trimTrailing } from "../../utils/trimTrailing.js";
import { type CheckResult, defineCheck, fail, pass, settingsCheck, skip } from "../Check.js";

/** Unlike the other checks of the settings, this one runs when they are absent or wrong. */
export const settings = defineCheck("settings", {
  id: "settings",
  title: "A server would start with these settings",
  issues: {
    wrong: {
      severity: "high",
      title: "A server would not start with these settings",
      fix: "Follow the message. A server that is running may have started with other settings.",
    },
  },
  inspect: async ({ settings: found }) => {
    if (found.kind === "absent") return [skip(found.reason)];
    return [found.kind === "wrong" ? fail("wrong", found.reason) : pass(`in ${found.directory}`)];
  },
});

export const publicUrl = settingsCheck({
  id: "public-url",
  title: "PUBLIC_URL is the checked URL",
  issues: {
    other: {
      severity: "high",
      title: "PUBLIC_URL differs from the checked URL",
      reference: "OWASP ASVS 5.0 3.5.1",
      fix: "Set it to the address that users see: cookies, links in mail and allowed origins follow from it. If these are another server's settings, use --no-config.",
    },
  },
  inspect: async ({ config }, { url }) => {
    const given = url.origin + trimTrailing(url.pathname, "/");
    return [given === config.publicUrl ? pass(given) : fail("other", `set: ${config.publicUrl}, given: ${given}`)];
  },
});

export const mail = settingsCheck({
  id: "mail",
  title: "Mail can be sent",
  issues: {
    outbox: {
      severity: "medium",
      title: "Mail is written to files and not sent",
      reference: "OWASP ASVS 5.0 6.3.7",
      fix: "Set SMTP_URL (docs/guides/mail.md).",
    },
    dead: {
      severity: "medium",
      title: "The mail server does not accept mail",
      reference: "OWASP ASVS 5.0 6.3.7",
      fix: "Correct SMTP_URL or the mail server. Mail stays in the queue for days, but its links expire after an hour.",
    },
  },
  inspect: async ({ config: { smtpUrl, publicUrl: url, outboxDirectory } }) => {
    if (smtpUrl === null) {
      return [isLocalhost(new URL(url)) ? pass("written to files on localhost") : fail("outbox", outboxDirectory)];
    }
    const refusal = await checkMail(smtpUrl);
    return [refusal === null ? pass(`${new URL(smtpUrl).host} accepts the account`) : fail("dead", refusal)];
  },
});

export const operation = settingsCheck({
  id: "operation",
  title: "The server can be monitored and stopped",
  issues: {
    quiet: {
      severity: "low",
      title: "Sign-ins and other account events are not logged",
      reference: "OWASP ASVS 5.0 16.3.1",
      fix: "LOG_LEVEL=info, with LOG_REQUESTS=off if that is too much. latchkey audit shows the events in any case.",
    },
    "no-drain": {
      severity: "low",
      title: "On a stop, the load balancer still sends requests to a closed port",
      fix: "SHUTDOWN_DRAIN=5s, unless whatever stops the server waits before it sends SIGTERM.",
    },
  },
  inspect: async ({ config: { logLevel, publicUrl: url, shutdownDrain } }) => {
    const level = `LOG_LEVEL=${logLevel}`;
    const results: CheckResult<"quiet" | "no-drain">[] = [pass(level)];
    if (["silent", "fatal", "error", "warn"].includes(logLevel)) results.push(fail("quiet", level));
    if (shutdownDrain === 0 && !isLocalhost(new URL(url))) results.push(fail("no-drain", "SHUTDOWN_DRAIN=0s"));
    return results;
  },
});
