import type { z } from "zod";

/** One setting, as it is documented and read. */
export interface Setting {
  readonly group: "Server" | "Tokens and sessions" | "Browsers" | "Accounts and mail" | "Pages" | "Operation";
  readonly description: string;
  /** As text of the environment; it is parsed like a value. Null: there is none, or it depends on other settings. */
  readonly default: string | null;
  /** What holds without a value, in words, when `default` is null. */
  readonly absent?: string;
  /** Null where an example would be copied: secrets. */
  readonly example: string | null;
  /** The value must never be shown. */
  readonly secret?: true;
  readonly parser: z.ZodType;
}
