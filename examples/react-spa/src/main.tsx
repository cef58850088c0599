import { LatchkeyProvider } from "@latchkey/client/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.js";
import { client } from "./client.js";
import "./style.css";

const root = document.getElementById("root");
if (root === null) throw new Error("The document has no #root.");
createRoot(root).render(
  <StrictMode>
    <LatchkeyProvider client={client}>
      <App />
    </LatchkeyProvider>
  </StrictMode>,
);
