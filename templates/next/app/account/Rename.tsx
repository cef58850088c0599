"use client";
import { useActionState } from "react";
import { withSession } from "../client";
import { messageOf } from "../messageOf";
import { rename } from "./actions";

export function Rename() {
  const [problem, submit, isBusy] = useActionState(async (_before: string, form: FormData) => {
    try {
      return (await withSession(() => rename(String(form.get("fullName"))))) ?? "Sign in again.";
    } catch (error) {
      return messageOf(error);
    }
  }, "");
  return (
    <form action={submit}>
      <label>
        New name <input name="fullName" required />
      </label>
      {problem !== "" && <p role="alert">{problem}</p>}
      <button type="submit" disabled={isBusy}>
        Rename
      </button>
    </form>
  );
}
