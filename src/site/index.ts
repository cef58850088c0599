export { loadPages, type Pages, type PagesSite } from "./loadPages.js";
export { createOutboxPages, type OutboxPages } from "./outbox/outboxPages.js";
