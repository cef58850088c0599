/** The pages of the local provider: plain forms, which need no script. */

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeHtml(text) {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]);
}

function page(title, content) {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(title)} – Local provider</title>
    <style>
      body { max-width: 26rem; margin: 3rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #111; background: #fff; }
      button { width: 100%; margin: 0.25rem 0; padding: 0.75rem; font: inherit; text-align: left; cursor: pointer; }
    </style>
  </head>
  <body>
    <main>
      <h1>${escapeHtml(title)}</h1>
      ${content}
    </main>
  </body>
</html>
`;
}

/** Asks who signs in, and whether at all. */
export function choicePage(people, { uid, params }) {
  const button = (choice, label) => `<button formaction="/people/${uid}/${choice}">${escapeHtml(label)}</button>`;
  const buttons = Object.entries(people).map(([id, { name, note }]) => button(id, `${name}, ${note}`));
  return page(
    "Choose a person",
    `<p>${escapeHtml(params.client_id)} wants to know who you are: ${escapeHtml(params.scope)}.</p>
      <form method="post">${buttons.join("\n")}${button("cancel", "Cancel")}</form>`,
  );
}

export function messagePage(title, text) {
  return page(title, `<p>${escapeHtml(text)}</p>`);
}
