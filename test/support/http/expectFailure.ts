import { expect } from "vitest";
import type { Envelope, TestResponse } from "./TestClient.js";

/** A refusal: the status, the code, exactly the keys of the envelope, and no cookie touched. */
export function expectFailure(response: TestResponse, status: number, code: string): void {
  expectFailureBody(response.body, status, code);
  expect(response.status).toBe(status);
  expect(response.setCookies).toEqual([]);
}

export function expectFailureBody(body: Envelope, status: number, code: string): void {
  expect(body).toEqual({
    statusCode: status,
    data: null,
    message: expect.any(String),
    success: false,
    code,
    errors: expect.any(Array),
    // A client with a genuine token of a session that has ended gets the reason.
    ...(ENDED.has(code) && { reason: expect.any(String) }),
    ...(code === "REGISTRATION_UNCONFIRMED" && { registration: expect.any(Object) }),
    ...(CHALLENGING.has(code) && { challenge: expect.any(Object) }),
    ...(WITH_FLOW.has(code) && { flow: expect.any(String) }),
    ...(code === "REGISTRATION_NEEDED" && { suggestion: expect.any(Object) }),
    // Where the page goes after a next step, as it was asked for.
    ...("returnTo" in body && { returnTo: expect.any(String) }),
  });
}

const WITH_FLOW = new Set(["REGISTRATION_NEEDED", "IDENTITY_NOT_LINKED"]);
const CHALLENGING = new Set(["SECOND_FACTOR_REQUIRED", "ENROLMENT_REQUIRED"]);
const ENDED = new Set(["REFRESH_TOKEN_REUSED", "SESSION_REVOKED", "SESSION_EXPIRED"]);

/** A refused body: 400 that names exactly these fields. */
export function expectInvalidFields(response: TestResponse, ...paths: string[]): void {
  expectFailure(response, 400, "VALIDATION_FAILED");
  expect(new Set(response.body.errors?.map(({ path }) => path))).toEqual(new Set(paths));
}
