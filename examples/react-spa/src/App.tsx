import { useSession } from "@latchkey/client/react";
import { Home } from "./Home.js";
import { Offline } from "./Offline.js";
import { SignIn } from "./SignIn.js";

/** Who is signed in decides what is shown. Until the server has been asked, neither. */
export function App() {
  const session = useSession();
  return (
    <main>
      <Offline />
      {session.status === "unknown" && <p aria-busy="true">One moment…</p>}
      {session.status === "signed-out" && <SignIn reason={session.reason} />}
      {session.status === "signed-in" && <Home user={session.user} />}
    </main>
  );
}
