import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { createLatchkeyClient } from "../../packages/client/src/index.js";
import { LatchkeyProvider, useSession, useUser } from "../../packages/client/src/react.js";

function Probe() {
  return createElement("p", null, `${useSession().status}, ${useUser()?.username ?? "nobody"}`);
}

test("a server renders what is known there: nothing, and asks nobody", () => {
  const client = createLatchkeyClient({ baseUrl: "https://auth.example.com/api/v1" });

  const html = renderToString(createElement(LatchkeyProvider, { client }, createElement(Probe)));

  expect(html).toBe("<p>unknown, nobody</p>");
});

test("outside of a provider the hooks say what is missing", () => {
  expect(() => renderToString(createElement(Probe))).toThrow("LatchkeyProvider");
});
