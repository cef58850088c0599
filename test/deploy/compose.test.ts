import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isSettingName, loadConfig } from "../../src/config/index.js";
import { readYaml, secondsOf } from "../support/deploy/deployFiles.js";
import { inLastStage } from "../support/deploy/dockerfile.js";
import { ACCESS_SECRET, REFRESH_SECRET } from "../support/http/testServer.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

interface Service {
  image?: string;
  user?: string;
  read_only?: boolean;
  cap_drop?: string[];
  privileged?: boolean;
  stop_grace_period?: string;
  ports?: string[];
  networks: string[];
  environment?: Record<string, string>;
  secrets?: Array<string | { source: string; target: string }>;
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
}

interface Compose {
  services: { latchkey: Service; caddy?: Service; mongo?: Service };
  networks: Record<string, { internal?: boolean } | null>;
  secrets: Record<string, { file: string }>;
}

const base = readYaml<Compose>("deploy/docker/compose.yml");
const mongodb = readYaml<Compose>("deploy/docker/compose.mongodb.yml");
const { latchkey, caddy } = base.services;
const { mongo } = mongodb.services;

test("what Latchkey gets from Compose are settings, and with the secrets they start a server", () => {
  const environment = latchkey.environment ?? {};
  expect(Object.keys(environment).filter((name) => !isSettingName(name))).toEqual([]);
  const variables = Object.entries(environment).map(([name, value]) => [
    name,
    value.replace(/\$\{DOMAIN[^}]*\}/, "auth.example.com"),
  ]);
  const dotEnv = `ACCESS_TOKEN_SECRET='${ACCESS_SECRET}'\nREFRESH_TOKEN_SECRET='${REFRESH_SECRET}'\n`;
  const config = loadConfig({ env: Object.fromEntries(variables), dotEnv, cwd: temporaryFolder() });
  expect(config).toMatchObject({ publicUrl: "https://auth.example.com", secureCookies: true, trustProxy: 1 });
  expect(secondsOf(latchkey.stop_grace_period ?? "")).toBeGreaterThan(config.shutdownTimeout / 1000);
});

test("the secrets are the .env file of the working directory, and lie in no file of the repository", () => {
  const directory = inLastStage("WORKDIR");
  expect(latchkey.secrets).toEqual([{ source: "latchkey", target: `${directory}/.env` }]);
  const files = Object.values({ ...base.secrets, ...mongodb.secrets }).map(({ file }) => file);
  expect(files.filter((file) => !file.startsWith("secrets/"))).toEqual([]);
  expect(readFileSync("deploy/docker/.gitignore", "utf8").split("\n")).toContain("secrets/");
  expect(mongo?.environment?.["MONGO_INITDB_ROOT_PASSWORD"]).toBeUndefined();
});

test("data outlive the container, and nothing else can be written", () => {
  expect(latchkey.volumes).toEqual([`data:${inLastStage("VOLUME")}`]);
  expect(latchkey.read_only).toBe(true);
});

test("only Caddy can be reached from outside, and it trusts nobody's headers but its own", () => {
  expect(latchkey.ports).toBeUndefined();
  expect(mongo?.ports).toBeUndefined();
  expect(caddy?.ports?.map((port) => port.split(":")[0])).toEqual(["80", "443", "443"]);
  expect(caddy?.environment?.["UPSTREAM"]).toBe(`latchkey:${inLastStage("EXPOSE")}`);
});

test("nobody beside Latchkey is on the database's network, which leads nowhere", () => {
  expect(mongodb.networks["database"]?.internal).toBe(true);
  expect(mongo?.networks).toEqual(["database"]);
  expect(mongodb.services.latchkey.networks).toEqual(["database"]);
  expect(caddy?.networks).not.toContain("database");
});

test("Latchkey waits for a replica set that can be written to, and MongoDB asks for a password", () => {
  expect(mongodb.services.latchkey.depends_on).toEqual({ mongo: { condition: "service_healthy" } });
  expect(mongo?.healthcheck?.test.at(-1)).toBe("/health.js");
  expect(mongo?.volumes).toContain("./mongo/health.js:/health.js:ro");
});

test.each(Object.entries({ latchkey, caddy, mongo }))(
  "%s has no capabilities that it does not need",
  (_name, service) => {
    expect(service?.cap_drop).toEqual(["ALL"]);
    expect(service?.privileged).toBeUndefined();
  },
);
