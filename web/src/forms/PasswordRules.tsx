import type { PasswordPolicy } from "@latchkey/client";
import { type RuleState, ruleState, type TypedPassword } from "./ruleState.js";

interface Props {
  id: string;
  policy: PasswordPolicy | null;
  typed: TypedPassword;
}

const SCREEN_READER_TEXT: Record<RuleState, string> = {
  met: "Done: ",
  unmet: "Not yet: ",
  broken: "Not met: ",
  later: "",
};

/** The rules for a password, each as far as it is known while somebody types. */
export function PasswordRules({ id, policy, typed }: Props) {
  const rules = (policy?.rules ?? []).map(({ rule, text }) => ({ rule, text, state: ruleState(rule, typed, policy) }));
  return (
    <ul id={id} class="rules">
      {rules
        // Nobody needs to read of the greatest length before it is reached.
        .filter(({ rule, state }) => rule !== "too-long" || state === "broken")
        .map(({ rule, text, state }) => (
          <li key={rule} class={state}>
            <span>
              <span class="visually-hidden">{SCREEN_READER_TEXT[state]}</span>
              {text}
            </span>
          </li>
        ))}
    </ul>
  );
}
