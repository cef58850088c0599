/**
 * The fields of your own that users set themselves, at registration and in their settings. Declare here what `userFields` holds:
 *
 * @example
 * declare module "latchkey" {
 *   interface UserFields {
 *     company?: string;
 *     locale: "en" | "de";
 *   }
 * }
 */
// biome-ignore lint/suspicious/noEmptyInterface: each app adds its own.
export interface UserFields {}

/**
 * The fields of your own that only the server's code sets. Declare here what `serverFields` holds:
 *
 * @example
 * declare module "latchkey" {
 *   interface ServerFields {
 *     plan: "free" | "pro";
 *   }
 * }
 */
// biome-ignore lint/suspicious/noEmptyInterface: each app adds its own.
export interface ServerFields {}

/** What every user may have, unless the app declares a field of that name itself. */
export type StandardFields = Omit<
  {
    /** The language of the user as a BCP 47 tag, such as `de-AT`. */
    readonly locale?: string;
  },
  keyof UserFields | keyof ServerFields
>;
