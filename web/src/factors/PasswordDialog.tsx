import type { SecurityOverview } from "@latchkey/client";
import type { ComponentChildren } from "preact";
import { PasswordField } from "../forms/PasswordField.js";
import type { Texts } from "../forms/problemOf.js";
import type { ButtonTone } from "../forms/SubmitButton.js";
import { type TypedPassword, typedPassword } from "../forms/typedPassword.js";
import { t } from "../messages/messages.js";
import { ConfirmDialog } from "../parts/ConfirmDialog.js";

interface Props {
  security: Pick<SecurityOverview, "hasPassword">;
  title: string;
  label: string;
  busyLabel: string;
  tone?: ButtonTone;
  texts?: Texts;
  confirm(permission: TypedPassword): Promise<void>;
  onClose(): void;
  children: ComponentChildren;
}

/** Asks before a change of what protects the account: with the password, where there is one. */
export function PasswordDialog({ security: { hasPassword }, confirm, ...rest }: Props) {
  const password = <PasswordField name="password" label={t("common.yourPassword")} autocomplete="current-password" />;
  return (
    <ConfirmDialog
      {...rest}
      passwordField="password"
      {...(hasPassword && { fields: password })}
      confirm={(data) => confirm(typedPassword(data))}
    />
  );
}
