"use client";
import { useState } from "react";
import { client } from "../client";
import { messageOf } from "../messageOf";

/** Session notices the sign-out and renders again: the account page sends visitors away. */
export function SignOut() {
  const [problem, setProblem] = useState("");
  const signOut = () => client.logout().catch((error: unknown) => setProblem(messageOf(error)));
  return (
    <>
      <button type="button" onClick={signOut}>
        Sign out
      </button>
      {problem !== "" && <p role="alert">{problem}</p>}
    </>
  );
}
