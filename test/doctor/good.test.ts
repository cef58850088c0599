import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findOnPath } from "../../scripts/mongo/findOnPath.js";
import { checks } from "../../src/doctor/index.js";
import { PROXY_PROGRAMS } from "../support/deploy/proxyPrograms.js";
import { issuesIn, runChecksBehindProxy, startGoodServer } from "../support/doctor/deployment.js";
import type { TestServer } from "../support/http/testServer.js";

describe("a deployment made by the guides passes every check", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startGoodServer();
  });
  afterAll(() => server.close());

  for (const program of PROXY_PROGRAMS) {
    test.skipIf(findOnPath(program.name) === null)(`behind ${program.name}`, async () => {
      const findings = await runChecksBehindProxy(server, { program, options: { load: true } });
      expect(issuesIn(findings)).toEqual({});
      expect(findings.map(({ check }) => check)).toEqual(checks.map(({ id }) => id));
    });
  }
});
