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

/** In a request: those with a default may be missing, and `null` removes a value. */
export type UserFieldsInput = { [Name in keyof UserFields]?: UserFields[Name] | null | undefined };
