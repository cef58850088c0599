import type { PasskeyInfo, SecurityOverview, User } from "@latchkey/client";
import { addPasskey, removePasskey, renamePasskey } from "@latchkey/client/passkeys";
import { useEffect, useRef, useState } from "preact/hooks";
import { client } from "../client.js";
import { Field } from "../forms/Field.js";
import { textOf } from "../forms/textOf.js";
import { t } from "../messages/messages.js";
import { ConfirmDialog } from "../parts/ConfirmDialog.js";
import { CREATION_TEXTS } from "../passkeys/creationTexts.js";
import { signalAccount } from "../passkeys/signals.js";
import { canUsePasskeys } from "../passkeys/support.js";
import { PasskeyList } from "./PasskeyList.js";
import { PasswordDialog } from "./PasswordDialog.js";

interface Props {
  user: User;
  security: SecurityOverview;
  /** Whether the account may get one. */
  canAdd: boolean;
  /** When the list was loaded, epoch milliseconds. */
  now: number;
  changed(codes?: readonly string[]): Promise<void>;
}

type Asked = "add" | { readonly deed: "rename" | "remove"; readonly passkey: PasskeyInfo };

/** Adds, renames and removes passkeys. */
export function Passkeys({ user, security, canAdd, now, changed }: Props) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [result, setResult] = useState("");
  const rpId = useRef(window.location.hostname);
  const status = useRef<HTMLParagraphElement>(null);
  const { passkeys } = security;
  const close = (): void => setAsked(null);

  useEffect(() => {
    // The dialog gives the focus back to a button that may be gone.
    if (asked === null && result !== "" && document.activeElement === document.body) status.current?.focus();
  }, [asked, result]);

  useEffect(() => {
    // After the last one is removed its manager must still learn that.
    rpId.current = passkeys[0]?.rpId ?? rpId.current;
    void signalAccount(user, passkeys, rpId.current);
  }, [user, passkeys]);

  return (
    <section class="card" aria-labelledby="passkeys">
      <h2 id="passkeys">{t("passkeys.title")}</h2>
      <p>{t("passkeys.text")}</p>
      {passkeys.length > 0 ? (
        <PasskeyList
          passkeys={passkeys}
          now={now}
          onRename={(passkey) => setAsked({ deed: "rename", passkey })}
          onRemove={(passkey) => setAsked({ deed: "remove", passkey })}
        />
      ) : (
        <p class="quiet">{t("passkeys.none")}</p>
      )}
      <div class="actions">
        {canUsePasskeys() ? (
          canAdd && (
            <button type="button" class="button" onClick={() => setAsked("add")}>
              {t("passkeys.add")}
            </button>
          )
        ) : (
          <p class="quiet">{t("problem.noPasskeys")}</p>
        )}
        <p role="status" ref={status} tabIndex={-1} class="result">
          {result}
        </p>
      </div>
      {asked === "add" && (
        <PasswordDialog
          security={security}
          title={t("passkeys.add")}
          label={t("passkeys.create")}
          busyLabel={t("passkeys.creating")}
          tone="primary"
          texts={CREATION_TEXTS}
          confirm={async (permission) => {
            const { passkey, recoveryCodes } = await addPasskey(client, permission);
            setResult(t("passkeys.addDone", { name: passkey.name }));
            await changed(recoveryCodes);
          }}
          onClose={close}
        >
          <p>{t("passkeys.addText")}</p>
        </PasswordDialog>
      )}
      {asked !== null && asked !== "add" && asked.deed === "rename" && (
        <ConfirmDialog
          title={t("passkeys.renameTitle")}
          label={t("passkeys.rename")}
          busyLabel={t("common.saving")}
          tone="primary"
          fields={
            <Field
              name="name"
              label={t("passkeys.name")}
              hint={t("passkeys.nameHint")}
              autocomplete="off"
              value={asked.passkey.name}
            />
          }
          confirm={async (data) => {
            const { name } = await renamePasskey(client, asked.passkey._id, textOf(data, "name"));
            setResult(t("passkeys.renameDone", { name }));
            await changed();
          }}
          onClose={close}
        >
          {null}
        </ConfirmDialog>
      )}
      {asked !== null && asked !== "add" && asked.deed === "remove" && (
        <PasswordDialog
          security={security}
          title={t("passkeys.removeTitle")}
          label={t("passkeys.remove")}
          busyLabel={t("passkeys.removing")}
          confirm={async (permission) => {
            await removePasskey(client, asked.passkey._id, permission);
            setResult(t("passkeys.removeDone", { name: asked.passkey.name }));
            await changed();
          }}
          onClose={close}
        >
          <p>{t("passkeys.removeText", { name: asked.passkey.name })}</p>
        </PasswordDialog>
      )}
    </section>
  );
}
