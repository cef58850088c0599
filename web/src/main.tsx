import { render } from "preact";
import { App } from "./App.js";

const root = document.getElementById("app");
if (root === null) throw new Error("The document has no element #app.");
render(<App />, root);
