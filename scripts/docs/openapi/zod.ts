import { extendZodWithOpenApi } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";

// Only schemas that are made after this can be named in the document. So whoever names one imports this first.
extendZodWithOpenApi(z);

export { z };
