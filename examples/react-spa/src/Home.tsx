import type { User } from "@latchkey/client";
import { useState } from "react";
import { client } from "./client.js";
import { Sessions } from "./Sessions.js";
import { useAttempt } from "./useAttempt.js";

export function Home({ user }: { user: User }) {
  const [answer, setAnswer] = useState("");
  const { problem, attempt } = useAttempt();

  /** Stands for your own API. An expired access token is refreshed on the way, and the request repeated. */
  async function askApi(): Promise<void> {
    setAnswer("");
    const response = await client.fetch("/api/v1/users/profile");
    setAnswer(`It answered ${response.status}.`);
  }

  return (
    <>
      <header>
        <h1>Hello, {user.fullName}</h1>
        <button type="button" className="quiet" onClick={() => attempt(client.logout)}>
          Sign out
        </button>
      </header>
      <p>Open this page in a second tab, and sign out in one of them.</p>
      {problem !== "" && <p role="alert">{problem}</p>}
      <Sessions />
      <section>
        <h2>Your own API</h2>
        <button type="button" onClick={() => attempt(askApi)}>
          Ask it
        </button>
        <output>{answer}</output>
      </section>
    </>
  );
}
