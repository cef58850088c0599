import { appendFileSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { User } from "../../src/stores/Store.js";
import { builtCli } from "../support/cli/builtCli.js";
import { describeOnEveryDatabase, type Place } from "../support/cli/databases.js";
import { anAccount } from "../support/cli/people.js";
import { TestClient } from "../support/http/TestClient.js";
import { startTestServer } from "../support/http/testServer.js";

const cli = builtCli();

interface Summary {
  readonly dryRun: boolean;
  readonly read: number;
  readonly existing: number;
  readonly created: number;
  readonly hashes: Readonly<Record<string, number>>;
}

/** Hashes that other systems made of their passwords: see test/password/importedHash.test.ts. */
const BETTER_AUTH = {
  password: "correct horse battery",
  hash: "19a82bc4f4ef8c7690f417d1f33c8819:2de400458b9fbe98c9d8cd578baffc00c0d7e8bf3c4833140a09e24eb8f4c4ba5e06f960af7e182b7bd3cc431ca9c6f34a1a30e60d6a573fb4e1be6c5bff08cd",
};
const PASSLIB = {
  password: "password",
  hash: "$pbkdf2-sha256$12$cmFuZG9tc2FsdGlzaGFyZA$OFvEcLOIPFd/oq8egf10i.qJLI7A8nDjPLnolCWarQY",
};
const BCRYPT = { password: "U*U", hash: "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW" };
const ARGON2 = {
  password: "password",
  hash: "$argon2i$v=19$m=4096,t=3,p=1$cmFuZG9tc2FsdGlzaGFyZA$YMvo8AUoNtnKYGqeODruCjHdiEbl1pKL2MsYy9VgU/E",
};
const FIREBASE = {
  password: "user1password",
  hash: "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
  salt: "42xEC+ixf3L2lw==",
  config: `hash_config {
  algorithm: SCRYPT,
  base64_signer_key: jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==,
  base64_salt_separator: Bw==,
  rounds: 8,
  mem_cost: 14,
}`,
};

const jsonl = (...records: unknown[]) => records.map((record) => `${JSON.stringify(record)}\n`).join("");
const person = (name: string, more: object = {}) => ({
  email: `${name}@example.com`,
  passwordHash: BCRYPT.hash,
  ...more,
});

function aFile(place: Place, name: string, content: string): string {
  const path = join(mkdtempSync(join(place.cwd, "in-")), name);
  writeFileSync(path, content);
  return path;
}

const everybody = ({ store }: Place): Promise<User[]> =>
  store.users.list({ by: "email", prefix: "", after: null, limit: 1000 });

describeOnEveryDatabase("latchkey import", ({ place: newPlace }) => {
  const run = (place: Place, name: string, content: string, ...args: string[]) =>
    cli().json<Summary>(["import", aFile(place, name, content), ...args], place);
  const failure = (place: Place, name: string, content: string, ...args: string[]) =>
    cli().failure(["import", aFile(place, name, content), ...args], place);

  test("imported users sign in with their old passwords, which upgrades the hash; a wrong password is refused", async () => {
    const place = await newPlace();
    const people = { "better-auth": BETTER_AUTH, passlib: PASSLIB, bcrypt: BCRYPT, argon2: ARGON2, firebase: FIREBASE };
    const records = Object.entries(people).map(([name, { hash, ...rest }]) =>
      person(name, { username: name, passwordHash: hash, passwordSalt: "salt" in rest ? rest.salt : undefined }),
    );
    const config = aFile(place, "hash_config.txt", FIREBASE.config);
    const summary = await run(place, "users.jsonl", jsonl(...records), "--firebase", config);
    expect(summary).toEqual({
      dryRun: false,
      read: 5,
      existing: 0,
      created: 5,
      hashes: { scrypt: 1, "pbkdf2-sha256": 1, bcrypt: 1, argon2i: 1, "firebase-scrypt": 1 },
    });
    const server = await startTestServer({}, { store: place.store });
    try {
      for (const [username, { password }] of Object.entries(people)) {
        const before = await place.store.users.byLogin({ username });
        expect(before?.passwordHash).not.toContain("m=19456");
        const signIn = (attempt: string) =>
          new TestClient(server.api).post("/auth/login", { username, password: attempt });
        expect(await signIn(`${password}!`)).toMatchObject({ status: 401, body: { code: "INVALID_CREDENTIALS" } });
        expect((await place.store.users.byLogin({ username }))?.passwordHash).toBe(before?.passwordHash);
        expect((await signIn(password)).status).toBe(200);
        const after = await place.store.users.byLogin({ username });
        expect(after?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
        expect((await signIn(password)).status).toBe(200);
        expect((await signIn(`${password}!`)).status).toBe(401);
      }
    } finally {
      await server.close();
    }
  });

  test.each([
    { rule: "optional", ada: { username: "ada", fullName: "Ada Lovelace" } },
    { rule: "off", ada: { username: null, fullName: null } },
  ])(
    "no name is made up with USERNAME=$rule and FULL_NAME=$rule, and one that is off is not imported",
    async (given) => {
      const place = await newPlace();
      const { rule, ada } = given;
      const asked = { ...place, env: { ...place.env, USERNAME: rule, FULL_NAME: rule } };
      const named = person("ada", { username: "ada", fullName: "Ada Lovelace" });
      const content = jsonl(named, person("bob"), person("carl"));
      expect(await run(asked, "users.jsonl", content)).toMatchObject({ read: 3, created: 3 });
      const none = { username: null, fullName: null };
      expect(await everybody(place)).toMatchObject([ada, none, none]);
      expect(await run(asked, "users.jsonl", content)).toMatchObject({ existing: 3, created: 0 });
      // One name twice in the source is no fault where it is not read.
      const twice = jsonl(...["dora", "emil"].map((name) => person(name, { username: "same" })));
      if (rule === "off") expect(await run(asked, "twice.jsonl", twice)).toMatchObject({ created: 2 });
      else expect(await failure(asked, "twice.jsonl", twice)).toMatchObject({ code: "IMPORT_INVALID" });
    },
  );

  test("every field of JSON lines is stored, and what is missing is filled in", async () => {
    const place = await newPlace();
    const full = person("Ada", {
      username: "Ada",
      fullName: " Ada Lovelace ",
      emailVerified: true,
      roles: ["admin", "editor"],
      disabled: true,
      avatarUrl: "https://example.com/ada.png",
      createdAt: "2024-02-29T12:00:00+01:00",
    });
    const summary = await run(
      place,
      "users.jsonl",
      `\u{feff}${jsonl(full)}\n\r\n${jsonl(person("bob", { passwordHash: null }))}`,
    );
    expect(summary).toMatchObject({ read: 2, created: 2, hashes: { bcrypt: 1, none: 1 } });
    const [ada, bob] = await everybody(place);
    const createdAt = Date.UTC(2024, 1, 29, 11);
    expect(ada).toMatchObject({
      username: "ada",
      fullName: "Ada Lovelace",
      email: "ada@example.com",
      passwordHash: BCRYPT.hash,
      avatarUrl: "https://example.com/ada.png",
      roles: ["admin", "editor"],
      createdAt,
      passwordChangedAt: createdAt,
      version: 0,
      epoch: 0,
    });
    expect(ada?.emailVerifiedAt).toBeGreaterThan(createdAt);
    expect(ada?.disabledAt).toBeGreaterThan(createdAt);
    expect(bob).toMatchObject({ fullName: "bob", avatarUrl: null, roles: [], emailVerifiedAt: null, disabledAt: null });
    expect(bob?.username).toMatch(/^user-[0-9a-f]{20}$/);
    expect(bob?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const events = await place.store.audit.listByUser({ userId: ada?._id ?? "", before: null, limit: 10 });
    expect(events).toMatchObject([
      { name: "registered", userAgent: "latchkey (operator)", detail: { imported: true } },
    ]);
    // Nobody is written to.
    expect(await place.store.queue.listByUser(ada?._id ?? "")).toEqual([]);
    expect(await place.store.queue.claim({ now: Date.now() + 1e9, leaseUntil: Date.now() + 2e9 })).toBeNull();
  });

  test("CSV is read with quotes, line breaks in them, flags, roles and empty fields", async () => {
    const place = await newPlace();
    const content = [
      "email,username,fullName,passwordHash,emailVerified,roles,disabled,createdAt",
      `ada@example.com,ada,"Lovelace, ""Ada""",${BCRYPT.hash},t,admin editor,false,1709208000000`,
      `bob@example.com,,,,f,,TRUE,2024-02-29T12:00:00Z`,
      "",
    ].join("\r\n");
    expect(await run(place, "users.CSV", content)).toMatchObject({
      read: 2,
      created: 2,
      hashes: { bcrypt: 1, none: 1 },
    });
    const [ada, bob] = await everybody(place);
    const createdAt = 1_709_208_000_000;
    expect(ada).toMatchObject({ fullName: 'Lovelace, "Ada"', roles: ["admin", "editor"], disabledAt: null, createdAt });
    expect(ada?.emailVerifiedAt).toBeGreaterThan(0);
    expect(bob).toMatchObject({ fullName: "bob", roles: [], emailVerifiedAt: null, createdAt });
    expect(bob?.disabledAt).toBeGreaterThan(0);
  });

  test("a file with invalid lines is refused as a whole, with the line, field and reason of each error and without a hash", async () => {
    const place = await newPlace();
    await anAccount(place.store, "taken");
    const secret = "5f4dcc3b5aa765d61d8327deb882cf99";
    const lines = [
      person("good"),
      person("weak", { passwordHash: secret }),
      person("dear", { passwordHash: "pbkdf2_sha256$9000000$seasalt$aGFzaGhhc2hoYXNoaGFzaA==" }),
      { email: "nobody", passwordHash: null, username: "x" },
      { email: "none@example.com" },
      person("typo", { emailVerifed: true }),
      person("good"),
      person("other", { username: "taken" }),
      person("first", { username: "twin" }),
      person("second", { username: "Twin" }),
      person("later", { createdAt: "2999-01-01T00:00:00Z", emailVerified: "yes", roles: ["two words"] }),
      person("salted", { passwordSalt: "c2FsdA==" }),
    ];
    const content = `${jsonl(...lines)}{"email": "${secret}\n[1]\n`;
    const path = aFile(place, "users.jsonl", content);
    // A byte that is no UTF-8, in what would be JSON.
    appendFileSync(path, Buffer.from([0x22, 0xff, 0x22]));
    const found = await cli().failure(["import", path], place);
    expect(found).toMatchObject({ exit: 5, code: "IMPORT_INVALID" });
    expect(found.message).toContain("13 lines are invalid. Nothing was written.");
    expect(found.errors.map(({ path: where }) => where)).toEqual([
      "line 2, passwordHash",
      "line 3, passwordHash",
      "line 4, email",
      "line 4, username",
      "line 5, passwordHash",
      "line 6",
      "line 7, email",
      "line 8, username",
      "line 10, username",
      "line 11, emailVerified",
      "line 11, roles.0",
      "line 12, passwordHash",
      "line 13",
      "line 14",
      "line 15",
    ]);
    const messages = new Map(found.errors.map((error) => [error.path, error.message]));
    expect(messages.get("line 7, email")).toBe("The same as on line 1.");
    expect(messages.get("line 10, username")).toBe("The same as on line 9.");
    expect(messages.get("line 8, username")).toContain("another email address");
    expect(messages.get("line 6")).toBe('Unknown: "emailVerifed".');
    expect(messages.get("line 3, passwordHash")).toContain("too costly");
    expect(messages.get("line 12, passwordHash")).toContain("--firebase");
    expect(messages.get("line 15")).toBe("Must be a JSON document in UTF-8.");
    const outcome = await cli().run(["import", path], place);
    expect(outcome.stderr).not.toContain(secret);
    expect(JSON.stringify(found)).not.toContain(secret);
    expect((await everybody(place)).map(({ username }) => username)).toEqual(["taken"]);
  });

  test("--dry-run shows what would be created, and writes nothing", async () => {
    const place = await newPlace();
    await anAccount(place.store, "ada");
    const content = jsonl(person("ada"), person("bob"));
    expect(await run(place, "users.jsonl", content, "--dry-run")).toEqual({
      dryRun: true,
      read: 2,
      existing: 1,
      created: 1,
      hashes: { bcrypt: 1 },
    });
    expect(await everybody(place)).toHaveLength(1);
  });

  test("existing accounts are not changed, in whatever case the address is written", async () => {
    const place = await newPlace();
    const before = await anAccount(place.store, "ada", { roles: ["editor"] });
    const record = { email: "ADA@example.com", username: "lovelace", passwordHash: BCRYPT.hash, roles: ["admin"] };
    expect(await run(place, "users.jsonl", jsonl(record))).toMatchObject({ read: 1, existing: 1, created: 0 });
    expect(await everybody(place)).toStrictEqual([before]);
  });

  test("an import that was killed can be run again: each account exists once and complete", async () => {
    // Four batches: it is killed in the middle.
    const count = 800;
    const place = await newPlace();
    const names = Array.from({ length: count }, (_, index) => `p${String(index).padStart(4, "0")}`);
    const path = aFile(place, "users.jsonl", jsonl(...names.map((name) => person(name, { username: name }))));
    const child = cli().start(["import", path], place);
    const ended = new Promise<void>((done) => child.once("exit", () => done()));
    // Killed as soon as some are there; when it was faster than this loop, the second run finds all of them.
    while ((await everybody(place)).length === 0 && child.exitCode === null) await new Promise(setImmediate);
    child.kill("SIGKILL");
    await ended;
    const half = (await place.store.users.findTaken({ usernames: names, emails: [] })).usernames.length;
    expect(half).toBeGreaterThan(0);
    const summary = await cli().json<Summary>(["import", path], place);
    expect(summary).toMatchObject({ read: count, existing: half, created: count - half });
    const { usernames } = await place.store.users.findTaken({ usernames: names, emails: [] });
    expect(usernames.toSorted()).toEqual(names);
    const again = await cli().json<Summary>(["import", path], place);
    expect(again).toMatchObject({ read: count, existing: count, created: 0 });
  });

  test("a file that cannot be read twice, or of an unknown format, is refused", async () => {
    const place = await newPlace();
    expect(await cli().failure(["import", "-"], place)).toMatchObject({ exit: 2, code: "USAGE" });
    expect(await cli().failure(["import", "-", "--format", "jsonl"], place)).toHaveProperty("exit");
    expect(await failure(place, "users.txt", jsonl(person("ada")))).toMatchObject({ exit: 2, code: "USAGE" });
    expect(await cli().failure(["import", place.cwd, "--format", "csv"], place)).toMatchObject({ exit: 2 });
    expect(await cli().failure(["import", "none.jsonl"], place)).toMatchObject({ exit: 1, code: "FAILED" });
    const path = aFile(place, "users.jsonl", jsonl(person("ada")));
    const half = aFile(place, "config.txt", "base64_signer_key: abc=");
    const refused = await cli().failure(["import", path, "--firebase", half], place);
    expect(refused).toMatchObject({ exit: 2, message: expect.stringContaining("base64_salt_separator") });
    expect(await everybody(place)).toEqual([]);
  });

  test("errors in CSV name the line", async () => {
    const place = await newPlace();
    const content = `email,passwordHash\nada@example.com,\nbob@example.com\n"eve"x@example.com,\ncarl@example.com,\n`;
    const found = await failure(place, "users.csv", content);
    expect(found).toMatchObject({ exit: 5, code: "IMPORT_INVALID" });
    expect(found.errors.map(({ path }) => path)).toContain("line 3");
    expect(await everybody(place)).toEqual([]);
    const twice = await failure(place, "users.csv", "email,email,passwordHash\na@example.com,b@example.com,\n");
    expect(twice.errors).toEqual([{ path: "line 1", message: "Must not name a field twice." }]);
    const misnamed = await failure(place, "users.csv", "email,password\nada@example.com,x\n");
    expect(misnamed.errors.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      "line 2, passwordHash: Must be text or null.",
      'line 2: Unknown: "password".',
    ]);
  });

  test("of many invalid lines the first hundred errors are printed, and the number of all", async () => {
    const place = await newPlace();
    const found = await failure(place, "users.jsonl", "{}\n".repeat(5000));
    expect(found.message).toBe("5000 lines are invalid. Nothing was written. The first 100 errors:");
    expect(found.errors).toHaveLength(100);
  });

  test("the text has the counts, and no hash", async () => {
    const place = await newPlace();
    const path = aFile(place, "users.ndjson", jsonl(person("ada"), person("bob", { passwordHash: null })));
    appendFileSync(path, "\n");
    expect(await cli().run(["import", path], place)).toMatchObject({
      code: 0,
      stderr: "",
      stdout: "2 read: 2 created, 0 existed already.\n  bcrypt: 1\n  without a password: 1\n",
    });
  });
});
