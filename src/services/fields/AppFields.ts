import { type ApiText, apiText } from "../../messages/api/index.js";
import { ApiError, type ApiFieldError } from "../../utils/ApiError.js";
import { emptyToAbsent, isJson, parseObject } from "../../utils/json.js";
import { nearestName } from "../../utils/nearestName.js";
import type { FieldSchema } from "./FieldSchema.js";
import { canonicalLocale, localeField } from "./localeField.js";

/** Values of an app's fields by name. All of them are JSON. */
export type FieldValues = Readonly<Record<string, unknown>>;

type Checked = { readonly values: FieldValues; readonly errors: readonly ApiFieldError[] };

/** Bytes of all fields of an account, as JSON. */
const MAX_BYTES = 4096;

const LOCALE = "locale";

/** The fields of users beside those of every account: what an app adds, and `locale`. Who may set which, and what each holds. */
export class AppFields {
  /** What the app lets users set. */
  readonly ofUsers: ReadonlyMap<string, FieldSchema>;
  /** What only the server's code may set. */
  readonly ofServer: ReadonlyMap<string, FieldSchema>;
  /** What users may set: `ofUsers`, and `locale`, unless the app declares one with rules of its own. */
  readonly #settable: ReadonlyMap<string, FieldSchema>;
  /** What an account has that was made before a field was declared. */
  readonly #defaults: FieldValues;

  constructor({ userFields = {}, serverFields = {} }: { userFields?: object; serverFields?: object }) {
    this.ofUsers = new Map(Object.entries(userFields));
    this.ofServer = new Map(Object.entries(serverFields));
    const hasOwnLocale = this.ofUsers.has(LOCALE) || this.ofServer.has(LOCALE);
    this.#settable = hasOwnLocale ? this.ofUsers : new Map([...this.ofUsers, [LOCALE, localeField]]);
    this.#defaults = defaultsOf([...this.#settable, ...this.ofServer]);
  }

  /**
   * The fields of a registration. `""` and `null` count as absent, as in every other optional field of a request, and fields of the
   * server are never read from one.
   *
   * @param known the keys of the request that are no field of the app
   */
  fromRegistration(body: object, known: readonly string[]): Checked {
    const given = [...this.#settable].map(
      ([name, schema]) => [name, schema, emptyToAbsent(Reflect.get(body, name))] as const,
    );
    return this.#withMisspelled(checkAll(given), body, known);
  }

