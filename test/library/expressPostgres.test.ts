import { beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { TestClient } from "../support/http/TestClient.js";
import { ADA, signIn } from "../support/library/hostApp.js";
import { pagesInDist } from "../support/library/packageWithPages.js";
import { startExample } from "../support/library/startExample.js";
import { dropPostgresDatabase, freshPostgresUrl } from "../support/store/postgresDatabase.js";

beforeAll(pagesInDist);

test.skipIf(inject("postgresUrl") === null)(
  "an app keeps its notes and Latchkey's accounts in one PostgreSQL, on one pool",
  async () => {
    const url = await freshPostgresUrl();
    onTestFinished(() => dropPostgresDatabase(url));
    const { example, origin } = await startExample("express-postgres", { DATABASE_URL: url });
    const [api, app] = [new TestClient(`${origin}/api/v1`), new TestClient(origin)];

    expect((await api.post("/auth/register", ADA)).status).toBe(201);
    const { accessToken: bearer } = await signIn(api);
    expect((await app.send("POST", "/notes", { json: { text: "Bernoulli" } })).status).toBe(401);
    expect((await app.send("POST", "/notes", { bearer, json: { text: "Bernoulli" } })).status).toBe(201);
    expect((await app.get("/notes", { bearer })).body).toEqual([{ text: "Bernoulli" }]);
    expect((await fetch(`${origin}/sign-in`)).status).toBe(200);
    expect(await example.stop()).toBe(0);
  },
);
