import { z } from "zod";
import { textIssue } from "../messages/api/issues.js";
import type { ApiFieldError } from "../utils/ApiError.js";

/** Values of the fields that an app has added, checked. */
type FieldValues = Readonly<Record<string, unknown>>;

interface Checked {
  readonly values: FieldValues;
  readonly errors: readonly ApiFieldError[];
}

/** The part of the fields beside those of every account that the schemas of bodies use. `known`: the keys of the body that are no field of the app. */
export interface BodyFields {
  fromRegistration(body: object, known: readonly string[]): Checked;
  fromSettings(body: object, known: readonly string[]): Checked;
  fromServer(body: object, known: readonly string[]): Checked;
  ofNewAccount(body: object, known: readonly string[]): Checked;
}

/**
 * A body that has the app's fields beside its own; they come out under `fields`. Whatever is wrong with either is listed, because an
 * answer names every failing field. `null`: the body alone, for its description.
 */
export function withFields<Body extends object>(
  schema: z.ZodType<Body> & { readonly shape: object },
  fields: BodyFields | null,
  read: "fromRegistration" | "fromSettings",
): z.ZodType<Body & { readonly fields?: FieldValues }> {
  // A request may have any other key; the code of the app may not.
  return fields === null ? schema : schema.and(appFields(schema, fields, read));
}

/** The same for what the code of the app gives: also fields of the server, and every unknown key is refused. */
export function withServerFields<Body extends object>(
  schema: z.ZodType<Body> & { readonly shape: object },
  fields: BodyFields,
  read: "fromServer" | "ofNewAccount",
) {
  return schema.and(appFields(schema, fields, read));
}

function appFields(schema: { readonly shape: object }, fields: BodyFields, read: keyof BodyFields) {
  const known = Object.keys(schema.shape);
  return z.unknown().transform((body, context): { readonly fields: FieldValues } => {
    if (typeof body !== "object" || body === null) return { fields: {} };
    const { values, errors } = fields[read](body, known);
    for (const error of errors) context.addIssue({ code: "custom", path: [error.path], ...textIssue(error) });
    return { fields: values };
  });
}
