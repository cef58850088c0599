/** A text with `{placeholders}`, or one for each plural form of its placeholder `{count}` (CLDR). */
export type Text = string | PluralText;
type PluralText = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** All texts of a language by key. */
export type Texts = Readonly<Record<string, Text>>;

/** Another language than the one that names the keys: each key, with the same placeholders. A test compares those. */
export type Translation<Source extends Texts> = { readonly [Key in keyof Source]: Text };

type Placeholders<Pattern> = Pattern extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** The names in a text; a plural has them in its form `other`. */
export type NamesIn<Entry> = Entry extends { readonly other: infer Other } ? Placeholders<Other> : Placeholders<Entry>;

/** What stands for the placeholders of a text. Numbers are written as the language writes them. */
export type Params<Entry> = { readonly [Name in NamesIn<Entry>]: string | number };

/** The arguments behind the key: none for a text without placeholders. */
export type ParamsArgument<Entry> = [NamesIn<Entry>] extends [never] ? [] : [params: Params<Entry>];

export type Translate<Source extends Texts> = <Key extends keyof Source>(
  key: Key,
  ...params: ParamsArgument<Source[Key]>
) => string;

const PLACEHOLDER = /\{(\w+)\}/g;

/**
 * The function that writes the texts of a language.
 *
 * @param locale a BCP 47 tag for plurals and numbers, such as `de` or `de-AT`
 * @example
 * const t = createTranslate<typeof en>(de, "de");
 * t("sessions.others", { count: 2 });
 */
export function createTranslate<Source extends Texts>(texts: Translation<Source>, locale: string): Translate<Source> {
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (key, ...[params]) => {
    // Nearly every answer has such a text.
    if (params === undefined) return patternOf(texts[key], undefined, plurals);
    const values: Readonly<Record<string, string | number>> = params;
    const pattern = patternOf(texts[key], values["count"], plurals);
    return pattern.replaceAll(PLACEHOLDER, (placeholder, name: string) => {
      const value = values[name];
      return typeof value === "number" ? numbers.format(value) : (value ?? placeholder);
    });
  };
}

function patternOf(text: Text, count: string | number | undefined, plurals: Intl.PluralRules): string {
  if (typeof text === "string") return text;
  return text[plurals.select(Number(count))] ?? text.other;
}

/** A text in pieces: those at odd places are the names of its placeholders, which a page replaces with elements. */
export function piecesOf(pattern: string): string[] {
  return pattern.split(PLACEHOLDER);
}
