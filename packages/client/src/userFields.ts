/**
 * The fields that the app adds to its users and that they set themselves. Declare them as on the server:
 *
 * @example
 * declare module "@latchkey/client" {
 *   interface UserFields {
 *     company?: string;
 *   }
 * }
 */
// biome-ignore lint/suspicious/noEmptyInterface: each app adds its own.
export interface UserFields {}

/** The fields that only the server's code sets. */
// biome-ignore lint/suspicious/noEmptyInterface: each app adds its own.
export interface ServerFields {}

/** What every user may have, unless the app declares a field of that name itself. */
export type StandardFields = Omit<
  {
    /** The language of the user as a BCP 47 tag, such as `de-AT`. */
    locale?: string;
  },
  keyof UserFields | keyof ServerFields
>;

type SettableFields = StandardFields & UserFields;

/** In a request: those with a default may be missing, and `null` removes a value. */
export type UserFieldsInput = { [Name in keyof SettableFields]?: SettableFields[Name] | null | undefined };
