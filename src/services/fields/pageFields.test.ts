import { expect, it } from "vitest";
import { z } from "zod";
import type { FieldSchema } from "./FieldSchema.js";
import { pageFieldsOf } from "./pageFields.js";

const fieldsOf = (schemas: Record<string, FieldSchema>) => pageFieldsOf(new Map(Object.entries(schemas)));

it("shows texts, numbers, choices and boxes that have a label", () => {
  expect(
    fieldsOf({
      company: z.string().optional().meta({ label: "Company", description: "Where you work." }),
      age: z.int().min(18).meta({ title: "Age" }),
      locale: z.enum(["en", "de"]).default("en").meta({ label: "Language" }),
      color: z.enum(["red", "blue"]).optional().meta({ label: "Color" }),
      terms: z.literal(true).describe("I accept the terms."),
      news: z.boolean().default(true).meta({ label: "News" }),
    }),
  ).toEqual([
    { name: "company", label: "Company (optional)", hint: "Where you work.", type: "text", required: false },
    { name: "age", label: "Age", type: "number", required: true },
    { name: "locale", label: "Language", type: "text", options: ["en", "de"], required: false, value: "en" },
    { name: "color", label: "Color (optional)", type: "text", options: ["red", "blue"], required: false },
    { name: "terms", label: "I accept the terms.", type: "checkbox", required: true },
    { name: "news", label: "News", type: "checkbox", required: false, value: true },
  ]);
});

it("shows no field without a label, none that no form can hold, and none whose library cannot describe it", () => {
  const undescribed: FieldSchema = { "~standard": { version: 1, vendor: "own", validate: (value) => ({ value }) } };
  expect(
    fieldsOf({
      bare: z.string(),
      empty: z.string().meta({ label: "" }),
      nested: z.object({ a: z.string() }).meta({ label: "Nested" }),
      list: z.array(z.string()).meta({ label: "List" }),
      undescribed,
    }),
  ).toEqual([]);
});
