import { client } from "../client.js";
import { RecoveryCodes } from "../factors/RecoveryCodes.js";
import { type SignInStep, setSignInStep } from "../session/signInStep.js";
import { Enrollment } from "./Enrollment.js";
import { PasskeyOffer } from "./PasskeyOffer.js";
import { SecondStep } from "./SecondStep.js";

/** What comes between the first proof of who somebody is and the page that they wanted to see. */
export function SignInSteps({ step }: { step: SignInStep }) {
  switch (step.kind) {
    case "deciding":
      return null;
    case "challenge":
      return step.challenge.code === "ENROLMENT_REQUIRED" ? <Enrollment {...step} /> : <SecondStep {...step} />;
    case "recovery-codes":
      return <RecoveryCodes codes={step.codes} login={loginOfUser()} done={() => setSignInStep(null)} />;
    case "passkey-offer":
      return <PasskeyOffer password={step.password} />;
  }
}

function loginOfUser(): string {
  const { user } = client.state;
  return user?.username ?? user?.email ?? "";
}
