/** Its addresses with and without dots are one mailbox, under either name. */
const GMAIL = new Set(["gmail.com", "googlemail.com"]);

/**
 * What a limit by mailbox counts by: the address without what most providers ignore in it, so that a stranger who writes to
 * `ada+1@example.com` and `ada+2@example.com` fills one budget and not two. Only for counting: to an account these are two
 * addresses, and to a provider without tags two mailboxes, which then share a budget.
 *
 * @param email a canonical address, as the schemas make it
 */
export function mailboxKey(email: string): string {
  const at = email.lastIndexOf("@");
  const [name, domain] = [withoutTag(email.slice(0, at)), email.slice(at + 1)];
  return GMAIL.has(domain) ? `${name.replaceAll(".", "")}@gmail.com` : `${name}@${domain}`;
}

function withoutTag(name: string): string {
  const tag = name.indexOf("+");
  return tag > 0 ? name.slice(0, tag) : name;
}
