import type { z } from "zod";

/** One setting, as it is read and documented. */
export interface Setting<Parser extends z.ZodType = z.ZodType, Default extends string | null = string | null> {
  readonly description: string;
  readonly parser: Parser;
  /** As text of the environment; it is parsed like a value. Null: no default, or one that depends on other settings. */
  readonly default: Default;
  /** What holds without a value, in words, when `default` is null. */
  readonly absent: string;
  /** Null where an example would be copied: secrets. */
  readonly example: string | null;
  /** The value must never be shown. */
  readonly secret: boolean;
}

/** Makes one; what is left out of `facts` is none. */
export function setting<Parser extends z.ZodType, Default extends string | null = null>(
  description: string,
  parser: Parser,
  facts: { default?: Default; absent?: string; example?: string; secret?: true },
): Setting<Parser, Default> {
  // Without a default the type parameter is null.
  const fallback = (facts.default ?? null) as Default;
  return { description, parser, absent: "none", example: null, secret: false, ...facts, default: fallback };
}
