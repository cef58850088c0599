import { describe, expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { type Hooks, type LatchkeyOptions, Refusal } from "../../src/latchkey.js";
import { ADA, makeLatchkey, serve, signUp } from "../support/library/hostApp.js";
import { mounted } from "../support/library/mounted.js";

const CREDENTIALS = { username: ADA.username, password: ADA.password };

describe("hooks.beforeRegister", () => {
  test("a refusal with a field is 400 REFUSED_BY_APP, names the field, and no account exists", async () => {
    const { client } = await mounted({
      hooks: {
        beforeRegister: ({ email }) => {
          if (email.endsWith("@example.com")) throw new Refusal("No free mail providers.", { field: "email" });
        },
      },
    });
    const refused = await client.post("/auth/register", ADA);
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({
      code: "REFUSED_BY_APP",
      message: "No free mail providers.",
      errors: [{ path: "email", message: "No free mail providers." }],
    });
    expect((await client.post("/auth/login", CREDENTIALS)).body.code).toBe("INVALID_CREDENTIALS");
    expect((await client.post("/auth/register", { ...ADA, email: "ada@example.org" })).status).toBe(201);
  });

  test.each([
    [undefined, 403],
    [{ status: 400 as const }, 400],
    [{ field: "email", status: 403 as const }, 403],
  ])("a refusal with the options %j has the status %i", async (options, status) => {
    const { client } = await mounted({ hooks: { beforeRegister: () => Promise.reject(new Refusal("No.", options)) } });
    expect((await client.post("/auth/register", ADA)).status).toBe(status);
  });

  test("the hook gets what will be stored, without the password, and where the request comes from: frozen", async () => {
    const beforeRegister = vi.fn<NonNullable<Hooks["beforeRegister"]>>((user) => {
      expect(() => Object.assign(user, { fullName: "Mallory" })).toThrow(TypeError);
      return { ...user, fullName: "Mallory" } as never;
    });
    const { client } = await mounted({
      hooks: { beforeRegister },
      userFields: { company: z.string(), tags: z.array(z.string()).default(["new"]) },
      serverFields: { plan: z.string().default("free") },
    });
    const { body } = await client.post("/auth/register", { ...ADA, company: "Analytical Engines", plan: "pro" });
    expect(beforeRegister).toHaveBeenCalledExactlyOnceWith(
      {
        username: "ada",
        fullName: "Ada Lovelace",
        email: "ada@example.com",
        avatarUrl: null,
        company: "Analytical Engines",
        tags: ["new"],
        plan: "free",
      },
      { ip: "127.0.0.1", userAgent: expect.any(String) },
    );
    expect(Object.isFrozen(Reflect.get(beforeRegister.mock.calls[0]?.[0] ?? {}, "tags"))).toBe(true);
    expect(body.data.fullName).toBe("Ada Lovelace");
  });

  test("an account that the server's own code creates is asked about too", async () => {
    const beforeRegister = vi.fn<NonNullable<Hooks["beforeRegister"]>>(() => Promise.reject(new Refusal("Closed.")));
    const { latchkey } = await mounted({ hooks: { beforeRegister } });
    await expect(latchkey.users.create(ADA)).rejects.toMatchObject({
      code: "REFUSED_BY_APP",
      statusCode: 403,
      message: "Closed.",
    });
    beforeRegister.mockRejectedValueOnce(new Refusal("Wrong domain.", { field: "email" }));
    await expect(latchkey.users.create(ADA)).rejects.toMatchObject({
      statusCode: 400,
      errors: [{ path: "email", message: "Wrong domain." }],
    });
    expect(beforeRegister.mock.lastCall?.[1].ip).toBeNull();
    expect(await latchkey.users.findByEmail(ADA.email)).toBeNull();
  });

  test("it is asked only about what passes every check, and shows nothing about taken names", async () => {
    const beforeRegister = vi.fn();
    const { client } = await mounted({ hooks: { beforeRegister }, rateLimit: "off" });
    await client.post("/auth/register", { ...ADA, password: "short" });
    await client.post("/auth/register", { ...ADA, password: "ada lovelace" });
    expect(beforeRegister).not.toHaveBeenCalled();
    await client.post("/auth/register", ADA);
    const taken = await client.post("/auth/register", ADA);
    expect(taken.body.code).toBe("USER_EXISTS");
    expect(beforeRegister).toHaveBeenCalledTimes(2);
    beforeRegister.mockRejectedValue(new Refusal("Closed."));
    const [free, existing] = await Promise.all([
      client.post("/auth/register", { ...ADA, username: "grace", email: "grace@example.com" }),
      client.post("/auth/register", ADA),
    ]);
    expect(existing.body).toEqual(free.body);
  });
});

describe("hooks.beforeSignIn", () => {
  test("it is asked after the right password only, and a refusal opens no session", async () => {
    const beforeSignIn = vi.fn();
    const { latchkey, client } = await mounted({
      hooks: { beforeSignIn },
      serverFields: { plan: z.string().default("free") },
    });
    await client.post("/auth/register", ADA);
    await client.post("/auth/login", { ...CREDENTIALS, password: "wrong" });
    await client.post("/auth/login", { username: "nobody", password: "wrong" });
    expect(beforeSignIn).not.toHaveBeenCalled();

    beforeSignIn.mockRejectedValueOnce(new Refusal("Your company has left us."));
    const refused = await client.post("/auth/login", CREDENTIALS);
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ code: "REFUSED_BY_APP", message: "Your company has left us.", errors: [] });
    expect(refused.setCookies).toEqual([]);
    expect(beforeSignIn).toHaveBeenLastCalledWith(
      expect.objectContaining({ username: "ada", plan: "free", emailVerified: false }),
      { ip: "127.0.0.1", userAgent: expect.any(String) },
    );
    expect(await latchkey.metrics()).toContain('latchkey_logins_total{outcome="refused_by_app"} 1');

    expect((await client.post("/auth/login", CREDENTIALS)).status).toBe(200);
    expect((await client.get("/auth/sessions")).body.data).toHaveLength(1);
    const activity = Object.values((await client.get("/users/activity")).body.data);
    expect(activity.filter(({ name }) => name === "sign_in_failed")).toEqual([
      expect.objectContaining({ detail: { code: "REFUSED_BY_APP" } }),
      expect.objectContaining({ detail: { code: "INVALID_CREDENTIALS" } }),
    ]);
  });

  test("a refused sign-in counts toward the limit like a wrong password", async () => {
    const beforeSignIn = () => Promise.reject(new Refusal("No."));
    const { client } = await mounted({ hooks: { beforeSignIn }, rateLimits: { "login.account": "2/15m" } });
    await client.post("/auth/register", ADA);
    const codes = [];
    for (let attempt = 0; attempt < 3; attempt++) codes.push((await client.post("/auth/login", CREDENTIALS)).body.code);
    expect(codes).toEqual(["REFUSED_BY_APP", "REFUSED_BY_APP", "RATE_LIMITED"]);
  });

  test("a refresh and a change of the password open no session and do not ask it", async () => {
    const beforeSignIn = vi.fn();
    const { client } = await mounted({ hooks: { beforeSignIn } });
    await client.post("/auth/register", ADA);
    await client.post("/auth/login", CREDENTIALS);
    expect((await client.post("/auth/refresh-token")).status).toBe(200);
    const change = { currentPassword: ADA.password, newPassword: "a stable for my horse" };
    expect((await client.post("/auth/change-password", change)).status).toBe(200);
    expect(beforeSignIn).toHaveBeenCalledTimes(1);
  });
});

