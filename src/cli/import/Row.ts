/** One record of a file, as it stands there: not checked yet, or what is wrong with its line. */
export type Row =
  | { readonly line: number; readonly fields: unknown }
  | { readonly line: number; readonly problem: string };

/** Longer is no account; without a bound a file without line breaks would be read into the memory. */
export const MOST_BYTES = 64 * 1024;

export const TOO_LONG = "It is longer than 64 KiB.";
