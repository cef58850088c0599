import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const page = readFileSync("docs/conformance.md", "utf8");

/** What the plans of the OpenID Foundation's suite test, in their order; form post has the modules of basic. */
const PLANS = {
  "oidcc-client-basic-certification-test-plan": [
    "oidcc-client-test",
    "oidcc-client-test-invalid-iss",
    "oidcc-client-test-missing-sub",
    "oidcc-client-test-invalid-aud",
    "oidcc-client-test-missing-iat",
    "oidcc-client-test-kid-absent-single-jwks",
    "oidcc-client-test-kid-absent-multiple-jwks",
    "oidcc-client-test-idtoken-sig-rs256",
    "oidcc-client-test-idtoken-sig-none",
    "oidcc-client-test-invalid-sig-rs256",
    "oidcc-client-test-userinfo-invalid-sub",
    "oidcc-client-test-nonce-invalid",
    "oidcc-client-test-scope-userinfo-claims",
    "oidcc-client-test-client-secret-basic",
  ],
  "oidcc-client-config-certification-test-plan": [
    "oidcc-client-test-discovery-openid-config",
    "oidcc-client-test-discovery-jwks-uri-keys",
    "oidcc-client-test-discovery-issuer-mismatch",
    "oidcc-client-test-idtoken-sig-none",
    "oidcc-client-test-signing-key-rotation-just-before-signing",
    "oidcc-client-test-signing-key-rotation",
  ],
};

function sectionOf(plan: string): string {
  return page.split(/^## /m).find((section) => section.includes(plan)) ?? "";
}

/** The rows of a table whose first cell is a module. */
function rowsOf(section: string) {
  return [...section.matchAll(/^\| `([\w-]+)` +\| (.+) \|$/gm)].map(([, module = "", rest = ""]) => ({ module, rest }));
}

/** Where a page says that a test is: a link to its file, and its name in quotes. */
const mapped = [...page.matchAll(/\]\(\.\.\/([^)]+\.test\.ts)\): "([^"]+)"/g)].map(([, file = "", name = ""]) => ({
  file,
  name,
}));

describe.each(Object.entries(PLANS))("%s", (plan, modules) => {
  const rows = rowsOf(sectionOf(plan));

  test("has a row for every module, in the order of the suite", () => {
    expect(rows.map(({ module }) => module)).toEqual(modules);
  });

  test("names a test in every row, or the reason why there is nothing to test", () => {
    expect(rows.filter(({ rest }) => !/\.test\.ts\): "|\bnot applicable: /.test(rest))).toEqual([]);
  });
});

test("names only tests that exist", () => {
  const missing = mapped.filter(
    ({ file, name }) => !existsSync(file) || !readFileSync(file, "utf8").includes(`"${name}"`),
  );

  expect(missing).toEqual([]);
});
