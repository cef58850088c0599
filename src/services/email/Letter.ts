/** What a mail says, before it has a form. Every text is plain and may come from outside: the renderer escapes it. */
export interface Letter {
  readonly subject: string;
  readonly greeting: string;
  readonly opening: readonly string[];
  /** One at most, so that nobody has to ask which to open. */
  readonly link: { readonly label: string; readonly url: string } | null;
  readonly closing: readonly string[];
}
