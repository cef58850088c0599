import type { PasswordPolicy } from "@latchkey/client";
import { type PlainKey, t } from "../messages/messages.js";
import { type RuleState, ruleState, type TypedPassword } from "./ruleState.js";

interface Props {
  id: string;
  policy: PasswordPolicy | null;
  typed: TypedPassword;
}

const SCREEN_READER_TEXT: Record<RuleState, PlainKey | null> = {
  met: "password.ruleMet",
  unmet: "password.ruleUnmet",
  broken: "password.ruleBroken",
  later: null,
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
              <ScreenReaderState text={SCREEN_READER_TEXT[state]} />
              {text}
            </span>
          </li>
        ))}
    </ul>
  );
}

function ScreenReaderState({ text }: { text: PlainKey | null }) {
  return <span class="visually-hidden">{text !== null && `${t(text)} `}</span>;
}
