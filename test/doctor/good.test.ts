import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findOnPath } from "../../scripts/mongo/findOnPath.js";
import { checks } from "../../src/doctor/index.js";
import type { TestServer } from "../support/testServer.js";
import { examineBehindNginx, faultsIn, startGoodServer } from "./support/deployment.js";

const nginxTest = findOnPath("nginx") === null ? test.skip : test;

describe("a deployment as the guides make it", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startGoodServer();
  });
  afterAll(() => server.close());

  nginxTest("is well in every check", async () => {
    const findings = await examineBehindNginx(server, { examination: { load: true } });
    expect(faultsIn(findings)).toEqual({});
    expect(findings.map(({ check }) => check)).toEqual(checks.map(({ id }) => id));
  });
});
