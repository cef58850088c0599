import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Form } from "../forms/Form.js";
import { t } from "../messages/messages.js";

interface Props {
  title: string;
  label: string;
  busyLabel: string;
  confirm(): Promise<void>;
  /** Called when the dialog closed, confirmed or not. */
  onClose(): void;
  children: ComponentChildren;
}

/** Asks before something that cannot be undone. The browser keeps the focus inside and restores it afterwards. */
export function ConfirmDialog({ title, label, busyLabel, confirm, onClose, children }: Props) {
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
        tone="danger"
        submit={async () => {
          await confirm();
          close();
          return undefined;
        }}
        beside={
          <button type="button" class="button" autofocus onClick={close}>
            {t("common.cancel")}
          </button>
        }
      >
        {null}
      </Form>
    </dialog>
  );
}
