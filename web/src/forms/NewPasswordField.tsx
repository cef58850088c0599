import { useId, useState } from "preact/hooks";
import { PasswordField } from "./PasswordField.js";
import { PasswordRules } from "./PasswordRules.js";
import { passwordLength } from "./passwordLength.js";
import { usePasswordPolicy } from "./usePasswordPolicy.js";

/** A new password, with its rules. */
export function NewPasswordField({ name, label }: { name: string; label: string }) {
  const id = useId();
  const policy = usePasswordPolicy();
  const [length, setLength] = useState(0);
  return (
    <>
      <PasswordField
        name={name}
        label={label}
        autocomplete="new-password"
        describedBy={id}
        {...(policy !== null && { minLength: policy.minLength })}
        onInput={(password) => setLength(passwordLength(password))}
      />
      <PasswordRules id={id} policy={policy} length={length} />
    </>
  );
}
