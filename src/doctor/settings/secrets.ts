import { statSync } from "node:fs";
import { join } from "node:path";
import { dotEnvText, parseDotEnv } from "../../config/index.js";
import { DAY } from "../../utils/duration.js";
import { fine, found, type Seen, settingsCheck, unchecked } from "../Check.js";

const OLD = 365 * DAY;
/** RFC 8725 section 3.5 wants as much as the key is long; half of HS256's is beyond any guessing. */
const LEAST_BITS = 128;

/** Nothing random has a blank, or is words and what stands between them from end to end. */
const WORDS = /\s|^[A-Z]?[a-z]+(?:[-_.][A-Z]?[a-z]+){2,}[-_.\d]*$/;

type FaultName = "weak" | "words" | "shared" | "many" | "old";

export const secrets = settingsCheck({
  id: "secrets",
  title: "The secrets are strong and not old",
  looksAt:
    "ACCESS_TOKEN_SECRET, REFRESH_TOKEN_SECRET and METRICS_TOKEN: variety, words, one in the place of another, how many still verify; the age of `data/secrets.json`, and of `.env` where they are in it: what is written there is as old at least. Their values are never shown.",
  faults: {
    weak: {
      severity: "medium",
      title: "A secret has little variety",
      clause: "RFC 8725 section 3.5; OWASP ASVS 5.0 11.5.1",
      cure: "Make one with openssl rand -base64 48, in front of the old one (docs/guides/keys.md).",
    },
    words: {
      severity: "low",
      title: "A secret looks like words that somebody typed",
      clause: "RFC 8725 section 3.5; OWASP ASVS 5.0 11.5.1",
      cure: "Make one with openssl rand -base64 48, in front of the old one (docs/guides/keys.md).",
    },
    shared: {
      severity: "medium",
      title: "One secret serves two purposes",
      clause: "NIST SP 800-57 part 1 section 5.2",
      cure: "Give METRICS_TOKEN a value of its own: Prometheus has to know it.",
    },
    many: {
      severity: "info",
      title: "Old secrets still verify",
      clause: "OWASP ASVS 5.0 13.3.4",
      cure: "Take the old one out once what it signed has ended: REFRESH_TOKEN_EXPIRY, at most SESSION_MAX_AGE.",
    },
    old: {
      severity: "low",
      title: "The secrets are older than a year",
      clause: "OWASP ASVS 5.0 13.3.4",
      cure: "Put new ones in front of the old ones (docs/guides/keys.md).",
    },
  },
  look: async ({ config, directory }, { clock }) => {
    const { accessTokenSecrets, refreshTokenSecrets, metricsToken, generatedSecretsFile } = config;
    const signing = { ACCESS_TOKEN_SECRET: accessTokenSecrets, REFRESH_TOKEN_SECRET: refreshTokenSecrets };
    const seen: Seen<FaultName>[] = Object.entries(signing).flatMap(([name, [first = "", ...others]]) => [
      ...judge(name, first),
      ...(others.length > 0 ? [found("many" as const, `${name}: ${others.length} beside the first`)] : []),
    ]);
    if (metricsToken !== null) {
      seen.push(...judge("METRICS_TOKEN", metricsToken));
      const isShared = [...accessTokenSecrets, ...refreshTokenSecrets].includes(metricsToken);
      if (isShared) seen.push(found("shared", "METRICS_TOKEN is a secret that signs tokens"));
    }
    return [...seen, fine("varied, each for one purpose"), judgeAge(generatedSecretsFile, directory, clock.now())];
  },
});

/** Secrets in `.env` are at least as old as its last change. How much older, nobody has written down. */
function judgeAge(generated: string | null, directory: string, now: number): Seen<"old"> {
  const envFile = join(directory, ".env");
  const file = generated ?? (holdsSecrets(envFile) ? envFile : null);
  if (file === null)
    return unchecked("How old secrets are that were set by hand is not known: note when you change them.");
  const days = Math.floor((now - statSync(file).mtimeMs) / DAY);
  const seen = `${file} was last changed ${days} days ago`;
  if (days * DAY > OLD) return found("old", seen);
  return generated === null ? unchecked(`${seen}; how old the secrets in it are is not known.`) : fine(seen);
}

function holdsSecrets(envFile: string): boolean {
  const values = parseDotEnv(dotEnvText(envFile));
  return values["ACCESS_TOKEN_SECRET"] !== undefined || values["REFRESH_TOKEN_SECRET"] !== undefined;
}

function judge(name: string, secret: string): Seen<"weak" | "words">[] {
  const bits = Math.floor(varietyOf(secret));
  if (bits < LEAST_BITS) return [found("weak", `${name}: at most ${bits} bits in ${secret.length} characters`)];
  return WORDS.test(secret) ? [found("words", name)] : [];
}

/** Shannon's entropy of its own characters: no secret is worth more, and a random one is worth about as much. */
function varietyOf(secret: string): number {
  const counts = new Map<string, number>();
  for (const character of secret) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => bits - count * Math.log2(count / secret.length), 0);
}
