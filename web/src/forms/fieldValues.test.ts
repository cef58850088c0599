import { expect, test } from "vitest";
import type { PageField } from "../site.js";
import { fieldValues } from "./fieldValues.js";

const FIELDS: PageField[] = [
  { name: "company", label: "Company", type: "text", required: false },
  { name: "age", label: "Age", type: "number", required: false },
  { name: "locale", label: "Language", type: "text", options: ["en", "de"], required: true },
  { name: "news", label: "News", type: "checkbox", required: false },
];

function form(values: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(values)) data.set(name, value);
  return data;
}

test("the values of a form have the types of their fields", () => {
  const values = { company: " Acme ", age: "36", locale: "de", news: "on", other: "x" };
  expect(fieldValues(FIELDS, form(values))).toEqual({ company: " Acme ", age: 36, locale: "de", news: true });
});

test("what was not entered is null, and an unchecked box false", () => {
  const empty = { company: null, age: null, locale: null, news: false };
  expect(fieldValues(FIELDS, form({ company: "", age: "", locale: "" }))).toEqual(empty);
});
