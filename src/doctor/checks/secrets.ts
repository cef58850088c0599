import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { dotEnvText, parseDotEnv } from "../../config/index.js";
import { DAY } from "../../utils/duration.js";
import { type CheckResult, fail, pass, settingsCheck, skip } from "../Check.js";

const MAX_AGE = 365 * DAY;
/** RFC 8725 section 3.5 requires as much entropy as the key is long; half of HS256's cannot be guessed either. */
const MIN_BITS = 128;
/** Words with blanks, hyphens, dots or underscores between them. No random secret looks like that. */
const WORDS = /\s|^[A-Z]?[a-z]+(?:[-_.][A-Z]?[a-z]+){2,}[-_.\d]*$/;

export const secrets = settingsCheck({
  id: "secrets",
  title: "The secrets are strong and not old",
  issues: {
    weak: {
      severity: "medium",
      title: "A secret has little entropy",
      reference: "RFC 8725 section 3.5; OWASP ASVS 5.0 11.5.1",
      fix: "Create one with openssl rand -base64 48, and put it in front of the old one (docs/guides/keys.md).",
    },
    words: {
      severity: "low",
      title: "A secret looks like typed words",
      reference: "RFC 8725 section 3.5; OWASP ASVS 5.0 11.5.1",
      fix: "Create one with openssl rand -base64 48, and put it in front of the old one (docs/guides/keys.md).",
    },
    shared: {
      severity: "medium",
      title: "One secret has two purposes",
      reference: "NIST SP 800-57 part 1 section 5.2",
      fix: "Give METRICS_TOKEN its own value: Prometheus must know it.",
    },
    old: {
      severity: "low",
      title: "The secrets are older than a year",
      reference: "OWASP ASVS 5.0 13.3.4",
      fix: "Put new ones in front of the old ones (docs/guides/keys.md).",
    },
  },
  inspect: async ({ config, directory }, { clock }) => {
    const { accessTokenSecrets, refreshTokenSecrets, metricsToken, generatedSecretsFile } = config;
    const results: CheckResult<"weak" | "words" | "shared" | "old">[] = [
      ...inspectStrength("ACCESS_TOKEN_SECRET", accessTokenSecrets[0] ?? ""),
      ...inspectStrength("REFRESH_TOKEN_SECRET", refreshTokenSecrets[0] ?? ""),
      ...(metricsToken === null ? [] : inspectStrength("METRICS_TOKEN", metricsToken)),
    ];
    if (metricsToken !== null && [...accessTokenSecrets, ...refreshTokenSecrets].includes(metricsToken)) {
      results.push(fail("shared", "METRICS_TOKEN also signs tokens"));
    }
    return [...results, pass("strong, each for one purpose"), inspectAge(generatedSecretsFile, directory, clock.now())];
  },
});

function inspectStrength(name: string, secret: string): CheckResult<"weak" | "words">[] {
  const bits = Math.floor(entropyOf(secret));
  if (bits < MIN_BITS) return [fail("weak", `${name}: at most ${bits} bits in ${secret.length} characters`)];
  return WORDS.test(secret) ? [fail("words", name)] : [];
}

/** Shannon's entropy of the characters in bits: an upper bound for any secret, and close to it for a random one. */
function entropyOf(secret: string): number {
  const counts = new Map<string, number>();
  for (const character of secret) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => bits - count * Math.log2(count / secret.length), 0);
}

/** Secrets in `.env` are at least as old as its last change. How much older is not known. */
function inspectAge(generated: string | null, directory: string, now: number): CheckResult<"old"> {
  const envFile = join(directory, ".env");
  const { ACCESS_TOKEN_SECRET, REFRESH_TOKEN_SECRET } = parseDotEnv(dotEnvText(envFile));
  const file = generated ?? ((ACCESS_TOKEN_SECRET ?? REFRESH_TOKEN_SECRET) ? envFile : null);
  if (file === null)
    return skip("The age of secrets in the environment is not known: write down when you change them.");
  const days = Math.floor((now - statSync(file).mtimeMs) / DAY);
  const seen = `${file} was last changed ${days} days ago`;
  if (days * DAY > MAX_AGE) return fail("old", seen);
  return generated === null ? skip(`${seen}; the secrets in it may be older.`) : pass(seen);
}

const GROUP_READ_OR_WRITE = 0o060;
const OTHERS_READ_OR_WRITE = 0o006;
const GROUP_ENTER = 0o010;
const OTHERS_ENTER = 0o001;

export const files = settingsCheck({
  id: "files",
  title: "Only the owner can access the files with secrets and accounts",
  issues: {
    "secrets-open": {
      severity: "high",
      title: "Every user of the machine can read or write the secrets",
      reference: "OWASP ASVS 5.0 13.3.2",
      fix: "chmod 600, then change the secrets: they may have been read (docs/guides/operations.md, A secret has leaked).",
    },
    "secrets-group": {
      severity: "low",
      title: "A group can read or write the secrets",
      reference: "OWASP ASVS 5.0 13.3.2",
      fix: "chmod 600, unless you made the group for this.",
    },
    "data-open": {
      severity: "medium",
      title: "Every user of the machine can read or write the accounts or their mail",
      reference: "OWASP ASVS 5.0 13.3.2",
      fix: "chmod 600 the files and 700 the folder: they hold addresses, password hashes and, in the outbox, links that reset passwords.",
    },
  },
  inspect: async ({ config, directory }) => {
    if (process.platform === "win32") return [skip("Windows has other permissions.")];
    const sqlite = /^sqlite:(.+)$/.exec(config.databaseUrl)?.[1];
    const database = sqlite === undefined ? [] : ["", "-wal", "-shm"].map((end) => resolve(directory, sqlite) + end);
    const results: CheckResult<"secrets-open" | "secrets-group" | "data-open">[] = [];
    for (const file of [join(directory, ".env"), join(directory, "data", "secrets.json")]) {
      const { seen, isOpen, isGroupOpen } = accessTo(file);
      if (isOpen) results.push(fail("secrets-open", seen));
      else if (isGroupOpen) results.push(fail("secrets-group", seen));
    }
    for (const file of [...database, config.outboxDirectory]) {
      const { seen, isOpen } = accessTo(file);
      if (isOpen) results.push(fail("data-open", seen));
    }
    return [...results, pass("no other user can access them")];
  },
});

/** A file is reachable only by those who may enter its folder. A missing file is not open. */
function accessTo(file: string): { seen: string; isOpen: boolean; isGroupOpen: boolean } {
  const mode = permissionsOf(file);
  const folder = permissionsOf(dirname(file));
  return {
    seen: `${file} is ${mode.toString(8).padStart(3, "0")}`,
    isOpen: (mode & OTHERS_READ_OR_WRITE) !== 0 && (folder & OTHERS_ENTER) !== 0,
    isGroupOpen: (mode & GROUP_READ_OR_WRITE) !== 0 && (folder & GROUP_ENTER) !== 0,
  };
}

function permissionsOf(file: string): number {
  return (statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o777;
}
