import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadApiDocs } from "../../src/openapi/index.js";
import { createDocsRoutes } from "../../src/routes/pages.routes.js";
import { listen } from "../../src/serve/httpServer.js";

const server = createServer(express().use(createDocsRoutes(loadApiDocs(), { hsts: "off" })));
let origin: string;

beforeAll(async () => {
  await listen(server, { host: "127.0.0.1", port: 0 });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => void server.close());

test("/openapi.json is the generated document", async () => {
  const response = await fetch(`${origin}/openapi.json`);
  expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(await response.text()).toBe(readFileSync("openapi.json", "utf8"));
});

test("/openapi.json asks for no name that is off, and requires none that is optional", () => {
  const { components } = JSON.parse(loadApiDocs({ username: "off", fullName: "optional", emailCode: "off" }).json);
  const { RegisterBody, SettingsBody, User } = components.schemas;
  expect(RegisterBody.required).toEqual(["email", "password"]);
  for (const { properties } of [RegisterBody, SettingsBody]) {
    expect(properties).not.toHaveProperty("username");
    expect(properties.fullName.type).toEqual(["string", "null"]);
  }
  // An account may have one from before.
  expect(User.required).toEqual(expect.arrayContaining(["username", "fullName"]));
});

test("/docs loads everything from this server, and what it loads is there", async () => {
  const response = await fetch(`${origin}/docs`);
  const html = await response.text();
  expect(response.headers.get("content-security-policy")).toContain("script-src 'self'");
  const loaded = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path = ""]) => path);
  expect(loaded).toHaveLength(5);
  for (const path of loaded) expect((await fetch(origin + path)).status).toBe(200);
  expect(html).not.toMatch(/https?:|<script>|style=/);
});

test("/docs follows the theme of the browser, by the dark theme that the viewer brings", async () => {
  expect(await (await fetch(`${origin}/docs/theme.js`)).text()).toContain('toggle("dark-mode", dark.matches)');
  expect(await (await fetch(`${origin}/docs/swagger-ui.css`)).text()).toContain("html.dark-mode .swagger-ui");
});

test("no other file of the viewer is served", async () => {
  for (const path of ["/docs/index.html", "/docs/swagger-ui-bundle.js.map", "/docs/package.json"]) {
    expect((await fetch(origin + path)).status).toBe(404);
  }
});
