import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LOOKS } from "./looks.js";

const STYLE = `:root { color-scheme: light dark; font: 15px/1.4 system-ui, sans-serif }
body { margin: 1.5rem }
section > div { display: flex; gap: 1rem; overflow-x: auto; align-items: start; padding-bottom: 1rem }
figure { margin: 0; flex: none }
figcaption { color: GrayText }
img { max-height: 520px; max-width: 480px; border: 1px solid GrayText }
nav { columns: 14rem }
nav a { display: block }`;

/**
 * Writes a page that shows the pictures of a folder side by side, in the order of `names`. Those of an earlier run too.
 *
 * @returns its path
 */
export function writeContactSheet(folder: string, names: readonly string[]): string {
  const files = new Set(readdirSync(folder));
  const shown = names.filter((name) => LOOKS.some((look) => files.has(fileOf(name, look.name))));
  const links = shown.map((name) => `<a href="#${name}">${name}</a>`);
  const sections = shown.map((name) => {
    const figures = LOOKS.map((look) => ({ look, file: fileOf(name, look.name) }))
      .filter(({ file }) => files.has(file))
      .map(({ look, file }) => figure(look.name, file));
    return `<section id="${name}">\n<h2>${name}</h2>\n<div>\n${figures.join("\n")}\n</div>\n</section>`;
  });
  const path = join(folder, "index.html");
  writeFileSync(
    path,
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Screenshots of Latchkey</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Screenshots</h1>
<nav>
${links.join("\n")}
</nav>
${sections.join("\n")}
</body>
</html>
`,
  );
  return path;
}

function fileOf(name: string, look: string): string {
  return `${name}.${look}.png`;
}

function figure(look: string, file: string): string {
  return `<figure><figcaption>${look}</figcaption><a href="${file}"><img src="${file}" alt="${file}" loading="lazy"></a></figure>`;
}
