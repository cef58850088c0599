import type { PasswordPolicy } from "@latchkey/client";
import { type RuleState, ruleState } from "./ruleState.js";

interface Props {
  id: string;
  policy: PasswordPolicy | null;
  length: number;
}

const SCREEN_READER_TEXT: Record<RuleState, string> = { met: "Done: ", unmet: "Not yet: ", later: "" };

/** The rules for a password. Length is checked while typing; the server checks the rest. */
export function PasswordRules({ id, policy, length }: Props) {
  const rules = (policy?.rules ?? []).filter(({ rule }) => rule !== "too-long" || length > (policy?.maxLength ?? 0));
  return (
    <ul id={id} class="rules">
      {rules.map(({ rule, text }) => {
        const state = ruleState(rule, length, policy);
        return (
          <li key={rule} class={state}>
            <span class="visually-hidden">{SCREEN_READER_TEXT[state]}</span>
            {text}
          </li>
        );
      })}
    </ul>
  );
}
