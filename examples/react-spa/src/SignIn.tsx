import type { Challenge, SignedOutReason } from "@latchkey/client";
import { type FormEvent, useState } from "react";
import { client } from "./client.js";
import { SecondStep } from "./SecondStep.js";
import { useAttempt } from "./useAttempt.js";

const NOTICES: Partial<Record<NonNullable<SignedOutReason>, string>> = {
  "signed-out-here": "You are signed out.",
  "signed-out-elsewhere-in-this-browser": "You signed out in another tab.",
  "logout-all": "You were signed out everywhere.",
  "password-change": "Your password was changed.",
  reuse: "Somebody used a copy of your session, so it was ended. Sign in again.",
  idle: "You were signed out because you were inactive for a long time.",
};

export function SignIn({ reason }: { reason: SignedOutReason }) {
  const [isNew, setNew] = useState(false);
  const [challenge, setChallenge] = useState<Challenge>();
  const { problem, isBusy, attempt } = useAttempt();

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (name: string) => String(form.get(name) ?? "");
    const [username, password] = [field("username"), field("password")];
    void attempt(async () => {
      if (isNew) await client.register({ username, password, fullName: field("fullName"), email: field("email") });
      const result = await client.login({ username, password });
      setChallenge(result.challenge);
    });
  }

  if (challenge) return <SecondStep challenge={challenge} onCancel={() => setChallenge(undefined)} />;
  return (
    <form onSubmit={submit}>
      <h1>{isNew ? "Create an account" : "Sign in"}</h1>
      {reason !== null && <p role="status">{NOTICES[reason] ?? "Your session has ended."}</p>}
      <label>
        Username
        <input name="username" autoComplete="username" required />
      </label>
      {isNew && (
        <>
          <label>
            Full name
            <input name="fullName" autoComplete="name" required />
          </label>
          <label>
            Email
            <input name="email" type="email" autoComplete="email" required />
          </label>
        </>
      )}
      <label>
        Password
        <input name="password" type="password" autoComplete={isNew ? "new-password" : "current-password"} required />
      </label>
      {problem !== "" && <p role="alert">{problem}</p>}
      <button type="submit" disabled={isBusy}>
        {isNew ? "Create account" : "Sign in"}
      </button>
      <button type="button" className="quiet" onClick={() => setNew(!isNew)}>
        {isNew ? "I have an account" : "I am new here"}
      </button>
    </form>
  );
}
