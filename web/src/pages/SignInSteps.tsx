import { client } from "../client.js";
import { RecoveryCodes } from "../factors/RecoveryCodes.js";
import { OnDemand } from "../parts/OnDemand.js";
import { completeSignIn, type SignInStep } from "../session/signInStep.js";
import { Enrollment } from "./Enrollment.js";
import { PasskeyOffer } from "./PasskeyOffer.js";
import { MAILED_CODE, PROVIDER_LINK, PROVIDER_PROBLEM, PROVIDER_REGISTRATION } from "./rarePages.js";
import { SecondStep } from "./SecondStep.js";

/** What comes between the first proof of who somebody is and the page that they wanted to see. */
export function SignInSteps({ step }: { step: SignInStep }) {
  switch (step.kind) {
    case "deciding":
    case "finishing":
      return null;
    case "challenge":
      return step.challenge.code === "ENROLMENT_REQUIRED" ? <Enrollment {...step} /> : <SecondStep {...step} />;
    case "recovery-codes":
      return <RecoveryCodes codes={step.codes} login={loginOfUser()} done={() => completeSignIn()} />;
    case "passkey-offer":
      return <PasskeyOffer password={step.password} />;
    case "provider-registration":
      return <OnDemand of={PROVIDER_REGISTRATION} props={step} />;
    case "provider-link":
      return <OnDemand of={PROVIDER_LINK} props={step} />;
    case "provider-problem":
      return <OnDemand of={PROVIDER_PROBLEM} props={step} />;
    case "mailed-code":
      return <OnDemand of={MAILED_CODE} props={step} />;
  }
}

function loginOfUser(): string {
  const { user } = client.state;
  return user?.username ?? user?.email ?? "";
}
