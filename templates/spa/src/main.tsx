import { createLatchkeyClient } from "@latchkey/client";
import { LatchkeyProvider } from "@latchkey/client/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.js";

/** One for the whole app. The tokens are cookies that no script can read. */
const client = createLatchkeyClient();

const root = document.getElementById("root");
if (root === null) throw new Error("The document has no #root.");
createRoot(root).render(
  <StrictMode>
    <LatchkeyProvider client={client}>
      <App client={client} />
    </LatchkeyProvider>
  </StrictMode>,
);
