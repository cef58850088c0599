import { ApiError, type ApiFieldError, type TextParams } from "../../utils/ApiError.js";
import { type ApiText, type ApiTextKey, apiText, isApiTextKey } from "./index.js";

/** What zod says about a value: where, and as message a key of the catalogue, a text of the app, or its own words. */
interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string | undefined;
  /** Of the check that failed, such as `max`. */
  readonly maximum?: number | bigint | undefined;
  /** Of a check of ours. */
  readonly params?: TextParams | undefined;
}

/**
 * The message of a check in a schema: a key, which becomes a text with the `max` of the check.
 *
 * @example
 * z.string(textKey("value.text")).max(254, textKey("value.tooLong"));
 */
export function textKey<Key extends ApiTextKey>(key: Key): Key {
  return key;
}

/** A text for `addIssue` of zod. */
export function textIssue({ message, text }: ApiText): { message: string; params?: TextParams } {
  return { message: text?.key ?? message, ...(text?.params && { params: text.params }) };
}

/** VALIDATION_FAILED with every issue that a schema has found. `whole` names the input where an issue has no path. */
export function validationFailed(issues: readonly Issue[], whole: string): ApiError {
  return new ApiError("VALIDATION_FAILED", { errors: fieldErrorsOf(issues, whole) });
}

/** What the issues say about each field, in English. */
export function fieldErrorsOf(issues: readonly Issue[], whole: string): ApiFieldError[] {
  return issues.map((issue) => ({ path: issue.path.join(".") || whole, ...textOf(issue) }));
}

function textOf({ message, code, maximum, params }: Issue): ApiText {
  if (isApiTextKey(message)) {
    const limit = maximum === undefined ? {} : { max: String(maximum) };
    // A test refuses a text that still has a placeholder.
    return apiTextOf(message, { ...limit, ...params });
  }
  // The words of zod, where a schema has none of its own, have no translation; a text of the app keeps its language.
  return code === "custom" || code === undefined ? { message } : { message, text: { key: "value.invalid" } };
}

const apiTextOf = apiText as (key: ApiTextKey, params: TextParams) => ApiText;
