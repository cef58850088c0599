import { expect, test } from "vitest";
import { StoreUnavailableError } from "../../stores/StoreUnavailableError.js";
import { callApp, Refusal } from "./index.js";

const failing = (error: unknown) => callApp("a hook", () => Promise.reject(error));

test("an outage that the app's function meets stays an outage, also as the cause of another error", async () => {
  const outage = new StoreUnavailableError("down");
  await expect(failing(outage)).rejects.toBe(outage);
  await expect(failing(new Error("no answer", { cause: outage }))).rejects.toBe(outage);
});

test("what is thrown before the first await, and what is no error, is reported with the name", async () => {
  const throwing = callApp("a hook", () => {
    throw new RangeError("at once");
  });
  await expect(throwing).rejects.toMatchObject({ message: "a hook failed.", cause: { message: "at once" } });
  await expect(failing("text")).rejects.toMatchObject({ message: "a hook failed.", cause: "text" });
  await expect(failing(undefined)).rejects.toThrow("a hook failed.");
});

test("a Refusal without a text has the one of the table", async () => {
  await expect(failing(new Refusal(""))).rejects.toMatchObject({
    code: "REFUSED_BY_APP",
    statusCode: 403,
    message: "This is not allowed.",
    errors: [],
  });
});
