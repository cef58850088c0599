export type ProvidersController = never;
