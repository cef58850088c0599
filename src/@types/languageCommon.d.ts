/*
 * The one list of @zxcvbn-ts/language-common that Latchkey uses; its index would load the others too. Imported, not read from
 * the disk: a bundler takes it along.
 */

declare module "@zxcvbn-ts/language-common/dist/passwords.json.mjs" {
  const passwords: readonly string[];
  export default passwords;
}
