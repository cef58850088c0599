"use client";
import { useSession } from "@latchkey/client/react";
import { type FormEvent, useCallback, useEffect, useState } from "react";
import { client } from "../client";
import { messageOf } from "../messageOf";

/** Signs in or registers, then opens `next`. An access token that has merely expired is refreshed, without a form. */
export function SignIn({ next }: { next: string }) {
  const { status } = useSession();
  const [isNew, setNew] = useState(false);
  const [problem, setProblem] = useState("");

  const goOn = useCallback(async () => {
    // The server has just seen no valid access token, so this asks it first, and refreshes on 401.
    await client.profile();
    window.location.replace(next);
  }, [next]);

  useEffect(() => {
    if (status === "signed-in") goOn().catch((error: unknown) => setProblem(messageOf(error)));
  }, [status, goOn]);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (name: string) => String(form.get(name) ?? "");
    const [username, password] = [field("username"), field("password")];
    setProblem("");
    try {
      if (isNew) await client.register({ username, password, fullName: field("fullName"), email: field("email") });
      const { challenge } = await client.login({ username, password });
      // Latchkey's own page has the second step.
      if (challenge) window.location.assign(`/auth/sign-in?next=${encodeURIComponent(next)}`);
    } catch (error) {
      setProblem(messageOf(error));
    }
  }

  if (status !== "signed-out") return <p aria-busy="true">{problem || "One moment…"}</p>;
  return (
    <form onSubmit={submit}>
      <h1>{isNew ? "Create an account" : "Sign in"}</h1>
      <label>
        Username <input name="username" autoComplete="username" required />
      </label>
      {isNew && (
        <>
          <label>
            Full name <input name="fullName" autoComplete="name" required />
          </label>
          <label>
            Email <input name="email" type="email" autoComplete="email" required />
          </label>
        </>
      )}
      <label>
        Password
        <input name="password" type="password" autoComplete={isNew ? "new-password" : "current-password"} required />
      </label>
      {problem !== "" && <p role="alert">{problem}</p>}
      <button type="submit">{isNew ? "Create account" : "Sign in"}</button>
      <button type="button" onClick={() => setNew(!isNew)}>
        {isNew ? "I have an account" : "I am new here"}
      </button>
      <p>
        <a href="/auth/forgot-password">Forgot your password?</a>
      </p>
    </form>
  );
}
