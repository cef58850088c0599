import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { AUDIT_EVENTS } from "../../src/services/audit/index.js";
import type { TerminationReason } from "../../src/services/session/index.js";
import { aSignedInUser, changeAccount, PASSWORD, tokensOf } from "../support/http/accounts.js";
import { activityOf } from "../support/http/activityOf.js";
import { anotherSession } from "../support/http/anotherSession.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { resetLink } from "../support/http/links.js";
import { TestClient } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { MINUTE } from "../support/ManualClock.js";
import { refusalsOf } from "../support/store/refusalsOf.js";

const REFRESH = "/auth/refresh-token";
const NEW_PASSWORD = "a ship in the bay";
/** Fewer than usual, since each costs a hash. */
const WRONG_PASSWORDS = 2;

type Visitor = Awaited<ReturnType<typeof aSignedInUser>>;

interface Ending {
  readonly end: (server: TestServer, visitor: Visitor) => Promise<void>;
  readonly code: "SESSION_REVOKED" | "SESSION_EXPIRED";
  /** The event that the owner reads; `null` where there is no owner to read it. */
  readonly event: string | null;
}

/** How each cause comes about. The compiler asks for every new one. */
const ENDINGS: Record<TerminationReason, Ending> = {
  logout: {
    end: async (_server, { client }) => void (await client.post("/auth/logout")),
    code: "SESSION_REVOKED",
    event: "signed_out",
  },
  replaced: {
    end: async (server, { user, refreshToken }) => {
      const sameBrowser = new TestClient(server.api, { browser: true, cookies: { refreshToken } });
      await sameBrowser.post("/auth/login", { username: user.username, password: PASSWORD });
    },
    code: "SESSION_REVOKED",
    event: "session_replaced",
  },
  revoked: {
    end: async (server, { user, sessionId }) => {
      const { client } = await anotherSession(server, user._id);
      await client.send("DELETE", `/auth/sessions/${sessionId}`);
    },
    code: "SESSION_REVOKED",
    event: "session_revoked",
  },
  "logout-all": {
    end: async (server, { user }) => {
      const { client } = await anotherSession(server, user._id);
      await client.post("/auth/logout-all");
    },
    code: "SESSION_REVOKED",
    event: "session_revoked",
  },
  "password-change": {
    end: async (server, { user }) => {
      const { client } = await anotherSession(server, user._id);
      await client.post("/auth/change-password", { currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
    },
    code: "SESSION_REVOKED",
    event: "session_revoked",
  },
  "password-reset": {
    end: async (server, { user }) => {
      const token = await resetLink(server, user);
      await new TestClient(server.api).post("/auth/reset-password", { token, newPassword: NEW_PASSWORD });
    },
    code: "SESSION_REVOKED",
    event: "session_revoked",
  },
  reuse: {
    end: async (server, { refreshToken }) => {
      const client = new TestClient(server.api);
      await client.post(REFRESH, { refreshToken });
      const { status, body } = await client.post(REFRESH, { refreshToken });
      expect([status, body.code, body.reason]).toEqual([401, "REFRESH_TOKEN_REUSED", "reuse"]);
    },
    code: "SESSION_REVOKED",
    event: "token_reused",
  },
  fork: {
    // A database that was set back knows another token of this generation than the client holds.
    end: async (server, { sessionId, refreshToken }) => {
      const session = await server.store.sessions.get(sessionId);
      if (session === null) throw new Error("There is a session.");
      const forked = { ...session, tokenHash: "of another token", version: session.version + 1 };
      await server.store.sessions.compareAndSet(forked, session.version);
      const { status, body } = await new TestClient(server.api).post(REFRESH, { refreshToken });
      expect([status, body.code, body.reason]).toEqual([401, "REFRESH_TOKEN_REUSED", "fork"]);
    },
    code: "SESSION_REVOKED",
    event: "token_forked",
  },
  guessing: {
    end: async (_server, { client }) => {
      const json = { currentPassword: "a wrong horse battery", newPassword: NEW_PASSWORD };
      for (let made = 0; made < WRONG_PASSWORDS; made += 1) await client.post("/auth/change-password", json);
    },
    code: "SESSION_REVOKED",
    event: "session_revoked",
  },
  disabled: {
    end: (server, { user }) => changeAccount(server, user._id, { disabledAt: server.clock.now() }),
    code: "SESSION_REVOKED",
    event: null,
  },
  "factor-change": {
    end: (server, { user }) => {
      const end = { epoch: user.epoch, cause: "factor-change", at: server.clock.now() } as const;
      return changeAccount(server, user._id, { epoch: user.epoch + 1, epochEnds: [end] });
    },
    code: "SESSION_REVOKED",
    event: "session_revoked",
  },
  deleted: {
    // The first step of a deletion; the session's own record follows.
    end: async (server, { user }) => void (await server.store.users.delete(user._id)),
    code: "SESSION_REVOKED",
    event: null,
  },
  idle: {
    end: async (server) => server.clock.advance(10 * MINUTE),
    code: "SESSION_EXPIRED",
    event: "session_expired",
  },
  lifetime: {
    end: async (server, { client }) => {
      server.clock.advance(8 * MINUTE);
      await client.post(REFRESH);
      server.clock.advance(7 * MINUTE);
    },
    code: "SESSION_EXPIRED",
    event: "session_expired",
  },
  unknown: {
    end: async (server, { user }) => {
      for (let times = 0; times < 21; times += 1) {
        const { client } = await anotherSession(server, user._id);
        expect((await client.post("/auth/logout-all")).status).toBe(200);
      }
    },
    code: "SESSION_REVOKED",
    event: "session_revoked",
  },
};

const CAUSES = Object.entries(ENDINGS);

/** The last tokens of the session, also when its client has thrown them away. */
function lastTokensOf(visitor: Visitor) {
  return visitor.client.cookies.has("refreshToken") ? tokensOf(visitor.client) : visitor;
}

describeOnEveryStore("a client gets the reason why its session ended", (servers) => {
  // Access tokens that outlive the session: else its end would never be seen by them.
  const server = servers.shared({
    accessTokenExpiry: "1h",
    refreshTokenExpiry: "10m",
    sessionMaxAge: "15m",
    rateLimit: "on",
    rateLimits: { "reauth.session": `${WRONG_PASSWORDS}/1d` },
  });

  test.each(CAUSES)("%s: by a refresh and by a guarded route alike", async (cause, { end, code }) => {
    const visitor = await aSignedInUser(server());
    server().clock.advance(MINUTE);
    await end(server(), visitor);
    const last = lastTokensOf(visitor);
    const refused = `${code} ${cause}`;
    expect(await refusalsOf(server(), last)).toEqual({ access: refused, refresh: refused });
    // However often it asks.
    expect(await refusalsOf(server(), last)).toEqual({ access: refused, refresh: refused });
  });

  test.each(CAUSES.filter(([, { event }]) => event !== null))(
    "%s: and its owner reads one event of it",
    async (cause, { end, event }) => {
      const visitor = await aSignedInUser(server());
      server().clock.advance(MINUTE);
      await end(server(), visitor);
      await refusalsOf(server(), lastTokensOf(visitor));
      const events = await activityOf(server(), visitor.user._id);
      const ends = events.filter(({ sessionId, detail }) => sessionId === visitor.sessionId && "reason" in detail);
      expect(ends).toMatchObject([{ name: event, detail: { reason: cause, openedFrom: "127.0.0.1" } }]);
    },
  );

  test("a session that was already over keeps its cause when something else would end it too", async () => {
    const visitor = await aSignedInUser(server());
    await ENDINGS.reuse.end(server(), visitor);
    server().clock.advance(MINUTE);
    const { client } = await anotherSession(server(), visitor.user._id);
    await client.post("/auth/logout-all");
    server().clock.advance(30 * MINUTE);
    const refused = "SESSION_REVOKED reuse";
    expect(await refusalsOf(server(), visitor)).toEqual({ access: refused, refresh: refused });
  });

  test("an old token of the session in which the password was changed gets this reason; the access token has to be renewed", async () => {
    const visitor = await aSignedInUser(server());
    await visitor.client.post("/auth/change-password", { currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
    const expected = { access: "ACCESS_TOKEN_EXPIRED", refresh: "SESSION_REVOKED password-change" };
    expect(await refusalsOf(server(), visitor)).toEqual(expected);
  });

  test("a record that is gone is unknown, or deleted with its account; a refresh token proves nothing without it", async () => {
    const [cleared, deleted] = [await aSignedInUser(server()), await aSignedInUser(server())];
    await server().store.sessions.deleteByUser(cleared.user._id);
    const refresh = "REFRESH_TOKEN_INVALID";
    expect(await refusalsOf(server(), cleared)).toEqual({ access: "SESSION_REVOKED unknown", refresh });
    await deleted.client.send("DELETE", "/users/account", { json: { password: PASSWORD } });
    expect(await refusalsOf(server(), deleted)).toEqual({ access: "SESSION_REVOKED deleted", refresh });
  });

  test("nobody gets a reason without a genuine token of the session", async () => {
    const { client, accessToken, refreshToken } = await aSignedInUser(server());
    await client.post("/auth/logout");
    const forged = { accessToken: `${accessToken.slice(0, -4)}AAAA`, refreshToken: `${refreshToken.slice(0, -4)}AAAA` };
    const expected = { access: "ACCESS_TOKEN_INVALID", refresh: "REFRESH_TOKEN_INVALID" };
    expect(await refusalsOf(server(), forged)).toEqual(expected);
  });
});

describe("docs/guides/signed-out.md", () => {
  const page = readFileSync("docs/guides/signed-out.md", "utf8");

  /** The first two cells of every row of the table with this heading. */
  function tableOf(heading: string): string[][] {
    const lines = page.split("\n");
    const start = lines.findIndex((line) => line.startsWith(`| ${heading} `));
    const end = lines.findIndex((line, at) => at > start && !line.startsWith("|"));
    const cells = lines.slice(start + 2, end).map((line) => line.split("|").map((cell) => cell.trim()));
    return cells.map(([, first = "", second = ""]) => [first.replaceAll("`", ""), second]);
  }

  /** The name and the text of each event in the list. A line can be of several. */
  const events = [...page.matchAll(/^- (`[a-z_`, ]+`): (.+)$/gm)].flatMap(([, names = "", when = ""]) =>
    names.split(", ").map((name) => [name.replaceAll("`", ""), when] as const),
  );

  test("names every reason, and the code that comes with it", () => {
    const rows = tableOf("reason");
    expect(rows.map(([reason]) => reason).sort()).toEqual(Object.keys(ENDINGS).sort());
    for (const [cause, { code }] of CAUSES) {
      const codes = rows.find(([reason]) => reason === cause)?.[1] ?? "";
      expect(codes).toContain(code);
      expect(codes.includes("REFRESH_TOKEN_REUSED")).toBe(cause === "reuse" || cause === "fork");
    }
  });

  test("names every event, and no other", () => {
    expect(events.map(([name]) => name).sort()).toEqual(Object.keys(AUDIT_EVENTS).sort());
  });

  test("says of the event of each end for which reasons it stands", () => {
    const rows = new Map(events);
    for (const [cause, { event }] of CAUSES) {
      const when = rows.get(event ?? "session_revoked") ?? "";
      expect(when.includes(`\`${cause}\``) || when.includes("the other reasons of `SESSION_REVOKED`")).toBe(true);
    }
  });
});
