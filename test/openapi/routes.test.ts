import { expect, test } from "vitest";
import { describeOnOneStore } from "../support/http/everyStore.js";
import { routesOf } from "../support/http/routesOf.js";
import { operations } from "../support/openapi/openApiDocument.js";

describeOnOneStore("openapi.json", (servers) => {
  const server = servers.shared();

  test("has every route that the app answers, and no other", () => {
    const mounted = routesOf(server().app).map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
    expect(operations.map(({ name }) => name).sort()).toEqual(mounted.sort());
  });
});
