import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import bcrypt from "bcrypt";
import type { mongo } from "mongoose";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import { createMongoStore } from "../../src/stores/mongo/index.js";
import type { Store, User } from "../../src/stores/Store.js";
import { builtCli } from "../support/cli/builtCli.js";
import { describeOnEveryDatabase, type EmptyPlace, sqlitePlace } from "../support/cli/databases.js";
import { anAccount } from "../support/cli/people.js";
import { TestClient } from "../support/http/TestClient.js";
import { startTestServer } from "../support/http/testServer.js";
import { aTutorialDatabase, aTutorialUser, onMongo } from "../support/store/tutorialUsers.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const cli = builtCli();

interface Summary {
  readonly dryRun: boolean;
  readonly read: number;
  readonly existing: number;
  readonly created: number;
  readonly hashes: Readonly<Record<string, number>>;
  readonly leftOut: readonly string[];
}

const PASSWORD = "correct horse battery";

const everybody = (store: Store): Promise<User[]> =>
  store.users.list({ by: "email", prefix: "", after: null, limit: 1000 });

const aDatabase = (...users: mongo.BSON.Document[]) => aTutorialDatabase(users, onTestFinished);

const documentsIn = (url: string) => onMongo(url, (database) => database.collection("users").find().toArray());

function userIn(users: readonly User[], username: string): User {
  const user = users.find((one) => one.username === username);
  if (user === undefined) throw new Error(`There is no ${username}.`);
  return user;
}

const run = (place: EmptyPlace, url: string, ...args: string[]) => cli().json<Summary>(["import", url, ...args], place);
const failure = (place: EmptyPlace, url: string, ...args: string[]) => cli().failure(["import", url, ...args], place);

describeOnEveryDatabase("latchkey import mongodb://…", ({ place: newPlace }) => {
  // The collection comes from MongoDB, whatever the accounts go to.
  if (inject("mongoUrl") === null) return test.skip("needs MongoDB");

  test("users of the tutorial sign in with their old password, which upgrades the hash; their collection is only read", async () => {
    const place = await newPlace();
    const password = await bcrypt.hash(PASSWORD, 4);
    const createdAt = new Date("2024-02-29T12:00:00Z");
    const updatedAt = new Date("2025-01-01T00:00:00Z");
    const avatarUrl = "https://example.com/ada.png";
    const ada = aTutorialUser("ada", { password, avatarUrl, refreshToken: "a.b.c", createdAt, updatedAt });
    const bob = aTutorialUser("bob", { password, email: "Bob@Example.com", avatarUrl: "" });
    const url = await aDatabase(ada, bob);
    const before = await documentsIn(url);

    const rehearsed = await run(place, url, "--dry-run");
    const counts = { read: 2, existing: 0, created: 2, hashes: { bcrypt: 2 }, leftOut: ["__v", "refreshToken"] };
    expect(rehearsed).toEqual({ dryRun: true, ...counts });
    expect(await everybody(place.store)).toEqual([]);

    expect(await run(place, url, "--collection", "users")).toEqual({ dryRun: false, ...counts });
    const users = await everybody(place.store);
    expect(userIn(users, "ada")).toMatchObject({
      fullName: "ada Example",
      email: "ada@example.com",
      passwordHash: password,
      avatarUrl,
      createdAt: createdAt.getTime(),
      updatedAt: updatedAt.getTime(),
      roles: [],
      emailVerifiedAt: null,
    });
    // The tutorial stores no times; the key of a document has one.
    const madeAt = bob["_id"].getTimestamp().getTime();
    expect(userIn(users, "bob")).toMatchObject({ email: "bob@example.com", avatarUrl: null, createdAt: madeAt });
    expect(JSON.stringify(users)).not.toContain("a.b.c");

    const server = await startTestServer({}, { store: place.store });
    onTestFinished(() => server.close());
    const signIn = (body: object) => new TestClient(server.api).post("/auth/login", body);
    expect((await signIn({ username: "ada", password: `${PASSWORD}!` })).status).toBe(401);
    expect((await signIn({ username: "ada", password: PASSWORD })).status).toBe(200);
    expect((await signIn({ email: "bob@example.com", password: PASSWORD })).status).toBe(200);
    for (const { passwordHash } of await everybody(place.store)) {
      expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    }
    expect(await documentsIn(url)).toEqual(before);
  });
});

