import type { LatchkeyClient } from "@latchkey/client";
import { useSession } from "@latchkey/client/react";
import { useState } from "react";

/** Who is signed in decides what is shown. The forms are Latchkey's pages, which lead back here. */
export function App({ client }: { client: LatchkeyClient }) {
  const session = useSession();
  const [answer, setAnswer] = useState("");

  async function askApi(): Promise<void> {
    // It refreshes an expired access token on the way, and repeats the request.
    const response = await client.fetch("/api/hello");
    setAnswer(`It answered ${response.status}: ${await response.text()}`);
  }

  const orSay = (work: () => Promise<void>) => () => {
    work().catch((error: unknown) => setAnswer(String(error)));
  };

  if (session.status === "unknown") return <p aria-busy="true">One moment…</p>;
  if (session.status === "signed-out") {
    return (
      <p>
        <a href="/sign-in?next=/">Sign in</a> or <a href="/register?next=/">create an account</a>.
      </p>
    );
  }
  return (
    <>
      <h1>Hello, {session.user.fullName}</h1>
      <button type="button" onClick={orSay(askApi)}>
        Ask the API
      </button>
      <output>{answer}</output>
      <p>
        <a href="/account">Your account</a>
      </p>
      <button type="button" onClick={orSay(client.logout)}>
        Sign out
      </button>
    </>
  );
}
