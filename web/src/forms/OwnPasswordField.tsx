import { t } from "../messages/messages.js";
import { PasswordField } from "./PasswordField.js";
import { useHasPassword } from "./useHasPassword.js";

/** The password of the user, which a change asks for. An account without one is asked for something else: see Reauthentication. */
export function OwnPasswordField({ hint }: { hint?: string }) {
  const [hasPassword] = useHasPassword();
  if (!hasPassword) return null;
  return (
    <PasswordField
      name="password"
      label={t("common.yourPassword")}
      autocomplete="current-password"
      {...(hint !== undefined && { hint })}
    />
  );
}
