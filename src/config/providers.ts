import type { ProviderSettings } from "../services/providers/index.js";
import { isLocalhost } from "../utils/isLocalhost.js";
import { ConfigError } from "./ConfigError.js";
import type { NameFormatter } from "./names.js";
import { isProviderKind, type ProviderEntry, type ProviderKind, parseEntry } from "./providerEntries.js";
import { providerName } from "./providerFields.js";
import { fileOrText, signingKeyOf } from "./providerFiles.js";
import type { ProviderOption } from "./providerOptions.js";
import { optionName, type SettingName, type SettingValues } from "./settings.js";

interface Surroundings {
  readonly publicUrl: URL;
  /** Where relative paths begin. */
  readonly directory: string;
  /** The providers that an app gives in code. */
  readonly inCode: readonly ProviderOption[];
}

/** An entry, and what an error calls it. */
interface Found {
  readonly entry: ProviderEntry;
  readonly setting: string;
  /** Behind the setting, where it holds several: `entry 2 (acme): `. */
  readonly place: string;
}

interface Preset {
  readonly kind: ProviderKind;
  readonly needed: Readonly<Record<string, SettingName>>;
  readonly optional?: Readonly<Record<string, SettingName>>;
}

/** The providers that have settings of their own. */
const PRESETS: readonly Preset[] = [
  { kind: "google", needed: { clientId: "GOOGLE_CLIENT_ID", clientSecret: "GOOGLE_CLIENT_SECRET" } },
  { kind: "github", needed: { clientId: "GITHUB_CLIENT_ID", clientSecret: "GITHUB_CLIENT_SECRET" } },
  {
    kind: "microsoft",
    needed: { clientId: "MICROSOFT_CLIENT_ID", clientSecret: "MICROSOFT_CLIENT_SECRET" },
    optional: { tenant: "MICROSOFT_TENANT" },
  },
  {
    kind: "apple",
    needed: {
      clientId: "APPLE_CLIENT_ID",
      teamId: "APPLE_TEAM_ID",
      keyId: "APPLE_KEY_ID",
      privateKey: "APPLE_PRIVATE_KEY",
    },
  },
];

const LABELS = { google: "Google", github: "GitHub", microsoft: "Microsoft", apple: "Apple" } as const;

/**
 * Every provider of the settings and of the app. No request goes out: one that is down does not stop the start.
 * @throws ConfigError which entry and which field is wrong, and why; never a value that may be a secret
 */
export function providersOf(
  values: SettingValues,
  { publicUrl, directory, inCode }: Surroundings,
  nameFormatter: NameFormatter,
): readonly ProviderSettings[] {
  const found = [
    ...PRESETS.flatMap((preset) => presetOf(preset, values, nameFormatter)),
    ...entriesOf(nameFormatter("OIDC_PROVIDERS"), listOf(values, directory, nameFormatter)),
    ...entriesOf("providers", inCode),
  ];
  const providers = found.map((one) => Object.freeze(toSettings(one, isLocalhost(publicUrl), directory)));
  for (const [index, { name }] of providers.entries()) {
    const other = found[providers.findIndex((provider) => provider.name === name)];
    const one = found[index];
    if (one !== undefined && other !== undefined && one !== other) {
      const taken = `has the name of another provider (${other.setting}): names are unique, remove one of the two`;
      throw new ConfigError(one.setting, one.place + taken);
    }
  }
  return Object.freeze(providers);
}

/** A provider by its own settings: all of them, or none. */
function presetOf({ kind, needed, optional }: Preset, values: SettingValues, nameFormatter: NameFormatter): Found[] {
  const fields = Object.entries({ ...needed, ...optional }).map(
    ([field, name]) => [field, name, values[optionName(name)] ?? undefined] as const,
  );
  const given = fields.find(([, , value]) => value !== undefined);
  if (given === undefined) return [];
  for (const [field, name, value] of fields) {
    if (value !== undefined || !(field in needed)) continue;
    const reason = `is missing, but ${nameFormatter(given[1])} is set: they belong together`;
    throw new ConfigError(nameFormatter(name), reason);
  }
  const setting = nameFormatter(kind === "apple" ? "APPLE_PRIVATE_KEY" : given[1]);
  return [foundIn(setting, "", kind, Object.fromEntries(fields.map(([field, , value]) => [field, value])))];
}

/** The entries of OIDC_PROVIDERS. */
function listOf({ oidcProviders: given }: SettingValues, directory: string, nameFormatter: NameFormatter): unknown[] {
  if (given === null) return [];
  const refuse = (reason: string) => new ConfigError(nameFormatter("OIDC_PROVIDERS"), reason);
  const list = typeof given === "string" ? parseList(fileOrText(given, "[", directory, refuse)) : given;
  if (!Array.isArray(list)) throw refuse("is no JSON array, and names no file that holds one");
  return list.map((entry) => (isFields(entry) && !("kind" in entry) ? { ...entry, kind: "oidc" } : entry));
}

/** The message of JSON.parse quotes the text, which holds secrets. */
function parseList(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function entriesOf(setting: string, list: readonly unknown[]): Found[] {
  return list.map((entry, index) => {
    const place = `entry ${index + 1}`;
    if (!isFields(entry) || !isProviderKind(entry["kind"])) {
      throw new ConfigError(setting, `${place} is no provider: it must be an object with name, issuer and others`);
    }
    if (setting !== "providers" && entry["kind"] !== "oidc") {
      throw new ConfigError(setting, `${place} has the unknown field kind: remove it`);
    }
    const { name = entry["kind"] } = entry;
    const isName = providerName.safeParse(name).success;
    return foundIn(setting, `${place}${isName ? ` (${name})` : ""}: `, entry["kind"], entry);
  });
}

function foundIn(setting: string, place: string, kind: ProviderKind, fields: object): Found {
  const entry = parseEntry(kind, fields);
  if ("fault" in entry) throw new ConfigError(setting, place + entry.fault);
  return { entry, setting, place };
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toSettings({ entry, setting, place }: Found, onLocalhost: boolean, directory: string): ProviderSettings {
  const refuse = (reason: string) => new ConfigError(setting, place + reason);
  if (entry.kind === "apple") {
    // APPLE_PRIVATE_KEY names the field itself.
    const refuseKey = (reason: string) => refuse(place === "" ? reason : `privateKey ${reason}`);
    const privateKey = signingKeyOf(fileOrText(entry.privateKey, "-----BEGIN", directory, refuseKey), refuseKey);
    return { ...entry, name: entry.kind, label: LABELS.apple, privateKey };
  }
  if (entry.kind !== "oidc") return { ...entry, name: entry.kind, label: LABELS[entry.kind] };
  const url = new URL(entry.issuer);
  if (url.protocol === "http:" && !(onLocalhost && isLocalhost(url))) {
    // Anybody on the way could put keys of their own in the place of its keys.
    throw refuse(
      "issuer must be https: http is only for a provider on this machine, while the public URL is localhost",
    );
  }
  return { ...entry, label: entry.label ?? entry.name, scopes: [...new Set(["openid", ...entry.scopes])] };
}
