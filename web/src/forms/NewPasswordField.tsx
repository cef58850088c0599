import { useEffect, useId, useRef, useState } from "preact/hooks";
import { brand } from "../brand.js";
import { loadCommonPasswords } from "./commonPasswords.js";
import { useFieldError } from "./FormContext.js";
import { PasswordField } from "./PasswordField.js";
import { PasswordRules } from "./PasswordRules.js";
import { StrengthMeter } from "./StrengthMeter.js";
import { strengthShown } from "./strengthShown.js";
import { textOf } from "./textOf.js";
import { usePasswordPolicy } from "./usePasswordPolicy.js";

interface Props {
  name: string;
  label: string;
  /** Names and addresses of the account; `null` where the page does not know whose it is; absent: they are in the same form. */
  owner?: readonly string[] | null;
}

const OWNER_FIELDS = ["fullName", "username", "email"];

/** A new password, with its rules, which turn while it is typed. None of that asks the server. */
export function NewPasswordField({ name, label, owner }: Props) {
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const policy = usePasswordPolicy();
  const error = useFieldError(name);
  const [words, setWords] = useState<ReadonlySet<string> | null>(null);
  const [entered, setEntered] = useState({ password: "", owner: [""] });

  useEffect(() => {
    const form = root.current?.closest("form");
    if (!form) return;
    const listening = new AbortController();
    const { signal } = listening;
    // Without the list the bar stays silent, and the server decides as ever.
    const load = (): void => void loadCommonPasswords().then(setWords, () => undefined);
    const read = (): void => {
      const data = new FormData(form);
      setEntered({ password: textOf(data, name), owner: OWNER_FIELDS.map((field) => textOf(data, field)) });
    };
    root.current?.addEventListener("focusin", load, { signal, once: true });
    // Another name changes the answer too.
    form.addEventListener("input", read, { signal });
    return () => listening.abort();
  }, [name]);

  const context = [...(owner === undefined ? entered.owner : (owner ?? [])), brand.name];
  const typed = { password: entered.password, context, knowsOwner: owner !== null, words };
  return (
    <div ref={root} class="new-password">
      <PasswordField
        name={name}
        label={label}
        autocomplete="new-password"
        describedBy={id}
        {...(policy !== null && { minLength: policy.minLength })}
      />
      {policy !== null && <StrengthMeter strength={error === null ? strengthShown(typed, policy) : null} />}
      <PasswordRules id={id} policy={policy} typed={typed} />
    </div>
  );
}
