import { codeOf, messageOf, nameOf } from "../../utils/errorFacts.js";
import { invalidAnswer, ProviderFault, unavailable } from "./ProviderFault.js";

/** openid-client and its base look for a new key once a minute at most. */
const KEY_COOLDOWN_SECONDS = 60;

/** Of an answer that does not hold: the ID token, its signature, `iss`. */
const BROKEN_ANSWER = new Set([
  "OAUTH_INVALID_RESPONSE",
  "OAUTH_PARSE_ERROR",
  "OAUTH_JWT_CLAIM_COMPARISON_FAILED",
  "OAUTH_JWT_TIMESTAMP_CHECK_FAILED",
  "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED",
  // An algorithm that is not supported: none, HS256, or an encrypted token.
  "OAUTH_UNSUPPORTED_OPERATION",
  // What should be base64url.
  "ERR_INVALID_ARG_VALUE",
]);

/** What the token endpoint says where nobody but the operator can help (RFC 6749 §5.2). */
const OPERATORS_FAULTS = new Set([
  "invalid_client",
  "unauthorized_client",
  "unsupported_grant_type",
  "invalid_request",
  "invalid_scope",
]);

/** Whether the token endpoint did not take our secret. */
export function isInvalidClient(error: unknown): boolean {
  return (
    codeOf(error) === "OAUTH_WWW_AUTHENTICATE_CHALLENGE" ||
    (codeOf(error) === "OAUTH_RESPONSE_BODY_ERROR" && Object(error).error === "invalid_client")
  );
}

/** What a failed discovery means: whatever it is, the provider cannot be used. */
export function faultOfDiscovery(error: unknown): ProviderFault {
  return thrownFault(error) ?? unavailable(`the metadata cannot be used (${factsOf(error)})`);
}

/**
 * What an error of openid-client means while an answer is redeemed. Its own text is fixed; its causes hold tokens and claims, and
 * are left behind.
 * @throws the error itself when it is a bug of ours
 */
export function faultOfAnswer(error: unknown): ProviderFault {
  const fault = thrownFault(error);
  if (fault !== null) return fault;
  const code = codeOf(error);
  if (code === "OAUTH_AUTHORIZATION_RESPONSE_ERROR") {
    return new ProviderFault("PROVIDER_REFUSED", `the answer is the error ${word(Object(error).error)}`);
  }
  if (code === "OAUTH_RESPONSE_BODY_ERROR") return faultOfTokenError(Object(error).error);
  if (code === "OAUTH_WWW_AUTHENTICATE_CHALLENGE") {
    return unavailable("the client id or secret is wrong (a challenge)", { isOperators: true });
  }
  if (code === "OAUTH_KEY_SELECTION_FAILED") {
    // A provider that has just begun to sign with a new key is no forger.
    return unavailable("the ID token names a key that is not published", { retryAfterSeconds: KEY_COOLDOWN_SECONDS });
  }
  if (BROKEN_ANSWER.has(String(code))) return invalidAnswer(`${factsOf(error)}${detailOf(error)}`);
  if (String(code).startsWith("OAUTH_") || nameOf(error) === "ClientError") return unavailable(factsOf(error));
  throw error;
}

function faultOfTokenError(error: unknown): ProviderFault {
  // RFC 6749 §5.2: used before, expired, of another client or redirect URI, or the wrong verifier of PKCE.
  if (error === "invalid_grant") return new ProviderFault("FLOW_INVALID", "the code is not valid (invalid_grant)");
  const isOperators = OPERATORS_FAULTS.has(String(error));
  return unavailable(`the token endpoint refused the request (${word(error)})`, { isOperators });
}

/** Our own, thrown within openid-client, which wraps it. */
function thrownFault(error: unknown): ProviderFault | null {
  if (error instanceof ProviderFault) return error;
  const cause: unknown = Object(error).cause;
  return cause instanceof ProviderFault ? cause : null;
}

function factsOf(error: unknown): string {
  return `${codeOf(error) ?? nameOf(error)}: ${messageOf(error)}`.slice(0, 200);
}

/** The claim or the rule, which the library names in the text of the cause. The values are in its fields. */
function detailOf(error: unknown): string {
  const cause: unknown = Object(error).cause;
  return nameOf(cause) === "OperationProcessingError" ? `: ${messageOf(cause).slice(0, 200)}` : "";
}

/** An error code is a word (RFC 6749 §4.1.2.1); anything else is not repeated. */
function word(text: unknown): string {
  return typeof text === "string" && /^[\w.-]{1,64}$/.test(text) ? text : "of no readable name";
}
