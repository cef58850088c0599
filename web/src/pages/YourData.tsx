import type { User } from "@latchkey/client";
import { client } from "../client.js";
import { Field } from "../forms/Field.js";
import { Form } from "../forms/Form.js";
import { PasswordField } from "../forms/PasswordField.js";
import { textOf } from "../forms/textOf.js";
import { Heading } from "../parts/Heading.js";
import { saveAsFile } from "./saveAsFile.js";

/** What is stored, as a file; and the end of it. */
export function YourData({ user }: { user: User }) {
  const download = async (): Promise<string> => {
    saveAsFile(await client.exportData(), `${user.username}-data.json`);
    return "The file is in your downloads.";
  };
  const checkName = (data: FormData): Record<string, string> => {
    const typed = textOf(data, "confirmation").trim().toLowerCase();
    return typed === "" || typed === user.username ? {} : { confirmation: `Type ${user.username} here.` };
  };
  return (
    <>
      <Heading text="Your data" />
      <section class="card" aria-labelledby="download">
        <h2 id="download">Take it with you</h2>
        <p>Everything that is stored about you, as a JSON file: profile, sessions, activity. Secrets are left out.</p>
        <Form submit={download} label="Download my data" busyLabel="Collecting…" keep>
          {null}
        </Form>
      </section>
      <section class="card" aria-labelledby="delete">
        <h2 id="delete">Delete the account</h2>
        <p>Everything of it is removed at once. Nobody can bring it back.</p>
        <Form
          submit={deleteAccount}
          check={checkName}
          label="Delete my account"
          busyLabel="Deleting…"
          danger
          passwordField="password"
        >
          <Field name="confirmation" label={`Type your username, ${user.username}, to confirm`} autocomplete="off" />
          <PasswordField name="password" label="Your password" autocomplete="current-password" />
        </Form>
      </section>
    </>
  );
}

async function deleteAccount(data: FormData): Promise<undefined> {
  await client.deleteAccount(textOf(data, "password"));
}
