import { type ApiText, apiText } from "../../messages/api/index.js";
import { ApiError } from "../../utils/ApiError.js";
import { publicText } from "./publicText.js";

/** By this and not by its class an app's refusal is known: an app may have a second copy of this package. */
const MARK = Symbol.for("latchkey.Refusal");

const MAX_FIELD_LENGTH = 100;

export interface RefusalOptions {
  /** The field of the request that is to blame. It is named in `errors`, so that a form can show the text beside it. */
  readonly field?: string;
  /** The status of the answer. Default: 400 with a field, 403 without one. */
  readonly status?: 400 | 403;
}

/**
 * Thrown by a hook to refuse. The client gets REFUSED_BY_APP with the message: one line of at most 200 characters.
 *
 * @example
 * const refusal = new Refusal("No free mail providers.", { field: "email" });
 * refusal.status; // 400
 * new Refusal("Come back at nine.").status; // 403
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly field: string | undefined;
  readonly status: 400 | 403;

  constructor(message: string, { field, status = field === undefined ? 403 : 400 }: RefusalOptions = {}) {
    super(message);
    this.field = field;
    this.status = status;
    Object.defineProperty(this, MARK, { value: true });
  }
}

/** What the client gets for a refusal, or `null` for any other thrown value. */
export function refusalError(thrown: unknown): ApiError | null {
  if (typeof thrown !== "object" || thrown === null || Reflect.get(thrown, MARK) !== true) return null;
  const ofApp = publicText(Reflect.get(thrown, "message"));
  const text: ApiText = ofApp === "" ? apiText("REFUSED_BY_APP") : { message: ofApp };
  const field: unknown = Reflect.get(thrown, "field");
  return new ApiError("REFUSED_BY_APP", {
    status: Reflect.get(thrown, "status") === 400 ? 400 : 403,
    ...text,
    ...(typeof field === "string" && { errors: [{ path: publicText(field).slice(0, MAX_FIELD_LENGTH), ...text }] }),
  });
}