describe.skipIf(inject("mongoUrl") === null)("latchkey import mongodb://…", () => {
  test("an import can be run again for new users, and skips existing accounts", async () => {
    const place = await sqlitePlace();
    // More than are looked up at a time.
    const url = await aDatabase(...Array.from({ length: 210 }, (_, index) => aTutorialUser(`user-${index}`)));
    expect(await run(place, url)).toMatchObject({ read: 210, existing: 0, created: 210 });
    await onMongo(url, (database) => database.collection("users").insertOne(aTutorialUser("late")));
    expect(await run(place, url)).toMatchObject({ read: 211, existing: 210, created: 1 });
    expect(await everybody(place.store)).toHaveLength(211);
  });

  test("invalid documents are reported by id and field, and nothing is written", async () => {
    const place = await sqlitePlace();
    await anAccount(place.store, "taken");
    const secret = "5f4dcc3b5aa765d61d8327deb882cf99";
    const [good, twin] = [aTutorialUser("good"), aTutorialUser("twin", { email: "GOOD@example.com" })];
    const plain = aTutorialUser("plain", { password: secret });
    const nameless = aTutorialUser("nameless", { username: "no", email: { gt: "" } });
    const without = { _id: "text\u001b[31m" as never, username: "without", fullName: "X", email: "w@example.com" };
    const late = aTutorialUser("late", { createdAt: "soon", avatarUrl: "http://example.com/x.png" });
    const taken = aTutorialUser("taken", { email: "other@example.com" });
    const url = await aDatabase(good, twin, plain, nameless, late, taken, without);

    const found = await failure(place, url);
    expect(found).toMatchObject({ exit: 5, code: "IMPORT_INVALID" });
    expect(found.message).toBe("6 documents are invalid. Nothing was written.");
    const reported = found.errors.map(({ path }) => path).toSorted();
    const at = (document: mongo.BSON.Document, field: string) => `document ${document["_id"]}, ${field}`;
    expect(reported).toEqual(
      [
        "document text?[31m, password",
        at(twin, "email"),
        at(plain, "password"),
        at(nameless, "email"),
        at(nameless, "username"),
        at(late, "createdAt"),
        at(late, "avatarUrl"),
        at(taken, "username"),
      ].toSorted(),
    );
    const messages = new Map(found.errors.map(({ path, message }) => [path, message]));
    expect(messages.get(at(twin, "email"))).toBe(`The same as in document ${good["_id"]}.`);
    expect(JSON.stringify(found)).not.toContain(secret);
    expect((await everybody(place.store)).map(({ username }) => username)).toEqual(["taken"]);
  });

  test("--map names other fields, and imports roles and flags only if named", async () => {
    const place = await sqlitePlace();
    const document = {
      login: "Ada",
      profile: { name: "Ada Lovelace" },
      mail: "ada@example.com",
      hash: await bcrypt.hash(PASSWORD, 4),
      role: "admin",
      roles: ["root"],
      isVerified: true,
      avatarUrl: "data:image/png;base64,AAAA",
    };
    const url = await aDatabase();
    await onMongo(url, (database) => database.collection("people").insertOne({ ...document }));
    const names = ["username=login", "fullName=profile.name", "email=mail", "password=hash", "avatarUrl="];
    const map = [...names, "roles=role", "emailVerified=isVerified"].flatMap((one) => ["--map", one]);
    const summary = await run(place, url, "--collection", "people", ...map);
    expect(summary).toMatchObject({ read: 1, created: 1, leftOut: ["avatarUrl", "roles"] });
    const [ada] = await everybody(place.store);
    expect(ada).toMatchObject({ username: "ada", fullName: "Ada Lovelace", avatarUrl: null, roles: ["admin"] });
    expect(ada?.emailVerifiedAt).toBeGreaterThan(0);
    const wrong = await failure(place, url, "--map", "nickname=nick");
    expect(wrong).toMatchObject({ exit: 2, code: "USAGE", message: expect.stringContaining("passwordHash") });
  });

  test("an empty collection and options for files are refused", async () => {
    const place = await sqlitePlace();
    const url = await aDatabase(aTutorialUser("ada"));
    const empty = await failure(place, url, "--collection", "user");
    expect(empty).toMatchObject({ exit: 5, code: "IMPORT_INVALID" });
    expect(empty.message).toMatch(/^No documents in the collection user of mongodb:\/\/.* The database has: users\.$/);
    for (const args of [
      [url, "--format", "csv"],
      ["users.jsonl", "--map", "fullName=name"],
      ["sqlite:users.db", "--collection", "users"],
    ]) {
      expect(await cli().failure(["import", ...args], place)).toMatchObject({ exit: 2, code: "USAGE" });
    }
    expect(await everybody(place.store)).toEqual([]);
  });

  test("a URL with a password must come from stdin, and no output or error shows it", async () => {
    const place = await sqlitePlace();
    const url = await aDatabase(aTutorialUser("ada"));
    const secret = "geheim42";
    const { host, pathname } = new URL(url);
    const outcomes = [
      await cli().run(["import", `mongodb://ada:${secret}@${host}${pathname}`], place),
      // Nobody listens there.
      await cli().run(["import", "-", "--collection", "users"], {
        ...place,
        stdin: `mongodb://ada:${secret}@127.0.0.1:${await freePort()}/app?serverSelectionTimeoutMS=50\n`,
      }),
      // Not encoded as it has to be, the driver cannot see where the host begins.
      ...(await Promise.all(
        [`mongodb://ada:${secret}/x@${host}/app`, `mongodb://ada:%${secret}@${host}/app`].map((piped) =>
          cli().run(["import", "-", "--collection", "users"], { ...place, stdin: `${piped}\n` }),
        ),
      )),
      await cli().run(["users", "list"], { ...place, env: { DATABASE_URL: `mongodb://ada:${secret}/x@${host}/app` } }),
    ];
    for (const { code, stdout, stderr } of outcomes) {
      expect(code).not.toBe(0);
      expect(stdout + stderr).not.toContain(secret);
      expect(stderr).toMatch(/^latchkey: [^\n]+\n(Run the command with --help [^\n]*\n)?$/);
    }
    const piped = await cli().run(["import", "-", "--collection", "users", "--json"], { ...place, stdin: `${url}\n` });
    expect(JSON.parse(piped.stdout)).toMatchObject({ created: 1 });
  });
});

