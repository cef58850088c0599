/** The folders in `templates`, and what each app is. */
export const TEMPLATES = {
  express: "an Express server with Latchkey's pages",
  next: "Next.js: server components, a server action, route handlers",
  spa: "React with Vite, and an Express API",
} as const;

export type TemplateName = keyof typeof TEMPLATES;
