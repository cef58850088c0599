import type { Events } from "../services/events/index.js";
import type { Logger } from "../utils/logger.js";

/** Logs what happens in a container. */
export function logEvents(events: Events, logger: Pick<Logger, "info" | "warn" | "error">): void {
  events.on("audit.recorded", ({ detail, ...event }) => {
    // The detail may name addresses: those are for the owner, and for no log.
    logger.info({ event: { ...event, reason: detail["reason"] ?? detail["code"] } }, "Security event.");
  });
  events.on("mail.written", ({ file, page }) =>
    logger.info({ file, ...(page && { page }) }, "A mail was written into the outbox."),
  );
  events.on("mail.dropped", (mail) =>
    logger.warn(mail, "A mail was dropped: its recipient has had as many of this kind as the limit allows."),
  );
  events.on("hash.upgradeFailed", ({ error }) => logger.warn({ err: error }, "An old password hash was not upgraded."));
  events.on("hash.threadsUnavailable", ({ error }) =>
    logger.warn({ err: error }, "No hashing thread can be started. Passwords are hashed in the thread pool of Node."),
  );
  events.on("provider.failed", ({ isOperators, ...failure }) => {
    if (isOperators) {
      logger.error(failure, "A provider refuses this server: check the client id, the secret and the redirect URI.");
    } else if (failure.code === "FLOW_INVALID" || failure.code === "PROVIDER_REFUSED") {
      logger.info(failure, "A sign-in with a provider was not completed.");
    } else logger.warn(failure, "A sign-in with a provider failed.");
  });
  events.on("job.failed", ({ error, job }) => logger.warn({ err: error, job }, "A job failed."));
  events.on("onEvent.failed", ({ event, error }) => logger.error({ event, err: error }, "onEvent failed."));
  events.on("onEvent.dropped", ({ event }) =>
    logger.warn({ event }, "An event was not passed on: onEvent is slower than the events come."),
  );
  events.on("background.failed", ({ error }) => logger.error({ err: error }, "Work in the background failed."));
}