  /** The fields of a change of settings: only those that are there. `null` removes a value, or brings back its default. */
  fromSettings(body: object, known: readonly string[]): Checked {
    const given = [...this.#settable].flatMap(([name, schema]) => {
      const value: unknown = Reflect.get(body, name);
      return value === undefined || value === "" ? [] : [[name, schema, value === null ? undefined : value] as const];
    });
    return this.#withMisspelled(checkAll(given), body, known);
  }

  /** Values of any field, from the server's own code: only those that are there. `null` removes a value, or brings back its default. */
  fromServer(body: object, known: readonly string[]): Checked {
    const all = new Map([...this.#settable, ...this.ofServer]);
    const given = Object.entries(body).filter(([name, value]) => !known.includes(name) && value !== undefined);
    const declared = given.flatMap(([name, value]) => {
      const schema = all.get(name);
      return schema === undefined ? [] : [[name, schema, value ?? undefined] as const];
    });
    const { values, errors } = checkAll(declared);
    const names = [...all.keys(), ...known];
    // A typo in the code of the app, where nothing else would show that the value is not stored.
    const undeclared = given.flatMap(([name]) => (all.has(name) ? [] : [unknownField(name, nearestName(name, names))]));
    return { values, errors: [...errors, ...undeclared] };
  }

  /** Every field of an account that the server's code creates, with the defaults of those that are not given. */
  ofNewAccount(body: object, known: readonly string[]): Checked {
    const all = [...this.#settable, ...this.ofServer];
    const missing = all.filter(([name]) => !Object.hasOwn(body, name) || Reflect.get(body, name) === undefined);
    const defaults = checkAll(missing.map(([name, schema]) => [name, schema, undefined] as const));
    const given = this.fromServer(body, known);
    return { values: { ...defaults.values, ...given.values }, errors: [...defaults.errors, ...given.errors] };
  }

  /** The fields of a registration with the locale of its request: unless it names one itself, or the app has rules for it. */
  withLocale(values: FieldValues, requested: string | null): FieldValues {
    const isTaken = values[LOCALE] !== undefined || this.#settable.get(LOCALE) !== localeField;
    const locale = isTaken || requested === null ? null : canonicalLocale(requested);
    return locale === null ? values : { ...values, [LOCALE]: locale };
  }

  /** The text that a store keeps: the stored values with those of the change. Throws VALIDATION_FAILED when it is too long. */
  toStored(stored: string | null, change: FieldValues): string | null {
    const next = { ...parseObject(stored), ...change };
    for (const [name, value] of Object.entries(next)) if (value === undefined) delete next[name];
    const text = JSON.stringify(next);
    if (Buffer.byteLength(text) > MAX_BYTES) {
      const text = apiText("fields.tooLong", { max: String(MAX_BYTES) });
      throw new ApiError("VALIDATION_FAILED", { errors: Object.keys(change).map((path) => ({ path, ...text })) });
    }
    return text === "{}" ? null : text;
  }

  /** The declared fields of an account. Those that are no longer declared stay stored and are not shown. */
  view(stored: string | null): FieldValues {
    // Nearly always: every check of a session asks.
    if (stored === null) return this.#defaults;
    const values = parseObject(stored);
    const view: Record<string, unknown> = { ...this.#defaults };
    for (const [name, value] of Object.entries(values)) {
      if (this.#settable.has(name) || this.ofServer.has(name)) view[name] = value;
    }
    return view;
  }

  /** Dropping a misspelled key of the app silently would lose what the client meant to store. Any other unknown key is ignored. */
  #withMisspelled({ values, errors }: Checked, body: object, known: readonly string[]): Checked {
    const names = [...this.ofUsers.keys()];
    const misspelled = Object.keys(body).flatMap((key) => {
      if (known.includes(key) || this.#settable.has(key) || this.ofServer.has(key)) return [];
      const meant = nearestName(key, names);
      return meant === null ? [] : [unknownField(key, meant)];
    });
    return { values, errors: [...errors, ...misspelled] };
  }
}

function unknownField(path: string, meant: string | null): ApiFieldError {
  return { path, ...(meant === null ? apiText("fields.unknown") : apiText("fields.unknownNear", { name: meant })) };
}

function checkAll(given: readonly (readonly [name: string, schema: FieldSchema, value: unknown])[]): Checked {
  const values: Record<string, unknown> = {};
  const errors: ApiFieldError[] = [];
  for (const [name, schema, value] of given) {
    const result = validate(name, schema, value);
    if (result.issues === undefined) values[name] = result.value;
    else errors.push({ path: name, ...textOf(schema, result.issues[0]?.message) });
  }
  return { values, errors };
}

/** The words of a schema of the app are the app's. */
function textOf(schema: FieldSchema, message: string | undefined): ApiText {
  if (schema === localeField) return apiText("locale.tag");
  return message === undefined ? apiText("value.invalid") : { message };
}

function validate(name: string, schema: FieldSchema, value: unknown) {
  const result = schema["~standard"].validate(value);
  if ("then" in result) throw new Error(`The schema of the field "${name}" must not be asynchronous.`);
  if (result.issues === undefined) assertJson(name, result.value);
  return result;
}

/** A date or a big number would come back as another value than went in. */
function assertJson(name: string, value: unknown): void {
  if (value === undefined || isJson(value)) return;
  throw new Error(
    `The schema of the field "${name}" returned a value that JSON cannot hold. Return text, numbers or plain objects.`,
  );
}

function defaultsOf(fields: readonly (readonly [name: string, schema: FieldSchema])[]): FieldValues {
  const defaults: Record<string, unknown> = {};
  for (const [name, schema] of fields) {
    const result = validate(name, schema, undefined);
    if (result.issues === undefined && result.value !== undefined) defaults[name] = result.value;
  }
  return Object.freeze(defaults);
}
