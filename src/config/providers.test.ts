import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporaryFolder.js";
import { buildConfig, type GivenSettings } from "./buildConfig.js";
import { configFromOptions, hasSettings, loadConfig } from "./loadConfig.js";
import { apple, github, google, microsoft, oidc } from "./providerOptions.js";

const SECRET = "s3cr3t-that-no-line-may-show";
const SECRETS = {
  ACCESS_TOKEN_SECRET: "an access key for tests 0123456789",
  REFRESH_TOKEN_SECRET: "a refresh key for tests 0123456789",
};
const ENTRY = { name: "acme", issuer: "https://id.example.com", clientId: "id", clientSecret: SECRET };

function build(given: GivenSettings, directory = "unused") {
  const all = { ...SECRETS, PUBLIC_URL: "https://auth.example.com", ...given };
  return buildConfig(all, (name) => name, directory).providers;
}

/** The line of a start that is refused. */
function refusal(given: GivenSettings, directory?: string): string {
  try {
    build(given, directory);
  } catch (error) {
    const line = String(error);
    expect(line).not.toContain(SECRET);
    return line;
  }
  throw new Error("The start was not refused.");
}

function oidcRefusal(...entries: unknown[]): string {
  return refusal({ OIDC_PROVIDERS: JSON.stringify(entries) });
}

