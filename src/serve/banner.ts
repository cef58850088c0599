import { resolve } from "node:path";
import type { Config } from "../config/index.js";
import { IN_MEMORY } from "../utils/inMemory.js";
import type { Logger } from "../utils/logger.js";
import { VERSION } from "./version.js";

type BannerConfig = Pick<
  Config,
  | "publicUrl"
  | "databaseUrl"
  | "generatedSecretsFile"
  | "smtpUrl"
  | "outboxDirectory"
  | "outboxUrl"
  | "pages"
  | "pagesUrl"
  | "username"
  | "fullName"
>;

/** What `npm start` greets with: what runs where, where the data is, and three commands to try. */
export function startBanner(config: BannerConfig): string {
  const api = `${config.publicUrl}/api/v1`;
  const json = "-H 'Content-Type: application/json'";
  const pages = config.pages === "on" ? `${config.pagesUrl}/` : "off (PAGES=off)";
  const secrets =
    config.generatedSecretsFile === null
      ? ""
      : `Secrets:  generated and kept in ${config.generatedSecretsFile} (only on localhost; set your own elsewhere)\n`;
  const { account, login } = exampleBodies(config);
  const outbox = config.outboxUrl === null ? "" : `${config.outboxUrl}, `;
  const mail =
    config.smtpUrl === null ? `${outbox}written to ${config.outboxDirectory} (SMTP_URL is not set)` : "by SMTP_URL";
  return `
Latchkey listens on ${config.publicUrl} (version ${VERSION})
Pages:    ${pages}
API:      ${api}, described at ${config.publicUrl}/docs
Database: ${databasePlace(config.databaseUrl)}
Mail:     ${mail}
${secrets}
Try it:

  curl -s ${json} ${api}/auth/register -d '${JSON.stringify(account)}'
  curl -s ${json} ${api}/auth/login -c cookies.txt -d '${JSON.stringify(login)}'
  curl -s ${api}/users/profile -b cookies.txt

`;
}

/** An account with what the settings require, and how it signs in. */
function exampleBodies({ username, fullName }: Pick<Config, "username" | "fullName">) {
  const password = "correct horse battery";
  const names = {
    ...(username === "required" && { username: "ada" }),
    ...(fullName === "required" && { fullName: "Ada Lovelace" }),
  };
  const email = "ada@example.com";
  const login = username === "required" ? { username: "ada", password } : { email, password };
  return { account: { ...names, email, password }, login };
}

/** The whole path of a file: the server may have been started elsewhere. The URL of a database server may hold a password. */
function databasePlace(databaseUrl: string): string {
  if (databaseUrl === IN_MEMORY) return "in memory: all accounts are lost when the server stops";
  if (databaseUrl.startsWith("sqlite:")) return resolve(databaseUrl.slice("sqlite:".length));
  return databaseUrl.startsWith("mongodb") ? "MongoDB" : "PostgreSQL";
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
