import type { User } from "@latchkey/client";
import { client } from "../client.js";
import { Field } from "../forms/Field.js";
import { Form } from "../forms/Form.js";
import { OwnPasswordField } from "../forms/OwnPasswordField.js";
import { textOf } from "../forms/textOf.js";
import { typedPassword } from "../forms/typedPassword.js";
import { t } from "../messages/messages.js";
import { Heading } from "../parts/Heading.js";
import { saveAsFile } from "./saveAsFile.js";

/** Exports the stored data, and deletes the account. */
export function YourData({ user }: { user: User }) {
  /** What the user has typed before to sign in. */
  const login = user.username ?? user.email;
  const download = async (): Promise<string> => {
    saveAsFile(JSON.stringify(await client.exportData(), null, 2), `${login}-data.json`, "application/json");
    return t("data.downloadDone");
  };
  const checkName = (data: FormData): Record<string, string> => {
    const typed = textOf(data, "confirmation").trim().toLowerCase();
    return typed === "" || typed === login ? {} : { confirmation: t("data.typeHere", { text: login }) };
  };
  return (
    <>
      <Heading text={t("data.title")} />
      <section class="card" aria-labelledby="download">
        <h2 id="download">{t("data.download")}</h2>
        <p>{t("data.downloadText")}</p>
        <Form
          submit={download}
          label={t("data.downloadSubmit")}
          busyLabel={t("data.downloadBusy")}
          tone="secondary"
          keep
        >
          {null}
        </Form>
      </section>
      <section class="card" aria-labelledby="delete">
        <h2 id="delete">{t("data.delete")}</h2>
        <p>{t("data.deleteText")}</p>
        <Form
          submit={deleteAccount}
          check={checkName}
          label={t("data.deleteSubmit")}
          busyLabel={t("data.deleteBusy")}
          tone="danger"
          passwordField="password"
        >
          <Field
            name="confirmation"
            label={
              user.username === null
                ? t("data.confirmEmail", { email: user.email })
                : t("data.confirmUsername", { username: user.username })
            }
            autocomplete="off"
          />
          <OwnPasswordField />
        </Form>
      </section>
    </>
  );
}

async function deleteAccount(data: FormData): Promise<undefined> {
  await client.deleteAccount(typedPassword(data).password);
}
