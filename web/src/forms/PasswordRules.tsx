import type { PasswordPolicy } from "@latchkey/client";
import { type RuleState, ruleState } from "./ruleState.js";

interface Props {
  id: string;
  policy: PasswordPolicy | null;
  length: number;
}

const SPOKEN: Record<RuleState, string> = { met: "Done: ", unmet: "Not yet: ", later: "" };

/** What a password must be. Length is ticked off while typing; the server knows the rest. */
export function PasswordRules({ id, policy, length }: Props) {
  const rules = (policy?.rules ?? []).filter(({ rule }) => rule !== "too-long" || length > (policy?.maxLength ?? 0));
  return (
    <ul id={id} class="rules">
      {rules.map(({ rule, text }) => {
        const state = ruleState(rule, length, policy);
        return (
          <li key={rule} class={state}>
            <span class="visually-hidden">{SPOKEN[state]}</span>
            {text}
          </li>
        );
      })}
    </ul>
  );
}