test.skipIf(inject("mongoUrl") === null)(
  "the last page of the tutorial's guide: its three commands bring its users over",
  async () => {
    const page = readFileSync("docs/start/tutorial.md", "utf8");
    const section = page.slice(page.indexOf("## From its database to this one"));
    const [settings = "", commands = ""] = [...section.matchAll(/```(?:sh|ini)\n(.*?)```/gs)].map(
      ([, block = ""]) => block,
    );
    const theirs = "mongodb://localhost:27017/app";
    const password = await bcrypt.hash(PASSWORD, 10);
    const url = await aDatabase(
      ...["ada", "bob"].map((name) => aTutorialUser(name, { password, refreshToken: randomUUID() })),
    );
    const env = Object.fromEntries(
      settings
        .trim()
        .split("\n")
        .map((line) => line.replace(theirs, url).split(/=(.*)/s).slice(0, 2)),
    );
    expect(env).toEqual({ DATABASE_URL: url, DATABASE_PREFIX: "latchkey_" });
    const lines = commands
      .trim()
      .split("\n")
      .map((line) => line.replace(/\s+#.*$/, "").replace(theirs, url));
    expect(lines).toHaveLength(3);
    const argsOf = (line = "") => line.replace(/^npx latchkey /, "").split(" ");
    const before = await documentsIn(url);
    const store = createMongoStore({ url, prefix: "latchkey_" });
    await store.open();
    onTestFinished(() => store.close());
    const place = { cwd: temporaryFolder(), env: { ...env, PORT: String(await freePort()) } };

    const rehearsal = await cli().run(argsOf(lines[0]), place);
    expect(rehearsal).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("2 would be created, 0 existed already."),
    });
    expect(await everybody(store)).toEqual([]);
    const done = await cli().run(argsOf(lines[1]), place);
    expect(done).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^2 read: 2 created, 0 existed already\./),
    });

    const server = cli().start(argsOf(lines[2]), place);
    // The banner, after the server listens. The log is on stdout.
    await new Promise<void>((listening) => server.stderr?.once("data", () => listening()));
    const client = new TestClient(`http://127.0.0.1:${place.env.PORT}/api/v1`);
    expect((await client.post("/auth/login", { username: "ada", password: PASSWORD })).status).toBe(200);
    expect((await client.get("/users/profile")).body.data).toMatchObject({ username: "ada", email: "ada@example.com" });
    expect(await documentsIn(url)).toEqual(before);
  },
);
