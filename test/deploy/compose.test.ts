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
  services: { latchkey: Service; caddy?: Service; mongo?: Service; postgres?: Service; pgbouncer?: Service };
  networks: Record<string, { internal?: boolean } | null>;
  secrets: Record<string, { file: string }>;
}

const base = readYaml<Compose>("deploy/docker/compose.yml");
const mongodb = readYaml<Compose>("deploy/docker/compose.mongodb.yml");
const postgresql = readYaml<Compose>("deploy/docker/compose.postgres.yml");
const { latchkey, caddy } = base.services;
const { mongo } = mongodb.services;
const { postgres, pgbouncer } = postgresql.services;

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
  const files = [base, mongodb, postgresql].flatMap(({ secrets }) => Object.values(secrets).map(({ file }) => file));
  expect(files.filter((file) => !file.startsWith("secrets/"))).toEqual([]);
  expect(readFileSync("deploy/docker/.gitignore", "utf8").split("\n")).toContain("secrets/");
  expect(mongo?.environment?.["MONGO_INITDB_ROOT_PASSWORD"]).toBeUndefined();
  expect(postgres?.environment?.["POSTGRES_PASSWORD"]).toBeUndefined();
});

test("data outlive the container, and nothing else can be written", () => {
  expect(latchkey.volumes).toEqual([`data:${inLastStage("VOLUME")}`]);
  expect(postgres?.volumes).toContain("postgres:/var/lib/postgresql/data");
  expect([latchkey, postgres, pgbouncer].map((service) => service?.read_only)).toEqual([true, true, true]);
});

test("only Caddy can be reached from outside, and it trusts nobody's headers but its own", () => {
  for (const service of [latchkey, mongo, postgres, pgbouncer]) expect(service?.ports).toBeUndefined();
  expect(caddy?.ports?.map((port) => port.split(":")[0])).toEqual(["80", "443", "443"]);
  expect(caddy?.environment?.["UPSTREAM"]).toBe(`latchkey:${inLastStage("EXPOSE")}`);
});

test.each(Object.entries({ mongodb, postgresql }))(
  "nobody beside Latchkey is on the network of %s, which leads nowhere",
  (_name, { networks, services }) => {
    expect(networks["database"]?.internal).toBe(true);
    for (const { networks } of Object.values(services)) expect(networks).toEqual(["database"]);
    expect(caddy?.networks).not.toContain("database");
  },
);

test("Latchkey waits for a replica set that can be written to, and MongoDB asks for a password", () => {
  expect(mongodb.services.latchkey.depends_on).toEqual({ mongo: { condition: "service_healthy" } });
  expect(mongo?.healthcheck?.test.at(-1)).toBe("/health.js");
  expect(mongo?.volumes).toContain("./mongo/health.js:/health.js:ro");
});

test("Latchkey waits for a PgBouncer that has a PostgreSQL behind it, and each file of the folder is mounted where it is read", () => {
  expect(postgresql.services.latchkey.depends_on).toEqual({ pgbouncer: { condition: "service_healthy" } });
  expect(pgbouncer?.depends_on).toEqual({ postgres: { condition: "service_healthy" } });
  expect(postgres?.volumes).toContain("./postgres/createUser.sql:/docker-entrypoint-initdb.d/createUser.sql:ro");
  expect(pgbouncer?.volumes).toEqual(["./postgres/pgbouncer.ini:/etc/pgbouncer/pgbouncer.ini:ro"]);
  expect(pgbouncer?.secrets).toEqual([{ source: "pgbouncer-users", target: "/etc/pgbouncer/userlist.txt" }]);
});

test.each(Object.entries({ latchkey, caddy, mongo, postgres, pgbouncer }))(
  "%s has no capabilities that it does not need",
  (_name, service) => {
    expect(service?.cap_drop).toEqual(["ALL"]);
    expect(service?.privileged).toBeUndefined();
  },
);
