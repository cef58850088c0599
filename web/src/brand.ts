/** What the server has written into the document. */
export function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}

/** How the operator calls the service, and the address of its picture or an empty text. */
export const brand = { name: meta("latchkey-brand"), logoUrl: meta("latchkey-logo") };
