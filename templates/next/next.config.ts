import type { NextConfig } from "next";

const config: NextConfig = {
  // It has machine code (Argon2, SQLite), which no bundle can hold: Node loads it from node_modules.
  serverExternalPackages: ["latchkey"],
  // TypeScript 7 is a program without the interface that Next.js calls by default.
  experimental: { useTypeScriptCli: true },
};

export default config;
