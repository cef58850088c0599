import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fine, found, type Seen, settingsCheck, unchecked } from "../Check.js";

const OF_GROUP = 0o060;
const OF_OTHERS = 0o006;
const MAY_ENTER = 0o001;

type FaultName = "secrets-open" | "secrets-group" | "data-open";

export const filePermissions = settingsCheck({
  id: "files",
  title: "Files of secrets and of accounts are their owner's alone",
  looksAt: "The rights of `.env`, `data/secrets.json`, the SQLite file with its companions, and the outbox.",
  faults: {
    "secrets-open": {
      severity: "high",
      title: "Every user of the machine can read or write the secrets",
      clause: "OWASP ASVS 5.0 13.3.2",
      cure: "chmod 600, then change the secrets: they may have been read (docs/guides/operations.md, A secret has leaked).",
    },
    "secrets-group": {
      severity: "low",
      title: "A group can read or write the secrets",
      clause: "OWASP ASVS 5.0 13.3.2",
      cure: "chmod 600, unless the group is there for it.",
    },
    "data-open": {
      severity: "medium",
      title: "Every user of the machine can read or write the accounts or their mail",
      clause: "OWASP ASVS 5.0 13.3.2",
      cure: "chmod 600 the files and 700 the folder: in them are addresses, hashes of passwords, and in the outbox links that reset a password.",
    },
  },
  look: async ({ config, directory }) => {
    if (process.platform === "win32") return [unchecked("Windows has other rights.")];
    const sqlite = /^sqlite:(.+)$/.exec(config.databaseUrl)?.[1];
    const database = sqlite === undefined ? [] : ["", "-wal", "-shm"].map((end) => resolve(directory, sqlite) + end);
    const secret = [join(directory, ".env"), join(directory, "data", "secrets.json")];
    return [
      ...secret.flatMap((file) => judge(file, { others: "secrets-open", group: "secrets-group" })),
      ...[...database, config.outboxDirectory].flatMap((file) => judge(file, { others: "data-open", group: null })),
      fine("no other user can open them"),
    ];
  },
});

function judge(file: string, faults: { others: FaultName; group: FaultName | null }): Seen<FaultName>[] {
  const rights = rightsOf(file);
  // Whoever may not enter the folder does not reach the file.
  const folder = rightsOf(dirname(file));
  if (rights === null || folder === null) return [];
  const seen = `${file} is ${rights.toString(8).padStart(3, "0")}`;
  if ((rights & OF_OTHERS) !== 0 && (folder & MAY_ENTER) !== 0) return [found(faults.others, seen)];
  const isGroups = (rights & OF_GROUP) !== 0 && (folder & 0o010) !== 0;
  return isGroups && faults.group !== null ? [found(faults.group, seen)] : [];
}

function rightsOf(file: string): number | null {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? null : stats.mode & 0o777;
}
