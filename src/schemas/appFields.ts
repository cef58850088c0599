import { z } from "zod";

/** Values of the fields that an app has added, checked. */
type FieldValues = Readonly<Record<string, unknown>>;

interface Checked {
  readonly values: FieldValues;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

/** The part of the app's fields that the schemas of bodies use. `known`: the keys of the body that are no field of the app. */
export interface BodyFields {
  readonly areNone: boolean;
  fromRegistration(body: object, known: readonly string[]): Checked;
  fromSettings(body: object, known: readonly string[]): Checked;
}

/**
 * A body that has the app's fields beside its own; they come out under `fields`. Whatever is wrong with either is listed, because an
 * answer names every failing field.
 */
export function withFields<Body extends object>(
  schema: z.ZodType<Body> & { readonly shape: object },
  fields: BodyFields,
  read: "fromRegistration" | "fromSettings",
): z.ZodType<Body & { readonly fields?: FieldValues }> {
  if (fields.areNone) return schema;
  const known = Object.keys(schema.shape);
  const added = z.unknown().transform((body, context) => {
    if (typeof body !== "object" || body === null) return { fields: {} };
    const { values, errors } = fields[read](body, known);
    for (const { path, message } of errors) context.addIssue({ code: "custom", path: [path], message });
    return { fields: values };
  });
  return schema.and(added);
}
