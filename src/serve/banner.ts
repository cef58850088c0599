import type { Config } from "../config/index.js";
import { IN_MEMORY } from "../utils/inMemory.js";
import type { Logger } from "../utils/logger.js";

/** What `npm start` greets with: where the server is, and three commands to try. */
export function startBanner(
  config: Pick<Config, "publicUrl" | "databaseUrl" | "generatedSecretsFile" | "smtpUrl" | "outboxDirectory">,
): string {
  const api = `${config.publicUrl}/api/v1`;
  const json = "-H 'Content-Type: application/json'";
  const database = /^(sqlite|memory):/.test(config.databaseUrl) ? config.databaseUrl : "MongoDB";
  const secrets =
    config.generatedSecretsFile === null
      ? ""
      : `Secrets: generated and kept in ${config.generatedSecretsFile} (only on localhost; set your own elsewhere)\n`;
  const mail = config.smtpUrl === null ? `written to ${config.outboxDirectory} (SMTP_URL is not set)` : "by SMTP_URL";
  return `
Latchkey listens on ${config.publicUrl}
Database: ${database}
Mail: ${mail}
${secrets}
Try it:

  curl -s ${json} ${api}/auth/register -d '{"username":"ada","fullName":"Ada Lovelace","email":"ada@example.com","password":"correct horse battery"}'
  curl -s ${json} ${api}/auth/login -c cookies.txt -d '{"username":"ada","password":"correct horse battery"}'
  curl -s ${api}/users/profile -b cookies.txt

`;
}

/** Warns at the start of settings that were probably meant otherwise. It stops nothing. */
export function warnOfSettings(config: Config, logger: Logger): void {
  for (const hint of config.hints) logger.warn(hint);
  if (config.databaseUrl === IN_MEMORY)
    logger.warn("DATABASE_URL is memory: all accounts are lost when the server stops.");
  // On a laptop the outbox is intended; elsewhere somebody waits for an email that never comes.
  if (config.smtpUrl !== null || !config.secureCookies) return;
  const { outboxDirectory } = config;
  logger.warn({ outboxDirectory }, "SMTP_URL is not set: mail is written to files, and nobody gets it.");
}
