/** What `npm start` greets with: where the server is, and three commands to try. */
export function startBanner(config: {
  publicUrl: string;
  databaseUrl: string;
  generatedSecretsFile: string | null;
  smtpUrl: string | null;
  outboxDirectory: string;
}): string {
  const api = `${config.publicUrl}/api/v1`;
  const json = "-H 'Content-Type: application/json'";
  const database = config.databaseUrl.startsWith("sqlite:") ? config.databaseUrl : "MongoDB";
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
