import { describe, expect, test } from "vitest";
import { pseudoTexts } from "./pseudo.js";
import { createTranslate, piecesOf } from "./translate.js";

const en = {
  greeting: "Hello {name}",
  plain: "Saved.",
  devices: { one: "{count} device", other: "{count} devices" },
} as const;

describe("createTranslate", () => {
  test("puts values into the placeholders, whatever they contain", () => {
    const t = createTranslate<typeof en>(en, "en");
    expect(t("greeting", { name: "$& {name}" })).toBe("Hello $& {name}");
    expect(t("plain")).toBe("Saved.");
  });

  test("takes the plural form of the language, and writes numbers as the language does", () => {
    const t = createTranslate<typeof en>(en, "en");
    expect([1, 2, 1234].map((count) => t("devices", { count }))).toEqual(["1 device", "2 devices", "1,234 devices"]);
    const german = createTranslate<typeof en>(
      { ...en, devices: { one: "{count} Gerät", other: "{count} Geräte" } },
      "de",
    );
    expect(german("devices", { count: 1234 })).toBe("1.234 Geräte");
  });
});

describe("pseudoTexts", () => {
  test("makes every text at least 40 % longer and keeps its placeholders and forms", () => {
    const { greeting, devices } = pseudoTexts(en);
    expect(greeting).toBe("[Hélló {name} ~~~~~]");
    expect(devices).toMatchObject({
      one: expect.stringContaining("{count}"),
      other: expect.stringContaining("{count}"),
    });
  });
});

describe("piecesOf", () => {
  test("has the texts at even places and the names of the placeholders at odd ones", () => {
    expect(piecesOf("We sent a link to {email}.")).toEqual(["We sent a link to ", "email", "."]);
  });
});
