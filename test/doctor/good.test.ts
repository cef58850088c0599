import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findOnPath } from "../../scripts/mongo/findOnPath.js";
import { checks } from "../../src/doctor/index.js";
import { PROXY_PROGRAMS } from "../support/deploy/proxyPrograms.js";
import { examineBehindProxy, faultsIn, startGoodServer } from "../support/doctor/deployment.js";
import type { TestServer } from "../support/http/testServer.js";

describe("a deployment as the guides make it is well in every check", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startGoodServer();
  });
  afterAll(() => server.close());

  for (const program of PROXY_PROGRAMS) {
    test.skipIf(findOnPath(program.name) === null)(`behind ${program.name}`, async () => {
      const findings = await examineBehindProxy(server, { program, examination: { load: true } });
      expect(faultsIn(findings)).toEqual({});
      expect(findings.map(({ check }) => check)).toEqual(checks.map(({ id }) => id));
    });
  }
});
