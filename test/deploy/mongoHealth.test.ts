import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";

const SCRIPT = readFileSync("deploy/docker/mongo/health.js", "utf8");

/** Runs the healthcheck as mongosh would, against what `status` and `isWritablePrimary` say about the server. */
function check(server: { status: () => unknown; isWritablePrimary: boolean }) {
  const seen: { initiated: unknown[]; signedInAs: unknown[]; exit: number | null } = {
    initiated: [],
    signedInAs: [],
    exit: null,
  };
  const auth = (...account: unknown[]) => seen.signedInAs.push(account);
  runInNewContext(SCRIPT, {
    require: () => ({ readFileSync: () => "from the file\n" }),
    db: { getSiblingDB: () => ({ auth }), hello: () => ({ isWritablePrimary: server.isWritablePrimary }) },
    rs: { status: server.status, initiate: (set: unknown) => seen.initiated.push(set) },
    quit: (code: number) => {
      seen.exit = code;
    },
  });
  return seen;
}

function failing(code: number): () => never {
  return () => {
    throw Object.assign(new Error("rs.status() failed."), { code });
  };
}

test("a server without a replica set gets one, under the name by which Latchkey reaches it", () => {
  const seen = check({ status: failing(94), isWritablePrimary: false });
  expect(seen.initiated).toEqual([{ _id: "rs0", members: [{ _id: 0, host: "mongo:27017" }] }]);
  expect(seen.signedInAs).toEqual([["root", "from the file"]]);
  expect(seen.exit).toBe(1);
});

test("a replica set that is there is left alone, and healthy once it can be written to", () => {
  expect(check({ status: () => ({ ok: 1 }), isWritablePrimary: false })).toMatchObject({ initiated: [], exit: 1 });
  expect(check({ status: () => ({ ok: 1 }), isWritablePrimary: true })).toMatchObject({ initiated: [], exit: 0 });
});

test("any other failure is no reason to make one: the server of the first start has no replica set to be", () => {
  expect(() => check({ status: failing(76), isWritablePrimary: true })).toThrow("rs.status() failed.");
});
