import { mongo } from "mongoose";
import { describe, expect, test } from "vitest";
import { duplicateField, isDuplicateKey, toStoreError } from "../../src/stores/mongo/mongoErrors.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";

function serverError(code: number, message = "failed", rest = {}): mongo.MongoServerError {
  return new mongo.MongoServerError({ message, code, ...rest });
}

describe("a duplicate key", () => {
  test.each([
    ["MongoDB, by the key pattern", serverError(11_000, "E11000", { keyPattern: { email: 1 } }), "email"],
    [
      "a server that gives only a text, whatever the value looks like",
      serverError(
        11_000,
        'E11000 duplicate key error collection: db.users index: email_1 dup key: { email: "username_1" }',
      ),
      "email",
    ],
    [
      "a server that does not name the index",
      serverError(11_000, "E11000 duplicate key error collection: db.users"),
      null,
    ],
    ["MongoDB, when the id is the duplicate", serverError(11_000, "E11000", { keyPattern: { _id: 1 } }), null],
  ])("is read from %s", (_server, error, field) => {
    expect(isDuplicateKey(error)).toBe(true);
    expect(duplicateField(error)).toBe(field);
  });

  test.each([serverError(10_107), serverError(1, "another fault"), new Error("E11000")])("is not %s", (error) => {
    expect(isDuplicateKey(error)).toBe(false);
  });
});

describe("a fault of the database", () => {
  test.each([
    ["a broken connection", new mongo.MongoNetworkError("connection closed")],
    ["a socket that the server has ended", Object.assign(new Error("This socket has been ended"), { code: "EPIPE" })],
    ["a timeout", new mongo.MongoNetworkTimeoutError("timed out")],
    ["a server that is no longer the primary", serverError(10_107)],
    ["a primary that steps down", serverError(189)],
    ["a shutdown", serverError(11_600)],
    ["a majority that does not confirm in time", serverError(64)],
    [
      "a write concern that failed",
      new mongo.MongoWriteConcernError({ ok: 1, writeConcernError: { code: 64, errmsg: "" } }),
    ],
  ])("is unavailability: %s", (_name, cause) => {
    const error = toStoreError(cause, "unknown");
    expect(error).toBeInstanceOf(StoreUnavailableError);
    expect(error).toMatchObject({ cause, outcome: "unknown" });
  });

  test.each([
    13, 18, 43, 46, 63, 112, 117, 146, 150, 175, 211, 237, 249, 261, 314, 317, 371, 384, 402, 407, 433, 449, 450, 453,
    462, 8_000, 13_388,
  ])("is unavailability by the code %i, which says nothing about the command", (code) => {
    expect(toStoreError(serverError(code), "unknown")).toBeInstanceOf(StoreUnavailableError);
  });

  test.each(["SystemOverloadedError", "RetryableError", "RetryableWriteError"])(
    "is unavailability by the label %s, whatever its code",
    (label) => {
      expect(toStoreError(serverError(77_777, "failed", { errorLabels: [label] }), "unknown")).toBeInstanceOf(
        StoreUnavailableError,
      );
      expect(toStoreError(serverError(77_777, "failed", { errorLabels: ["another"] }), "unknown")).not.toBeInstanceOf(
        StoreUnavailableError,
      );
    },
  );

  test.each([
    [18, /user name or password/],
    [13, /grant the role readWrite/],
  ])("says what the operator has to change: code %i", (code, words) => {
    expect(toStoreError(serverError(code), "not-applied")).toMatchObject({ message: expect.stringMatching(words) });
  });

  test.each([
    ["a bug of ours", new TypeError("not a function")],
    ["a command that is wrong", serverError(9, "FailedToParse")],
  ])("stays as it is: %s", (_name, error) => {
    expect(toStoreError(error, "unknown")).toBe(error);
  });
});