describe("a hook that goes wrong", () => {
  test.each(["beforeRegister", "beforeSignIn"] as const)(
    "%s that throws is 500, is logged with its name, and nothing was written",
    async (name) => {
      let isBroken = true;
      const hook = () => {
        if (isBroken) throw new TypeError("the secret cause");
      };
      const { client, lines } = await mounted({ hooks: { [name]: hook } });
      if (name === "beforeSignIn") await client.post("/auth/register", ADA);
      const answer = await (name === "beforeRegister"
        ? client.post("/auth/register", ADA)
        : client.post("/auth/login", CREDENTIALS));
      expect(answer.status).toBe(500);
      expect(answer.body.code).toBe("INTERNAL");
      expect(JSON.stringify(answer.body)).not.toContain("secret cause");
      const { fields } = lines.find(({ level }) => level === "error") ?? {};
      expect(fields?.["err"]).toMatchObject({
        message: `hooks.${name} failed.`,
        cause: { message: "the secret cause" },
      });
      isBroken = false;
      if (name === "beforeRegister") await client.post("/auth/register", ADA);
      expect((await client.post("/auth/login", CREDENTIALS)).status).toBe(200);
      expect((await client.get("/auth/sessions")).body.data).toHaveLength(1);
    },
  );

  test("one that takes longer than two seconds is 503 OVERLOADED with Retry-After, and nothing was written", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const beforeRegister = vi.fn(() => new Promise<void>(() => {}));
    const { client, lines } = await mounted({ hooks: { beforeRegister } });
    const answer = client.post("/auth/register", ADA);
    await vi.waitUntil(() => beforeRegister.mock.calls.length > 0);
    await vi.advanceTimersByTimeAsync(2000);
    const { status, body, headers } = await answer;
    expect([status, body.code, headers.get("Retry-After")]).toEqual([503, "OVERLOADED", "1"]);
    expect(JSON.stringify(lines.map(({ fields }) => String(fields["err"])))).toContain(
      "hooks.beforeRegister took longer",
    );
  });

  test("a Refusal of a second copy of the package is one, and its text reaches clients in one bounded line", async () => {
    vi.resetModules();
    const { Refusal: OtherRefusal } = await import("../../src/latchkey.js");
    expect(OtherRefusal).not.toBe(Refusal);
    const text = `No\u0000 \u001b[31mfree\nmail\u202e ${"x".repeat(500)}`;
    const hooks = { beforeRegister: () => Promise.reject(new OtherRefusal(text, { field: "email" })) };
    const { client } = await mounted({ hooks });
    const { status, body } = await client.post("/auth/register", ADA);
    expect(status).toBe(400);
    expect(body.message).toMatch(/^No \[31mfree mail x+…$/);
    expect(body.message).toHaveLength(200);
    expect(body.errors).toEqual([{ path: "email", message: body.message }]);
  });
});

describe("the options", () => {
  test.each([
    [{ hooks: { beforeRegistr: () => {} } }, "hooks.beforeRegistr does not exist: did you mean beforeRegister?"],
    [{ hooks: { onLogin: () => {} } }, "hooks.onLogin does not exist: use one of beforeRegister, beforeSignIn"],
    [{ hooks: { beforeSignIn: "no" } }, "hooks.beforeSignIn must be a function"],
    [{ hooks: () => {} }, "hooks must be an object with functions: beforeRegister, beforeSignIn"],
    [{ hook: {} }, "hook is not a setting: did you mean hooks?"],
  ])("%j: %s", (options, message) => {
    expect(() => makeLatchkey(options as LatchkeyOptions)).toThrow(message);
  });
});

test("without hooks a user registers and signs in", async () => {
  const { latchkey } = makeLatchkey();
  const origin = await serve((app) => app.use("/api/v1", latchkey.router));
  expect((await signUp(`${origin}/api/v1`)).accessToken).not.toBe("");
});
