import { chown, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import { findPostgres } from "../../scripts/postgres/findPostgres.js";
import { findPgBouncer } from "../../scripts/postgres/startPgBouncer.js";
import { type RunningPostgres, startPostgres } from "../../scripts/postgres/startPostgres.js";
import { endProcess, untilReady } from "../../scripts/postgres/untilReady.js";
import { createMigrator } from "../../src/stores/index.js";
import { createPostgresStore } from "../../src/stores/postgres/index.js";
import { aRegistration } from "../support/http/accounts.js";
import { TestClient } from "../support/http/TestClient.js";
import { startTestServer } from "../support/http/testServer.js";
import { selfSignedCertificate } from "../support/selfSignedCertificate.js";

const FOLDER = "deploy/docker/postgres";
const PASSWORD = "it's a password";
const postgres = findPostgres();
const pgbouncer = findPgBouncer();

describe.skipIf(postgres.kind !== "found" || pgbouncer === null)("the files of PostgreSQL and PgBouncer", () => {
  if (postgres.kind !== "found" || pgbouncer === null) return;
  const { programs } = postgres;
  let server: RunningPostgres;
  let folder: string;

  /** Runs SQL as a user, and rejects with what PostgreSQL says. */
  const psql = (url: string, ...args: string[]) =>
    programs.run("psql", ["--no-psqlrc", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", ...args, url]);

  function urlAs(user: string, password: string, port = server.port): string {
    return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/latchkey`;
  }

  /** A file of the folder with paths and addresses of this machine. Each text to replace is there. */
  async function localized(name: string, replacements: Record<string, string>): Promise<string> {
    let text = await readFile(`${FOLDER}/${name}`, "utf8");
    for (const [from, to] of Object.entries(replacements)) {
      expect(text).toContain(from);
      text = text.replace(from, to);
    }
    const file = join(folder, name);
    await writeFile(file, text);
    return file;
  }

  beforeAll(async () => {
    server = await startPostgres(programs);
    folder = await programs.makeFolder();
    // As the image does it: the database, then the file, as the superuser.
    await psql(server.url, "--command=CREATE DATABASE latchkey");
    const passwordFile = join(folder, "postgres-latchkey-password");
    await writeFile(passwordFile, `${PASSWORD}\n`);
    const sql = await localized("createUser.sql", { "/run/secrets/postgres-latchkey-password": passwordFile });
    await psql(urlAs("postgres", server.password), `--file=${sql}`);
  }, 60_000);
  afterAll(() => server.dispose());

  test("Latchkey's user signs in with its password, owns one schema, and makes nothing elsewhere", async () => {
    const url = urlAs("latchkey", PASSWORD);
    expect(await psql(url, "--command=CREATE TABLE latchkey.one (a int); DROP TABLE latchkey.one; SELECT 1")).toContain(
      "1",
    );
    for (const statement of [
      "CREATE SCHEMA other",
      "CREATE TABLE public.one (a int)",
      "CREATE TEMPORARY TABLE one (a int)",
    ]) {
      await expect(psql(url, `--command=${statement}`)).rejects.toThrow("permission denied");
    }
    await expect(psql(urlAs("latchkey", "wrong"), "--command=SELECT 1")).rejects.toThrow(
      "password authentication failed",
    );
  });

  test("a server runs on that user behind PgBouncer with the file, as Compose starts them", async () => {
    const port = await freePort();
    const users = join(folder, "userlist.txt");
    // Only a " has to be doubled.
    await writeFile(users, `"latchkey" "${PASSWORD}"\n`, { mode: 0o600 });
    const { account } = programs;
    if ("uid" in account) await chown(users, account["uid"], account["gid"]);
    const file = await localized("pgbouncer.ini", {
      "host=postgres port=5432": `host=127.0.0.1 port=${server.port}`,
      "listen_addr = 0.0.0.0": "listen_addr = 127.0.0.1",
      "listen_port = 6432": `listen_port = ${port}`,
      "/etc/pgbouncer/userlist.txt": users,
    });
    const child = pgbouncer.start("pgbouncer", [file]);
    onTestFinished(() => endProcess(child, "SIGKILL"));
    await untilReady(child, /process up/);

    const url = urlAs("latchkey", PASSWORD, port);
    const latchkey = await startTestServer({ databaseUrl: url }, { store: createPostgresStore({ url }) });
    onTestFinished(() => latchkey.close());
    const ada = new TestClient(latchkey.api);
    const { username, password, ...profile } = aRegistration();
    expect((await ada.post("/auth/register", { username, password, ...profile })).status).toBe(201);
    // More at once than PgBouncer has connections.
    const statuses = Array.from({ length: 24 }, async () => {
      const phone = new TestClient(latchkey.api);
      const { refreshToken } = (await phone.post("/auth/login", { username, password })).body.data;
      const { accessToken: bearer } = (await phone.post("/auth/refresh-token", { refreshToken })).body.data;
      return (await phone.get("/users/profile", { bearer })).status;
    });
    expect(new Set(await Promise.all(statuses))).toEqual(new Set([200]));
  });

  test("sslmode=verify-full and sslrootcert reach a server of a private authority, and no other", async () => {
    const certificate = selfSignedCertificate(folder, "IP:127.0.0.1");
    const { account } = programs;
    if ("uid" in account) await chown(certificate.keyFile, account["uid"], account["gid"]);
    await server.stop();
    await server.restart({ ssl: "on", ssl_cert_file: certificate.certFile, ssl_key_file: certificate.keyFile });
    const state = async (options: string, host = "127.0.0.1") => {
      const databaseUrl = `${urlAs("latchkey", PASSWORD).replace("127.0.0.1", host)}?${options}`;
      return (await createMigrator({ databaseUrl, databasePrefix: "" })).state();
    };
    const verified = `sslmode=verify-full&sslrootcert=${certificate.certFile}`;
    expect(await state(verified)).toMatchObject({ unknown: [] });
    await expect(state("sslmode=verify-full")).rejects.toThrow("certificate of PostgreSQL cannot be verified");
    await expect(state(verified, "localhost")).rejects.toThrow("certificate of PostgreSQL cannot be verified");
    expect(await state("sslmode=require", "localhost")).toMatchObject({ unknown: [] });
    await expect(state("sslmode=verify-full&sslrootcert=/nowhere.pem")).rejects.toThrow(
      "URL of PostgreSQL cannot be used",
    );
  });
});
