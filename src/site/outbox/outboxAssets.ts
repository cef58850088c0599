export const OUTBOX_STYLE = `:root {
  color-scheme: light dark;
  --page: #f3f4f6;
  --card: #ffffff;
  --line: #d5d9e0;
  --text: #1f2430;
  --quiet: #586070;
  --accent: #2f5bd8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14161a;
    --card: #1d2026;
    --line: #343a45;
    --text: #e9ebee;
    --quiet: #a8b0bc;
    --accent: #93b0ff;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0;
  padding: 1rem;
  background: var(--page);
  color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif;
}
header { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; justify-content: space-between; margin-bottom: 1rem; }
p { margin: 0 0 1rem; color: var(--quiet); }
header p { margin: 0; }
h1 { margin: 0; font-size: 1.375rem; }
h2 { margin: 0 0 0.25rem; font-size: 1.125rem; overflow-wrap: anywhere; }
.columns { display: grid; grid-template-columns: minmax(0, 22rem) minmax(0, 1fr); gap: 1rem; align-items: start; }
@media (max-width: 50rem) { .columns { grid-template-columns: minmax(0, 1fr); } }
ol { margin: 0; padding: 0; list-style: none; display: grid; gap: 0.5rem; }
nav a, main { display: block; padding: 0.75rem 1rem; border: 1px solid var(--line); border-radius: 0.5rem; background: var(--card); }
nav a { color: inherit; text-decoration: none; overflow-wrap: anywhere; }
nav a:hover, nav a[aria-current] { border-color: var(--accent); }
nav span { display: block; color: var(--quiet); font-size: 0.8125rem; }
main { padding: 1rem; min-width: 0; }
iframe { width: 100%; height: 42rem; margin-bottom: 1rem; border: 1px solid var(--line); border-radius: 0.5rem; background: #ffffff; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.875rem; }
button {
  padding: 0.5rem 1rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: var(--card);
  color: inherit;
  font: inherit;
  cursor: pointer;
}
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
`;

/**
 * Asks for the page again and again and takes its list over. No stream: a server that stops has nothing to end, and one that starts
 * again is found by the next request.
 */
export const OUTBOX_SCRIPT = `const PARTS = ["count", "mails"];

async function refresh() {
  if (document.hidden) return;
  const response = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (!response?.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const id of PARTS) {
    const [shown, next] = [document.getElementById(id), fresh.getElementById(id)];
    if (shown.innerHTML === next.innerHTML) continue;
    const focused = document.activeElement?.id;
    shown.replaceChildren(...next.childNodes);
    if (focused) document.getElementById(focused)?.focus();
  }
}

setInterval(refresh, 1500);
document.addEventListener("visibilitychange", refresh);
`;
