import type { Config } from "../config/index.js";
import type { Logger } from "../utils/logger.js";

/** On a laptop the outbox is what one wants; elsewhere somebody waits for a mail that never comes. */
export function warnOfOutbox(config: Config, logger: Logger): void {
  if (config.smtpUrl !== null || !config.secureCookies) return;
  const { outboxDirectory } = config;
  logger.warn({ outboxDirectory }, "SMTP_URL is not set: mail is written to files, and nobody gets it.");
}
