import { render } from "preact";
import { App } from "./App.js";
import { startLanguage } from "./messages/startLanguage.js";
import { takeFragment } from "./session/fragment.js";

takeFragment();
window.addEventListener("hashchange", takeFragment);

const root = document.getElementById("app");
if (root === null) throw new Error("The document has no element #app.");
// Nothing is shown before its texts are there: a page that changes its language under the eyes of its reader looks broken.
startLanguage().then(() => render(<App />, root), reportError);