function aKey(namedCurve = "P-256"): string {
  return generateKeyPairSync("ec", { namedCurve }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

const APPLE = { APPLE_CLIENT_ID: "com.example.signin", APPLE_TEAM_ID: "ABCDE12345", APPLE_KEY_ID: "FGHIJ67890" };

describe("the providers with settings of their own", () => {
  test("are none by default", () => {
    expect(build({})).toEqual([]);
  });

  test("are read from their pairs", () => {
    const pairs = {
      GOOGLE_CLIENT_ID: "g",
      GOOGLE_CLIENT_SECRET: SECRET,
      GITHUB_CLIENT_ID: "h",
      GITHUB_CLIENT_SECRET: SECRET,
      MICROSOFT_CLIENT_ID: "m",
      MICROSOFT_CLIENT_SECRET: SECRET,
    };
    expect(build(pairs)).toEqual([
      { kind: "google", name: "google", label: "Google", clientId: "g", clientSecret: SECRET },
      { kind: "github", name: "github", label: "GitHub", clientId: "h", clientSecret: SECRET },
      {
        kind: "microsoft",
        name: "microsoft",
        label: "Microsoft",
        clientId: "m",
        clientSecret: SECRET,
        tenant: "common",
      },
    ]);
  });

  test.each([
    [{ GOOGLE_CLIENT_ID: "id" }, "GOOGLE_CLIENT_SECRET is missing, but GOOGLE_CLIENT_ID is set"],
    [{ GOOGLE_CLIENT_SECRET: SECRET }, "GOOGLE_CLIENT_ID is missing, but GOOGLE_CLIENT_SECRET is set"],
    [{ GITHUB_CLIENT_ID: "id" }, "GITHUB_CLIENT_SECRET is missing"],
    [{ MICROSOFT_CLIENT_SECRET: SECRET }, "MICROSOFT_CLIENT_ID is missing"],
    [{ MICROSOFT_TENANT: "common" }, "MICROSOFT_CLIENT_ID is missing, but MICROSOFT_TENANT is set"],
    [APPLE, "APPLE_PRIVATE_KEY is missing, but APPLE_CLIENT_ID is set"],
    [{ APPLE_KEY_ID: "FGHIJ67890" }, "APPLE_CLIENT_ID is missing, but APPLE_KEY_ID is set"],
  ])("that are half given stop the start: %j", (given, line) => {
    expect(refusal(given)).toContain(line);
  });

  test.each([
    ["GOOGLE_CLIENT_SECRET", "with a space", "must be 1 to 2000 letters, digits and signs without spaces"],
    ["MICROSOFT_TENANT", "contoso.example", "must be common, organizations, consumers, or the id of a tenant"],
    ["APPLE_TEAM_ID", "short", "must be 10 capital letters and digits"],
    ["LINK_VERIFIED_EMAIL", "yes", "must be one of off, on"],
  ])("%s cannot be %j", (name, value, reason) => {
    expect(refusal({ [name]: value })).toContain(`${name} ${reason}`);
  });

  test("a tenant may be the id of one, in any case", () => {
    const tenant = "8EAEF023-2b34-4da1-9baa-8bc8c9d6a490";
    const given = { MICROSOFT_CLIENT_ID: "m", MICROSOFT_CLIENT_SECRET: SECRET, MICROSOFT_TENANT: tenant };
    expect(build(given)).toMatchObject([{ tenant: tenant.toLowerCase() }]);
  });
});

describe("APPLE_PRIVATE_KEY", () => {
  test("may be the text of the key, in one line too, or the path of its file", () => {
    const directory = temporaryFolder();
    const key = aKey();
    writeFileSync(join(directory, "AuthKey.p8"), key);
    for (const given of [key, key.replaceAll("\n", "\\n"), "AuthKey.p8", join(directory, "AuthKey.p8")]) {
      expect(build({ ...APPLE, APPLE_PRIVATE_KEY: given }, directory)).toEqual([
        {
          kind: "apple",
          name: "apple",
          label: "Apple",
          clientId: "com.example.signin",
          teamId: "ABCDE12345",
          keyId: "FGHIJ67890",
          privateKey: key,
        },
      ]);
    }
  });

  test.each([
    ["a file that is not there", SECRET, "APPLE_PRIVATE_KEY names a file that cannot be read"],
    ["a key of another curve", aKey("P-384"), "APPLE_PRIVATE_KEY must be the private key of P-256"],
    ["no key", `-----BEGIN PRIVATE KEY-----\n${SECRET}`, "APPLE_PRIVATE_KEY must be the private key of P-256"],
  ])("cannot be %s, and is not shown", (_name, given, line) => {
    expect(refusal({ ...APPLE, APPLE_PRIVATE_KEY: given })).toContain(line);
  });
});

describe("OIDC_PROVIDERS", () => {
  test("is a JSON array, the path of a file that holds one, or in code a list", () => {
    const directory = temporaryFolder();
    const text = JSON.stringify([ENTRY]);
    writeFileSync(join(directory, "providers.json"), `\uFEFF${text}\n`);
    for (const given of [text, "providers.json", [ENTRY]]) {
      expect(build({ OIDC_PROVIDERS: given }, directory)).toEqual([
        {
          kind: "oidc",
          ...ENTRY,
          label: "acme",
          scopes: ["openid", "email", "profile"],
          trustsEmail: false,
          authoritativeFor: [],
          trustsSecondFactor: false,
        },
      ]);
    }
  });

  test("asks for the scope openid, also where it is not listed", () => {
    const given = [{ ...ENTRY, scopes: ["email", "groups"] }];
    expect(build({ OIDC_PROVIDERS: given })).toMatchObject([{ scopes: ["openid", "email", "groups"] }]);
  });

  test.each([
    ["{}", "OIDC_PROVIDERS names a file that cannot be read"],
    ["nowhere.json", "OIDC_PROVIDERS names a file that cannot be read"],
    [`[{"clientSecret":"${SECRET}"`, "OIDC_PROVIDERS is no JSON array"],
    [`[${SECRET}]`, "OIDC_PROVIDERS is no JSON array"],
  ])("cannot be %j", (given, line) => {
    expect(refusal({ OIDC_PROVIDERS: given })).toContain(line);
  });

  test.each([
    ["a text", [SECRET], "entry 1 is no provider"],
    ["a list", [[]], "entry 1 is no provider"],
    ["nothing", [null], "entry 1 is no provider"],
    ["another kind", [{ ...ENTRY, kind: "google" }], "entry 1 has the unknown field kind"],
    ["no name", [{ ...ENTRY, name: undefined }], "entry 1 (oidc): name is missing"],
    ["a bad name", [{ ...ENTRY, name: `A ${SECRET}` }], "entry 1: name must be 1 to 32 lower-case letters"],
    ["a long name", [{ ...ENTRY, name: "a".repeat(33) }], "entry 1: name must be 1 to 32 lower-case letters"],
    [
      "no secret, in the second",
      [ENTRY, { ...ENTRY, clientSecret: undefined }],
      "entry 2 (acme): clientSecret is missing",
    ],
    ["a number as secret", [{ ...ENTRY, clientSecret: 1 }], "entry 1 (acme): clientSecret must be text"],
    [
      "an unknown field",
      [{ ...ENTRY, colour: SECRET }],
      "entry 1 (acme): has the unknown field colour: there are name",
    ],
    [
      "a misspelled field",
      [{ ...ENTRY, trustEmail: true }],
      "entry 1 (acme): has an unknown field: did you mean trustsEmail?",
    ],
    ["a secret as field", [{ ...ENTRY, [SECRET]: 1 }], "entry 1 (acme): has an unknown field: there are name"],
    ["a word as flag", [{ ...ENTRY, trustsEmail: "yes" }], "entry 1 (acme): trustsEmail must be true or false"],
    ["scopes as text", [{ ...ENTRY, scopes: "openid" }], "entry 1 (acme): scopes must be a list of texts"],
    ["two scopes in one", [{ ...ENTRY, scopes: ["a b"] }], "entry 1 (acme): scopes must list scopes without spaces"],
    ["a hidden label", [{ ...ENTRY, label: "a\u200bb" }], "entry 1 (acme): label must be 1 to 40 characters"],
    ["an address as domain", [{ ...ENTRY, trustsEmail: true, authoritativeFor: ["a@b.example"] }], "must list domains"],
    ["domains without trust", [{ ...ENTRY, authoritativeFor: ["b.example"] }], "authoritativeFor needs trustsEmail"],
    [
      "two of one name",
      [ENTRY, { ...ENTRY, issuer: "https://b.example" }],
      "entry 2 (acme): has the name of another provider",
    ],
  ])("an entry cannot have %s", (_name, entries, line) => {
    expect(oidcRefusal(...entries)).toContain(line);
  });

  test.each([
    "id.example.com",
    "ftp://id.example.com",
    "https://user:pass@id.example.com",
    "https://id.example.com?a=b",
    "https://id.example.com#a",
    "https://id.example.com/.well-known/openid-configuration",
    "https://id.example.com\\x",
  ])("an issuer cannot be %s", (issuer) => {
    expect(oidcRefusal({ ...ENTRY, issuer })).toContain("entry 1 (acme): issuer must be an https URL");
  });

  test("an http issuer is for a provider on this machine, while PUBLIC_URL is localhost", () => {
    const local = (PUBLIC_URL: string, issuer: string) => ({ PUBLIC_URL, OIDC_PROVIDERS: [{ ...ENTRY, issuer }] });
    for (const issuer of ["http://localhost:9000", "http://127.0.0.1:9000/a", "http://[::1]:9000"]) {
      expect(build(local("http://localhost:3000", issuer))).toMatchObject([{ issuer }]);
      expect(refusal(local("https://auth.example.com", issuer))).toContain("issuer must be https");
    }
    for (const issuer of ["http://id.example.com", "http://10.0.0.1", "http://localhost.example.com"]) {
      expect(refusal(local("http://localhost:3000", issuer))).toContain("issuer must be https");
    }
  });
});

describe("providers in code", () => {
  const options = { accessTokenSecret: SECRETS.ACCESS_TOKEN_SECRET, refreshTokenSecret: SECRETS.REFRESH_TOKEN_SECRET };
  const pair = { clientId: "id", clientSecret: SECRET };

  test("join those of the settings", () => {
    const providers = [
      github(pair),
      microsoft({ ...pair, tenant: "consumers" }),
      apple({ clientId: "id", teamId: "ABCDE12345", keyId: "FGHIJ67890", privateKey: aKey() }),
      oidc(ENTRY),
    ];
    const config = configFromOptions({ ...options, googleClientId: "g", googleClientSecret: SECRET, providers });
    expect(config.providers.map(({ name }) => name)).toEqual(["google", "github", "microsoft", "apple", "acme"]);
    expect(Object.isFrozen(config.providers) && config.providers.every((one) => Object.isFrozen(one))).toBe(true);
  });

  test.each([
    [
      "of a name in the settings",
      [google(pair)],
      "entry 1 (google): has the name of another provider (googleClientId)",
    ],
    ["of one name", [oidc(ENTRY), oidc(ENTRY)], "entry 2 (acme): has the name of another provider (providers)"],
    ["without a secret", [github({ ...pair, clientSecret: "" })], "entry 1 (github): clientSecret must be 1 to 2000"],
    [
      "with a key that is none",
      [apple({ clientId: "id", teamId: "ABCDE12345", keyId: "FGHIJ67890", privateKey: SECRET })],
      "entry 1 (apple): privateKey names a file that cannot be read",
    ],
    ["that no function made", [{ name: "acme" }], "entry 1 is no provider"],
  ])("%s are refused by a line that names them", (_name, providers, line) => {
    const given = { ...options, googleClientId: "g", googleClientSecret: SECRET, providers };
    expect(() => Reflect.apply(configFromOptions, null, [given])).toThrow(`providers ${line}`);
  });
});

describe("names of settings", () => {
  test("GITLAB_CLIENT_SECRET of another program is no misspelled GITHUB_CLIENT_SECRET", () => {
    const env = { ...SECRETS, GITLAB_CLIENT_ID: "a", GITLAB_CLIENT_SECRET: SECRET };
    expect(loadConfig({ env, cwd: temporaryFolder() }).hints).toEqual([]);
    expect(() => loadConfig({ env: { ...SECRETS, GITHUB_CLIENT_SECRT: SECRET }, cwd: temporaryFolder() })).toThrow(
      "did you mean GITHUB_CLIENT_SECRET?",
    );
  });

  test("GOOGLE_CLIENT_ID alone does not make a folder that of a server: other programs have it too", () => {
    expect(hasSettings({ env: { GOOGLE_CLIENT_ID: "a" }, cwd: temporaryFolder() })).toBe(false);
  });
});
