import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, inject, onTestFinished, test, vi } from "vitest";
import { outcomeOf } from "../support/cli/builtCli.js";
import { TestClient } from "../support/http/TestClient.js";
import { ADA, signIn } from "../support/library/hostApp.js";
import { pagesInDist } from "../support/library/packageWithPages.js";
import { startExample } from "../support/library/startExample.js";
import { spawnTypeScript } from "../support/process/serverProcess.js";
import { dropMongoDatabase, freshMongoUrl } from "../support/store/mongoDatabase.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

beforeAll(pagesInDist);

/** The mails in the outbox of a folder. */
function mailsIn(cwd: string): string[] {
  const outbox = join(cwd, "data/outbox");
  return existsSync(outbox) ? readdirSync(outbox).map((name) => readFileSync(join(outbox, name), "utf8")) : [];
}

test.skipIf(inject("mongoUrl") === null)(
  "an app with Mongoose and users of its own gets sign-in, fields, a hook, a mail, an admin list and a guarded page",
  async () => {
    const url = freshMongoUrl();
    onTestFinished(() => dropMongoDatabase(url));
    const cwd = temporaryFolder();
    const { example, origin } = await startExample("express-mongoose", { MONGODB_URI: url }, cwd);
    const [api, app] = [new TestClient(`${origin}/api/v1`), new TestClient(origin)];

    const refused = await api.post("/auth/register", { ...ADA, email: "ada@mail.example" });
    expect([refused.status, refused.body.code]).toEqual([400, "REFUSED_BY_APP"]);
    const { status, body } = await api.post("/auth/register", { ...ADA, company: "Analytical Engines", locale: "de" });
    expect([status, body.data]).toMatchObject([201, { company: "Analytical Engines", locale: "de" }]);
    await vi.waitUntil(() => mailsIn(cwd).length > 0);
    expect(mailsIn(cwd).join()).toContain("Willkommen bei Acme");

    const page = await fetch(`${origin}/team`, { redirect: "manual" });
    expect([page.status, page.headers.get("location")]).toEqual([302, "/sign-in?next=/team"]);
    expect(await (await fetch(`${origin}/sign-in`)).text()).toContain("Acme");
    const { accessToken: bearer } = await signIn(api);
    const team = await fetch(`${origin}/team`, { headers: { authorization: `Bearer ${bearer}` } });
    expect(await team.text()).toBe("Hello, Ada Lovelace of Analytical Engines.");

    expect((await app.send("PUT", "/api/v1/users/bio", { json: { bio: "Poetical science" } })).status).toBe(401);
    await app.send("PUT", "/api/v1/users/bio", { bearer, json: { bio: "Poetical science" } });
    expect((await app.get("/api/v1/users")).body).toMatchObject([{ _id: body.data._id, bio: "Poetical science" }]);
    expect((await api.get("/users/profile", { bearer })).body.data.username).toBe("ada");

    expect((await app.get("/admin/users", { bearer })).status).toBe(403);
    const env = { DATABASE_URL: url, DATABASE_PREFIX: "latchkey_" };
    const command = spawnTypeScript("src/cli/index.ts", { cwd, env, args: ["users", "set-role", "ada", "admin"] });
    expect((await outcomeOf(command)).code).toBe(0);
    expect((await app.get("/admin/users", { bearer })).body).toEqual([
      { email: ADA.email, company: "Analytical Engines", locale: "de" },
    ]);

    expect((await api.send("DELETE", "/users/account", { bearer, json: { password: ADA.password } })).status).toBe(200);
    await vi.waitUntil(async () => (await (await fetch(`${origin}/api/v1/users`)).text()) === "[]");
    expect(await example.stop()).toBe(0);
  },
);

test("the guide names the lines that it takes", () => {
  const lines = readFileSync("examples/express-mongoose/server.ts", "utf8").trim().split("\n").length;
  expect(readFileSync("docs/start/express.md", "utf8")).toContain(`All of it in ${lines} lines:`);
});
