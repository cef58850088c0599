import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Form } from "../forms/Form.js";
import type { Texts } from "../forms/problemOf.js";
import type { ButtonTone } from "../forms/SubmitButton.js";
import { t } from "../messages/messages.js";

interface Props {
  title: string;
  label: string;
  busyLabel: string;
  /** `danger` unless it takes nothing away. */
  tone?: ButtonTone;
  confirm(data: FormData): Promise<void>;
  /** Called when the dialog closed, confirmed or not. */
  onClose(): void;
  /** What it asks for beside the yes. */
  fields?: ComponentChildren;
  passwordField?: string;
  texts?: Texts | undefined;
  children: ComponentChildren;
}

/** Asks before something that cannot be undone, or that needs an answer. The browser keeps the focus inside and restores it afterwards. */
export function ConfirmDialog(props: Props) {
  const {
    title,
    label,
    busyLabel,
    tone = "danger",
    confirm,
    onClose,
    fields = null,
    passwordField,
    texts,
    children,
  } = props;
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const close = (): void => dialog.current?.close();
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
      <Form
        label={label}
        busyLabel={busyLabel}
        tone={tone}
        passwordField={passwordField}
        texts={texts}
        keep
        submit={async (data) => {
          await confirm(data);
          close();
          return undefined;
        }}
        beside={
          <button type="button" class="button" autofocus={fields === null} onClick={close}>
            {t("common.cancel")}
          </button>
        }
      >
        {fields}
      </Form>
    </dialog>
  );
}
