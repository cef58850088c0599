import type { Outbox, OutboxEntry, OutboxMail } from "../../services/email/index.js";
import { escapeHtml } from "../../utils/escapeHtml.js";
import { OUTBOX_SCRIPT, OUTBOX_STYLE } from "./outboxAssets.js";

/** What the page of the outbox is made of. Only its developer sees it, so it is in English like the log and the command line. */
export interface OutboxPages {
  /** The path as browsers see it. */
  readonly base: string;
  readonly style: string;
  readonly script: string;
  /** The list of the mails. */
  list(): Promise<string>;
  /** The list with one mail beside it; `null` for an unknown one. */
  mail(id: string): Promise<string | null>;
  /** The HTML of a mail itself, whose links open a new tab: the pages are shown in no frame. */
  content(id: string): Promise<string | null>;
  clear(): Promise<void>;
}

/** The pages of an outbox; `null` where mail is sent, or the public URL is not localhost. */
export function createOutboxPages(parts: {
  readonly outbox: Outbox | null;
  readonly config: { readonly outboxUrl: string | null };
}): OutboxPages | null {
  const { outbox } = parts;
  const { outboxUrl } = parts.config;
  if (outbox === null || outboxUrl === null) return null;
  const base = new URL(outboxUrl).pathname;
  return {
    base,
    style: OUTBOX_STYLE,
    script: OUTBOX_SCRIPT,
    list: async () => page(base, await outbox.list(), null),
    mail: async (id) => {
      const mail = await outbox.find(id);
      return mail === null ? null : page(base, await outbox.list(), mail);
    },
    content: async (id) => {
      const mail = await outbox.find(id);
      return mail === null ? null : withNewTabs(mail.html);
    },
    clear: () => outbox.clear(),
  };
}

function page(base: string, mails: readonly OutboxEntry[], open: OutboxMail | null): string {
  const title = open === null ? "Outbox" : `${open.subject} · Outbox`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${base}/style.css">
<script type="module" src="${base}/script.js"></script>
</head>
<body>
<header>
<div>
<h1>Outbox</h1>
<p id="count" role="status">${countOf(mails)}</p>
</div>
<form method="post" action="${base}/delete"><button>Delete all emails</button></form>
</header>
<div class="columns">
<nav aria-label="Emails" id="mails">${listOf(base, mails, open)}</nav>
<main>${open === null ? "<p>Choose an email.</p>" : mailView(base, open)}</main>
</div>
</body>
</html>
`;
}

function countOf({ length }: readonly OutboxEntry[]): string {
  return `${length === 1 ? "1 email" : `${length} emails`}, written here because SMTP_URL is not set.`;
}

function listOf(base: string, mails: readonly OutboxEntry[], open: OutboxMail | null): string {
  if (mails.length === 0) return "<p>No emails yet. Create an account, and its first email appears here.</p>";
  const items = mails.map(({ id, subject, to, at, kind }) => {
    const current = id === open?.id ? ' aria-current="page"' : "";
    return `<li><a id="mail-${id}" href="${base}/${id}"${current}>
<strong>${escapeHtml(subject)}</strong>
<span>${escapeHtml(to)}</span>
<span>${at} UTC · ${kind}</span>
</a></li>`;
  });
  return `<ol>${items.join("\n")}</ol>`;
}

function mailView(base: string, { id, subject, to, at, kind, text }: OutboxMail): string {
  // No scripts, no origin: the mail may be an app's own HTML. Its links may open a new tab.
  return `<h2>${escapeHtml(subject)}</h2>
<p class="facts">To ${escapeHtml(to)} · ${at} UTC · ${kind}</p>
<iframe title="The email" src="${base}/${id}/content" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
<h2>Plain text</h2>
<pre>${escapeHtml(text)}</pre>`;
}

const NEW_TABS = '<base target="_blank">';

function withNewTabs(html: string): string {
  const head = /<head(?:\s[^<>]*)?>/i;
  return head.test(html) ? html.replace(head, (tag) => tag + NEW_TABS) : NEW_TABS + html;
}
