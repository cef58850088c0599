import { type ComponentChildren, Fragment, type TargetedInputEvent, type TargetedSubmitEvent } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../messages/messages.js";
import { Notice } from "../parts/Notice.js";
import { FieldErrors } from "./FormContext.js";
import { isField } from "./isField.js";
import { missingFields } from "./missingFields.js";
import { type Problem, problemOf, type Texts } from "./problemOf.js";
import { type ButtonTone, SubmitButton } from "./SubmitButton.js";

interface Props {
  /** Submits the form. Its result is shown, and the fields are cleared. */
  submit(data: FormData): Promise<string | undefined>;
  label: string;
  busyLabel: string;
  /** `primary` unless it deletes something, or is not what the page is about. */
  tone?: ButtonTone;
  /** See {@link problemOf}. */
  aliases?: Readonly<Record<string, string>>;
  passwordField?: string | undefined;
  codeField?: string | undefined;
  texts?: Texts | undefined;
  /** Errors found before anything is sent, by field. */
  check?(data: FormData): Readonly<Record<string, string>>;
  /** Keeps the input after it was sent. */
  keep?: boolean;
  /** Shown as its result at first. */
  result?: string;
  /** Shown next to the button. */
  beside?: ComponentChildren;
  children: ComponentChildren;
}

type Phase =
  | { readonly kind: "idle"; readonly result: string | null }
  | { readonly kind: "busy" }
  | { readonly kind: "failed"; readonly problem: Problem };

/** A form that is sent once at a time, shows errors at their fields, and never loses input. */
export function Form(props: Props) {
  const form = useRef<HTMLFormElement>(null);
  const sending = useRef(false);
  const [phase, setPhase] = useState<Phase>({ kind: "idle", result: props.result ?? null });
  const [failures, setFailures] = useState(0);
  const [round, setRound] = useState(0);
  const problem = phase.kind === "failed" ? phase.problem : null;

  useEffect(() => {
    if (failures > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [failures]);

  const fail = (found: Problem): void => {
    setPhase({ kind: "failed", problem: found });
    setFailures((count) => count + 1);
  };

  const send = async (element: HTMLFormElement): Promise<void> => {
    const data = new FormData(element);
    const wrong = { ...missingFields(element), ...props.check?.(data) };
    if (Object.keys(wrong).length > 0) return fail({ ...UNSENT, fields: wrong });
    setPhase({ kind: "busy" });
    try {
      const result = await props.submit(data);
      if (!props.keep) setRound((count) => count + 1);
      setPhase({ kind: "idle", result: result ?? null });
    } catch (error) {
      const found = problemOf(
        error,
        {
          known: namesIn(element),
          aliases: props.aliases,
          password: props.passwordField,
          code: props.codeField,
          texts: props.texts,
        },
        Date.now(),
      );
      if (found.code === "PAGE") reportError(error);
      fail(found);
    }
  };

  const onSubmit = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    // State would be set too late for the second of two quick clicks.
    if (sending.current || Date.now() < (problem?.retryAt ?? 0)) return;
    sending.current = true;
    await send(event.currentTarget).finally(() => {
      sending.current = false;
    });
  };

  const onInput = (event: TargetedInputEvent<HTMLFormElement>): void => {
    const { target } = event;
    if (problem === null || !isField(target) || problem.fields[target.name] === undefined) return;
    const { [target.name]: _fixed, ...fields } = problem.fields;
    setPhase({ kind: "failed", problem: { ...problem, fields } });
  };

  return (
    // If the script fails, a password must not become part of a URL.
    <form ref={form} method="post" noValidate onSubmit={onSubmit} onInput={onInput}>
      <FieldErrors.Provider value={problem?.fields ?? {}}>
        {/* New fields after each success: no password stays behind, shown or not. */}
        <Fragment key={round}>{props.children}</Fragment>
      </FieldErrors.Provider>
      <div role="alert">
        {problem?.message && (
          <Notice tone="bad">
            <p>{problem.temporary ? t("form.kept", { problem: problem.message }) : problem.message}</p>
            {problem.temporary && (
              <button type="submit" class="button small">
                {t("common.tryAgain")}
              </button>
            )}
          </Notice>
        )}
      </div>
      <div class="actions">
        <SubmitButton
          label={props.label}
          busyLabel={props.busyLabel}
          busy={phase.kind === "busy"}
          retryAt={problem?.retryAt ?? null}
          tone={props.tone ?? "primary"}
        />
        {props.beside}
        <p role="status" class="result">
          {phase.kind === "idle" && phase.result}
        </p>
      </div>
    </form>
  );
}

const UNSENT: Problem = { message: null, fields: {}, retryAt: null, temporary: false, code: "UNSENT" };

function namesIn(form: HTMLFormElement): string[] {
  return [...form.elements].flatMap((element) => (isField(element) ? [element.name] : []));
}
