import type { Config } from "../config/index.js";
import type { Logger } from "../utils/logger.js";

/** Says at the start what somebody has probably meant otherwise. It stops nothing. */
export function warnOfSettings(config: Config, logger: Logger): void {
  for (const hint of config.hints) logger.warn(hint);
  // On a laptop the outbox is what one wants; elsewhere somebody waits for a mail that never comes.
  if (config.smtpUrl !== null || !config.secureCookies) return;
  const { outboxDirectory } = config;
  logger.warn({ outboxDirectory }, "SMTP_URL is not set: mail is written to files, and nobody gets it.");
}
