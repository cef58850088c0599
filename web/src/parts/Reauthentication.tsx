import type { WantedProof } from "@latchkey/client";
import { useEffect, useState } from "preact/hooks";
import { client } from "../client.js";
import { REAUTHENTICATION_DIALOG } from "../pages/rarePages.js";
import { useSession } from "../session/useSession.js";
import { OnDemand } from "./OnDemand.js";

interface Question {
  readonly wanted: WantedProof;
  answer(isProved: boolean): void;
}

/** Asks again who the user is when a change needs a younger proof. The client then repeats the request. */
export function Reauthentication() {
  const [question, setQuestion] = useState<Question | null>(null);
  const { status } = useSession();

  useEffect(() => {
    client.onReauthenticate = async (wanted) => {
      // Before it is shown: the page must not wait for a dialog whose script cannot be loaded.
      await REAUTHENTICATION_DIALOG.load();
      return new Promise((resolve) => {
        const answer = (isProved: boolean): void => {
          setQuestion(null);
          resolve(isProved);
        };
        setQuestion({ wanted, answer });
      });
    };
    return () => {
      client.onReauthenticate = undefined;
    };
  }, []);

  useEffect(() => {
    // Somebody who is signed out has nothing to prove any more.
    if (status === "signed-out") question?.answer(false);
  }, [status, question]);

  return question && <OnDemand of={REAUTHENTICATION_DIALOG} props={question} />;
}
