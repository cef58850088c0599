import { validationFailed } from "../messages/api/issues.js";

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** The part of a zod schema that is needed here. */
interface Schema<Output> {
  safeParse(input: unknown): { success: true; data: Output } | { success: false; error: { issues: readonly Issue[] } };
}

/** What a call was given, checked. Throws VALIDATION_FAILED with every failing field. */
export function parseInput<Output>(schema: Schema<Output>, input: unknown): Output {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw validationFailed(result.error.issues, "input");
}

/** The text in its canonical form, or `null` when it can be nobody's. */
export function canonical(schema: Schema<string>, input: unknown): string | null {
  const result = schema.safeParse(input);
  return result.success ? result.data : null;
}
