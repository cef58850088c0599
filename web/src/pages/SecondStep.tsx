import { type Challenge, LatchkeyError, type Proof } from "@latchkey/client";
import { useState } from "preact/hooks";
import { client } from "../client.js";
import { ProofForm } from "../factors/ProofForm.js";
import { t } from "../messages/messages.js";
import { Heading } from "../parts/Heading.js";
import { offerPasskey } from "../session/signIn.js";
import { completeSignIn } from "../session/signInStep.js";
import { BackToSignIn } from "./BackToSignIn.js";
import { ExpiredStep } from "./ExpiredStep.js";

interface Props {
  challenge: Challenge;
  rememberMe: boolean | undefined;
  /** What was typed before; `null` for a session that must prove more. */
  password: string | null;
}

/** The second step of a sign-in: a code, a recovery code or a passkey. */
export function SecondStep({ challenge, rememberMe, password }: Props) {
  const [isExpired, setIsExpired] = useState(false);
  const { flow, methods } = challenge;

  const prove = async (proof: Exclude<Proof, { password: string }>): Promise<void> => {
    try {
      // A passkey brings a flow of its own, which continues this one.
      const user = await client.secondFactor({ flow, ...proof, rememberMe });
      if (password === null) completeSignIn();
      else await offerPasskey(user, password);
    } catch (error) {
      if (error instanceof LatchkeyError && error.code === "FLOW_INVALID") return setIsExpired(true);
      throw error;
    }
  };

  if (isExpired) return <ExpiredStep />;
  return (
    <>
      <Heading text={t("second.title")} replaces />
      <ProofForm ways={methods} flow={flow} prove={prove} />
      <p class="quiet">{t("second.none")}</p>
      <BackToSignIn />
    </>
  );
}
