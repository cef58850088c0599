import { expect, test } from "vitest";
import { renderFacts, renderTable } from "./table.js";

test("renderTable aligns the columns, without spaces at the ends of lines", () => {
  const table = renderTable(
    ["NAME", "N"],
    [
      ["a longer one", 7],
      [null, ""],
    ],
  );
  expect(table).toBe("NAME          N\na longer one  7\n-             -\n");
});

test("renderTable and renderFacts replace control characters", () => {
  for (const evil of ["\u001b[2J", "\u009b2J", "a\nb", "a\rb", "\u202egnp.exe", "\u2066x", "\u0007", "\u2028"]) {
    const shown = renderTable(["NAME"], [[evil]]) + renderFacts([["name", evil]]);
    expect([...shown].filter((one) => one !== "\n" && /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(one))).toEqual([]);
    expect(shown.split("\n")).toHaveLength(4);
  }
});
